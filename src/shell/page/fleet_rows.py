"""What the pages of a fleet have in common: a project as a row, and how its state is read."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from attrs import frozen
from returns.result import Result

from ...core.contract.server import Complaint, Refused
from ...core.errors import Problem
from ...core.fleet.causes import error_of
from ...core.fleet.faults import StateFault
from ...core.fleet.holding import Record
from ...core.fleet.outcome import Failed, Outcome, Tried, Word
from ...core.fleet.port import FleetState
from ...core.routing.route import ResourceRoute

_Value = TypeVar("_Value")


class Reader(Protocol):
    """Opens the state of a fleet, and returns what is read there."""

    def __call__(self, use: Callable[[FleetState], Result[_Value, StateFault]], /) -> Result[_Value, Problem]:
        """Return what *use* reads."""


@frozen(kw_only=True)
class FleetRow:
    """A project of the fleet.

    Attributes:
        path: of its folder.
        outcome: of the last try.
        published_at: when the server last had its snapshot, ISO 8601; None if never.
        ended_at: when the last try ended, ISO 8601.
        failures: how many tries have failed in a row.
        retry_at: when the tracker or the server wants to be asked again, ISO 8601; None if it did not say.
        route: None if there is none, or if it is not known.
        key: the idempotency key of the last snapshot; None if none was made.
        message: what went wrong and what to do; None if nothing did.
    """

    path: str
    outcome: Word
    published_at: str | None
    ended_at: str
    failures: int
    retry_at: str | None
    route: ResourceRoute | None
    key: str | None
    message: str | None


def fleet_row(record: Record, outcome: Outcome) -> FleetRow:
    """Return the row of a project.

    Args:
        record: what is known of it.
        outcome: of the last try; or that it is held since.
    """
    last = record.last
    error = error_of(outcome)
    return FleetRow(
        path=last.name,
        outcome=outcome.word,
        published_at=None if record.published is None else instant(record.published),
        ended_at=instant(last.ended),
        failures=record.failures,
        retry_at=retry_at_of(last.outcome),
        route=last.outcome.route,
        key=last.outcome.idempotency_key,
        message=None if error is None else error["message"],
    )


def retry_at_of(outcome: Tried) -> str | None:
    """Return when the host that failed wants to be asked again, ISO 8601; None if it did not say."""
    match outcome:
        case Failed(retry_at=float(moment)):
            return instant(moment)
        case _:
            return None


def unavailable(lost: Problem) -> Refused:
    """Return the refusal of a page whose state cannot be read."""
    return Refused(503, Complaint(error="unavailable", message=lost.message))


def instant(seconds: float) -> str:
    """Return an instant, given in seconds since the epoch, as ISO 8601."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()
