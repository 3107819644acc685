"""What a fleet gives a project that it keeps, in place of what the project's own home and the environment have."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from attrs import define, evolve, field, frozen

from ...core.routing.origins import NOTHING

if TYPE_CHECKING:
    from returns.result import Result

    from ...core.delivery.endpoint import Endpoint
    from ...core.delivery.publish import PublishOrder
    from ...core.errors import Problem
    from ...core.project.binding import RuntimeFault
    from ...core.reporting.mending import MendingOfFleet
    from ...core.routing.given import CredentialsCommandFailed
    from ..runtime import Runtime

_Value = TypeVar("_Value")


@define
class Once(Generic[_Value]):
    """Makes a value when it is first asked for, and keeps it.

    Attributes:
        made: the value; None before anyone has asked for it. Not printed: it may be secret.
    """

    _make: Callable[[], _Value]
    made: _Value | None = field(default=None, init=False, repr=False)

    def __call__(self) -> _Value:
        """Return the value."""
        if self.made is None:
            self.made = self._make()
        return self.made


@frozen(kw_only=True)
class Kept:
    """What the operations on a project take from its fleet. The token goes to no other server than the fleet's.

    Attributes:
        file: the fleet file's name, as it can be printed.
        runtime: reads the files of the project, and asks the commands of the fleet file for its credentials, once.
        token: asks for the token of the server, likewise; None for the one that the home has, if any.
        endpoint: of the server.
        insecure_http: plain http to other machines is allowed.
        token_from: where the token comes from, in words.
        run: the command that pulls and publishes the project.
    """

    file: str
    runtime: Once[Result[Runtime, RuntimeFault]]
    token: Once[Result[str | None, CredentialsCommandFailed]]
    endpoint: Endpoint
    insecure_http: bool
    token_from: str
    run: str

    def told(self, problem: Problem) -> str:
        """Return what a person is told of a problem: most is mended in the fleet file. Nothing is loaded for it."""
        from ...core.fleet.remedies import told  # noqa: PLC0415 - only a problem needs it

        made = self.runtime.made
        known = NOTHING if made is None else made.map(lambda runtime: runtime.credentials).value_or(NOTHING)
        return told(problem, known)

    def mending(self, runtime: Runtime) -> MendingOfFleet:
        """Return what mends the project."""
        from ...core.reporting.mending import MendingOfFleet  # noqa: PLC0415 - only the doctor asks

        return MendingOfFleet(runtime.credentials, self.run)

    def ordered(self, order: PublishOrder) -> Result[PublishOrder, CredentialsCommandFailed]:
        """Return an order with the token of the fleet, if it has one."""
        return self.token().map(
            lambda token: order if token is None else evolve(order, auth_token=token, token_from=self.token_from)
        )
