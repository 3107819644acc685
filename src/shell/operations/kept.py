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
    from ..runtime import Runtime


_Value = TypeVar("_Value")


@define
class Once(Generic[_Value]):
    """Makes a value when it is first asked for, and keeps it.

    Attributes:
        made: the value; None before anyone has asked for it.
    """

    _make: Callable[[], _Value]
    made: _Value | None = field(default=None, init=False)

    def __call__(self) -> _Value:
        """Return the value."""
        if self.made is None:
            self.made = self._make()
        return self.made


@frozen
class Loaded:
    """A project whose files have been read.

    Attributes:
        runtime: of the project.
        token: for the server; None for the one that the home has, if any. Not printed.
    """

    runtime: Runtime
    token: str | None = field(repr=False)

    def renewed(self, again: Loaded) -> Loaded:
        """Return the project as it was read *again*, with what the commands of its home have printed by now."""
        return evolve(again, runtime=evolve(again.runtime, secrets=self.runtime.secrets))


@frozen(kw_only=True)
class Kept:
    """What the operations on a project take from its fleet. The token goes to no other server than the fleet's.

    Attributes:
        file: the fleet file's name, as it can be printed.
        load: reads the files of the project, and asks the commands of the fleet file for credentials, once.
        endpoint: of the server.
        insecure_http: plain http to other machines is allowed.
        token_from: where the token comes from, in words.
        run: the command that pulls and publishes the project.
    """

    file: str
    load: Once[Result[Loaded, RuntimeFault]]
    endpoint: Endpoint
    insecure_http: bool
    token_from: str
    run: str

    def told(self, problem: Problem) -> str:
        """Return what a person is told of a problem: most is mended in the fleet file. Nothing is loaded for it."""
        from ...core.fleet.remedies import told  # noqa: PLC0415 - only a problem needs it

        made = self.load.made
        known = NOTHING if made is None else made.map(lambda loaded: loaded.runtime.credentials).value_or(NOTHING)
        return told(problem, known)

    def mending(self, runtime: Runtime) -> MendingOfFleet:
        """Return what mends the project."""
        from ...core.reporting.mending import MendingOfFleet  # noqa: PLC0415 - only the doctor asks

        return MendingOfFleet(runtime.credentials, self.run)

    def order(self, order: PublishOrder, loaded: Loaded) -> PublishOrder:
        """Return an order with the token of the fleet, if it has one."""
        if loaded.token is None:
            return order
        return evolve(order, auth_token=loaded.token, token_from=self.token_from)
