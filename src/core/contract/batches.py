"""Check the body of a batch request: what a server refuses as a whole, and which events it rejects.

Contract: contracts/batch-api-contract.md, "Refused or rejected".
"""

from itertools import chain
from typing import Annotated, TypeAlias

from attrs import frozen
from msgspec import Meta
from returns.result import Failure, Result, Success

from ..parsing.strict_json import Fault
from .event_versions import CapturedEvent, check_event
from .json_types import find_faults

LARGEST_BATCH = 1_000
"""The maximum number of events in one request."""


@frozen(kw_only=True)
class BatchBody:
    """The JSON object of a batch request; its events are checked one by one."""

    events: Annotated[tuple[object, ...], Meta(max_length=LARGEST_BATCH)]


@frozen
class RefusedBatch:
    """A body that a server refuses as a whole: it stores no event."""

    faults: tuple[Fault, ...]

    @property
    def answer(self) -> str:
        """What a server answers, in words."""
        return "a server refuses the whole batch"


@frozen
class RejectedEvents:
    """A body of which a server stores the sound events, and rejects the others.

    Attributes:
        faults: those of all events.
        rejected: the number of events with faults.
        count: the number of events.
    """

    faults: tuple[Fault, ...]
    rejected: int
    count: int

    @property
    def answer(self) -> str:
        """What a server answers, in words."""
        return f"a server rejects {self.rejected} of {self.count} events"


BrokenBatch: TypeAlias = RefusedBatch | RejectedEvents


def check_batch(raw: object) -> Result[tuple[CapturedEvent, ...], BrokenBatch]:
    """Check the body of a batch request.

    Args:
        raw: a JSON value, as `parse_json` returns it.

    Returns:
        The events, or all faults. Events are not looked into if there are too many.
    """
    body_faults = tuple(find_faults(raw, BatchBody))
    match raw:
        case {"events": list(events)} if len(events) <= LARGEST_BATCH:
            return _checked(events, body_faults)
        case _:
            return Failure(RefusedBatch(body_faults))


def _checked(events: list[object], body_faults: tuple[Fault, ...]) -> Result[tuple[CapturedEvent, ...], BrokenBatch]:
    checked = [check_event(event, _path(index)) for index, event in enumerate(events)]
    event_faults = [event.swap().map(lambda error: error.faults).value_or(()) for event in checked]
    faults = (*body_faults, *chain.from_iterable(event_faults))
    if body_faults or any(_is_nameless(index, each) for index, each in enumerate(event_faults)):
        return Failure(RefusedBatch(faults))
    if faults:
        return Failure(RejectedEvents(faults, sum(map(bool, event_faults)), len(events)))
    return Success(tuple(chain.from_iterable(event.map(lambda sound: (sound,)).value_or(()) for event in checked)))


def _is_nameless(index: int, faults: tuple[Fault, ...]) -> bool:
    """Say whether no result can name the event, because it is not an object or has no proper id."""
    return any(fault.path in {_path(index), f"{_path(index)}.event_id"} for fault in faults)


def _path(index: int) -> str:
    return f"$.events[{index}]"
