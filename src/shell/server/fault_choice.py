"""Chooses which requests fail on purpose: every Nth one, or those that ask for it."""

from collections.abc import Iterator, Sequence
from itertools import count

from attrs import field, frozen
from returns.pipeline import is_successful
from returns.result import Result, Success
from starlette.datastructures import Headers
from starlette.types import Scope

from ...core.contract.fault_options import DescriptionError, parse_requested_fault
from ...core.contract.injected_faults import (
    FAULT_HEADER,
    DroppedConnections,
    FailingRequests,
    FaultPlan,
    InjectedFault,
)
from ...core.contract.server import Complaint, Refused
from ...core.parsing.secret import Secret
from .own_address import check_address
from .refusals import BY_CODE
from .request_checks import check_bearer


@frozen
class Faults:
    """Chooses what fails.

    Attributes:
        plan: how the server fails.
        tokens: what a bearer must show to ask for a fault; without any, everybody may ask.
    """

    plan: FaultPlan
    tokens: Sequence[Secret]
    _numbers: Iterator[int] = field(factory=lambda: count(1), init=False)

    def drop_connection(self) -> bool:
        """Count a new connection, and say whether it is dropped."""
        match self.plan.schedule:
            case DroppedConnections(every):
                return next(self._numbers) % every == 0
            case _:
                return False

    def of_request(self, scope: Scope) -> Result[InjectedFault | None, Refused]:
        """Count a snapshot request, and return its fault: the one that it asks for, or else the one that is due."""
        due = self._due()
        return self._requested(scope).map(lambda requested: requested or due)

    def _due(self) -> InjectedFault | None:
        match self.plan.schedule:
            case FailingRequests(fault, every) if next(self._numbers) % every == 0:
                return fault
            case _:
                return None

    def _requested(self, scope: Scope) -> Result[InjectedFault | None, Refused]:
        texts = Headers(scope=scope).getlist(FAULT_HEADER)
        if not (texts and self._may_ask(scope)):
            return Success(None)
        return parse_requested_fault(", ".join(texts), BY_CODE).alt(_malformed)

    def _may_ask(self, scope: Scope) -> bool:
        """Say whether the request may ask for a fault. If not, the application refuses it, or serves it as usual."""
        headers, (_, port) = Headers(scope=scope), scope["server"]
        return self.plan.by_header and is_successful(
            check_address(headers, port).bind(lambda _: check_bearer(self.tokens, headers))
        )


def _malformed(error: DescriptionError) -> Refused:
    return Refused(400, Complaint(error="malformed_fault", message=f"{FAULT_HEADER}: {error.message}"))
