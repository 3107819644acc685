"""The fixtures for people who build the other side."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from returns.result import Success
from spec_kitty_events.models import Event

from tests.contract.validators import validator
from tests.docs.markdown import ROOT
from trackpost.core.contract.capture import identify
from trackpost.core.contract.events import ENVELOPES, parse_event

_FIXTURES = ROOT / "contracts" / "fixtures"
_EVENTS: Mapping[str, Path] = {path.stem: path for path in sorted((_FIXTURES / "events").glob("*.json"))}


def _request(name: str) -> list[dict[str, object]]:
    request: dict[str, list[dict[str, object]]] = json.loads(
        (_FIXTURES / "batch" / f"{name}.request.json").read_bytes()
    )
    assert request.keys() == {"events"}
    return request["events"]


def _answer(name: str) -> dict[str, object]:
    answer: dict[str, object] = json.loads((_FIXTURES / "batch" / f"{name}.answer.json").read_bytes())
    return answer


def _results(status: str, events: list[dict[str, object]], **more: str) -> dict[str, object]:
    return {"results": [{"event_id": event["event_id"], "status": status, **more} for event in events]}


FIRST, MIXED, AGAIN, REJECTED, REFUSED = map(
    _request, ("1-status-change", "2-mixed", "3-duplicate", "4-rejected", "5-bad-request")
)
_NO_TYPE = "Invalid payload: field error_type is missing"

ANSWERS: Mapping[str, object] = {
    "1-status-change": {"status": 200, "body": _results("success", FIRST)},
    "2-mixed": {"status": 200, "body": _results("success", MIXED)},
    "3-duplicate": {"status": 200, "body": _results("duplicate", FIRST)},
    "4-rejected": {"status": 200, "body": _results("rejected", REJECTED, error_message=_NO_TYPE)},
    "5-bad-request": {
        "status": 400,
        "body": {
            "error": "Batch refused",
            "details": [
                {"event_id": REFUSED[0]["event_id"], "error": "Invalid wp_id"},
                {"event_id": REFUSED[1]["event_id"], "reason": "entry_content is empty"},
            ],
        },
    },
}


@pytest.mark.parametrize(("name", "expected"), ANSWERS.items(), ids=ANSWERS.keys())
def test_answers(name: str, expected: object) -> None:
    """Each request must get exactly this answer."""
    assert _answer(name) == expected


@pytest.mark.parametrize("name", ANSWERS.keys())
def test_answers_meet_their_schema(name: str) -> None:
    """The body of a 200 lists results, and that of a 400 says what was refused."""
    schemas: Mapping[object, str] = {200: "event-batch-results", 400: "event-batch-refused"}
    answer = _answer(name)
    assert answer.keys() == {"status", "body"}
    assert validator(f"{schemas[answer['status']]}.schema.json").is_valid(answer["body"])


def test_there_is_no_other_fixture() -> None:
    """The tests above cover all files in the folder."""
    names = {path.name for path in (_FIXTURES / "batch").iterdir()}
    assert names == {f"{name}.{part}.json" for name in ANSWERS for part in ("request", "answer")}


FAULTS: Mapping[str, tuple[str, ...]] = {
    "1-status-change": (),
    "2-mixed": (),
    "3-duplicate": (),
    "4-rejected": ("$.events[0].payload.error_type",),
    "5-bad-request": ("$.events[0].payload.wp_id", "$.events[1].payload.entry_content"),
}


@pytest.mark.parametrize(("name", "expected"), FAULTS.items(), ids=FAULTS.keys())
def test_requests(name: str, expected: tuple[str, ...]) -> None:
    """Schema and code accept each request, or find exactly the faults for which it is refused."""
    content = (_FIXTURES / "batch" / f"{name}.request.json").read_bytes()
    faults = identify(content).swap().map(lambda broken: tuple(fault.path for fault in broken.faults)).value_or(())
    assert faults == expected
    assert validator("event-batch.schema.json").is_valid(json.loads(content)) == (not expected)


def test_the_duplicate_repeats_the_first() -> None:
    """The duplicate is the same event with the same id."""
    assert AGAIN == FIRST


def test_the_mixed_batch_is_mixed() -> None:
    """The batch has three types, the oldest event first, and the first event caused the second."""
    assert [event["event_type"] for event in MIXED] == ["WPStatusChanged", "WPCreated", "FeatureCreated"]
    assert sorted(MIXED, key=lambda event: str(event["timestamp"])) == MIXED
    assert MIXED[1]["causation_id"] == MIXED[0]["event_id"]


def test_every_event_type_has_a_fixture() -> None:
    """There is one fixture for each of the eight types, named after it."""
    assert _EVENTS.keys() == ENVELOPES.keys()
    assert all(json.loads(path.read_bytes())["event_type"] == name for name, path in _EVENTS.items())


@pytest.mark.parametrize("path", _EVENTS.values(), ids=_EVENTS.keys())
def test_events_are_sound(path: Path) -> None:
    """The code, the schema and the package that owns the envelope all accept each event."""
    event: dict[str, object] = json.loads(path.read_bytes())
    assert isinstance(parse_event(event), Success)
    assert validator("event-envelope.schema.json").is_valid(event)
    _parse_as_owner(event)


@pytest.mark.parametrize("event", [*FIRST, *MIXED], ids=lambda event: str(event["event_id"]))
def test_the_owner_of_the_envelope_accepts_the_events_of_the_batches(event: dict[str, object]) -> None:
    """The package that owns the envelope accepts the events in the batches unchanged."""
    _parse_as_owner(event)


def _parse_as_owner(event: dict[str, object]) -> None:
    """Parse *event* with ``spec-kitty-events``, and compare the result.

    The old tool pins version 2.3.1. It requires ``correlation_id``, too: the ULID of the first event in a causal chain,
    which events of this contract do not have. The test adds the event's own id in its place. The package adds
    ``schema_version`` and ``data_tier`` with defaults, and ignores unknown members.
    """
    theirs = Event.model_validate({**event, "correlation_id": event["event_id"]})
    parsed = theirs.model_dump(mode="json")
    shared = event.keys() & parsed.keys() - {"timestamp"}
    assert {name: parsed[name] for name in shared} == {name: event[name] for name in shared}
    assert len(shared) == 9
    assert theirs.timestamp.utcoffset() is not None
