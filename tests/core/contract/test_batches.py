"""What refuses a batch as a whole, and what rejects some of its events."""

from collections.abc import Mapping

import pytest
from returns.result import Failure, Result, Success

from tests.core.contract.test_event_versions import THREE
from tests.core.contract.test_events import EVENT
from trackpost.core.contract.batches import BrokenBatch, RefusedBatch, RejectedEvents, check_batch
from trackpost.core.contract.event_versions import CapturedEvent, EnvelopeVersion
from trackpost.core.parsing.strict_json import Fault

SOUND = CapturedEvent("WPAssigned")
LATER = CapturedEvent("MissionCreated", EnvelopeVersion("3.0.0"))
_NO_TEAM: dict[str, object] = {name: value for name, value in EVENT.items() if name != "team_slug"}
_NO_ID: dict[str, object] = {name: value for name, value in EVENT.items() if name != "event_id"}


def _missing(path: str) -> Fault:
    return Fault(path, "Missing member")


CASES: Mapping[str, tuple[object, Result[tuple[CapturedEvent, ...], BrokenBatch]]] = {
    "no events": ({"events": []}, Success(())),
    "two versions": ({"events": [EVENT, THREE]}, Success((SOUND, LATER))),
    "one of two is broken": (
        {"events": [EVENT, _NO_TEAM]},
        Failure(RejectedEvents((_missing("$.events[1].team_slug"),), 1, 2)),
    ),
    "one is broken twice": (
        {"events": [{**_NO_TEAM, "lamport_clock": -1}, EVENT, EVENT]},
        Failure(
            RejectedEvents(
                (Fault("$.events[0].lamport_clock", "Expected `int` >= 0"), _missing("$.events[0].team_slug")), 1, 3
            )
        ),
    ),
    "one has no id": (
        {"events": [EVENT, _NO_ID]},
        Failure(RefusedBatch((_missing("$.events[1].event_id"),))),
    ),
    "one is broken, and another one has no id": (
        {"events": [_NO_TEAM, _NO_ID]},
        Failure(RefusedBatch((_missing("$.events[0].team_slug"), _missing("$.events[1].event_id")))),
    ),
    "one is no object": (
        {"events": [EVENT, 5]},
        Failure(RefusedBatch((Fault("$.events[1]", "Expected `object`, got `int`"),))),
    ),
    "another member": (
        {"events": [_NO_TEAM], "sender": "me"},
        Failure(RefusedBatch((Fault("$.sender", "Unexpected member"), _missing("$.events[0].team_slug")))),
    ),
    "one event too many": (
        {"events": [5] * 1_001},
        Failure(RefusedBatch((Fault("$.events", "Expected `array` of length <= 1000"),))),
    ),
    "no array": ({"events": {}}, Failure(RefusedBatch((Fault("$.events", "Expected `array`, got `object`"),)))),
    "another name": (
        {"event": []},
        Failure(RefusedBatch((Fault("$.event", "Unexpected member"), _missing("$.events")))),
    ),
    "no object": ([EVENT], Failure(RefusedBatch((Fault("$", "Expected `object`, got `array`"),)))),
}


@pytest.mark.parametrize(("value", "expected"), CASES.values(), ids=CASES.keys())
def test_check_batch(value: object, expected: Result[tuple[CapturedEvent, ...], BrokenBatch]) -> None:
    """Each body is sound, or refused, or has as many rejected events."""
    assert check_batch(value) == expected


def test_answers() -> None:
    """A person reads what a server does."""
    assert RefusedBatch(()).answer == "a server refuses the whole batch"
    assert RejectedEvents((), 1, 14).answer == "a server rejects 1 of 14 events"
