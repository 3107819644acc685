"""The fixtures for people who build the other side: batches, their answers, and one event of each type."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from returns.result import Success
from spec_kitty_events.models import Event

from tests.contract.validators import validator
from tests.docs.markdown import ROOT
from trackpost.core.contract.capture import identify
from trackpost.core.contract.event_versions import CapturedEvent, EnvelopeVersion, check_event
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


def _result(event: dict[str, object], status: str = "success", **more: str) -> dict[str, object]:
    return {"event_id": event["event_id"], "status": status, **more}


def _taken(*results: dict[str, object]) -> dict[str, object]:
    return {"status": 200, "body": {"results": list(results)}}


def _refused(error: str, details: object) -> dict[str, object]:
    return {"status": 400, "body": {"error": error, "details": details}}


FIRST, MIXED, AGAIN, REJECTED, THEIRS, SOME, REPEATED, OTHERS = map(
    _request,
    (
        "1-status-change",
        "2-mixed",
        "3-duplicate",
        "4-rejected",
        "5-bad-request",
        "6-some-rejected",
        "7-repeated",
        "8-other-versions",
    ),
)
_NO_TYPE = "Invalid payload: field error_type is missing"
_NOT_YOURS = "Invalid project_uuid: not a project of team acme"

ANSWERS: Mapping[str, object] = {
    "1-status-change": _taken(_result(FIRST[0])),
    "2-mixed": _taken(*map(_result, MIXED)),
    "3-duplicate": _taken(_result(FIRST[0], "duplicate")),
    "4-rejected": _taken(_result(REJECTED[0], "rejected", error_message=_NO_TYPE)),
    "5-bad-request": _refused(
        "Batch refused: invalid project_uuid",
        [
            {"event_id": THEIRS[0]["event_id"], "error": _NOT_YOURS},
            {"event_id": THEIRS[1]["event_id"], "reason": _NOT_YOURS},
        ],
    ),
    "6-some-rejected": _taken(
        _result(SOME[0]),
        _result(SOME[1], "rejected", error="Invalid event_type: WPForgotten"),
        _result(SOME[2], "rejected", error="Invalid payload: to_lane is doing"),
        _result(SOME[3], "rejected", error="Missing field: team_slug"),
        _result(SOME[4]),
    ),
    "7-repeated": _taken(
        _result(REPEATED[0]),
        _result(REPEATED[0], "duplicate"),
        _result(REPEATED[0], "rejected", error="Invalid payload: entry_type is joke"),
    ),
    "8-other-versions": _taken(*map(_result, OTHERS)),
    "9-no-events": _refused("Missing field: events", "The body is an object with the member events alone"),
    "10-too-many": _refused("Invalid batch: too many events", "A batch has at most 1,000 events, and this one 1,001"),
    "11-no-event-id": _refused("Invalid event_id", "The event at index 1 has no id by which a result could name it"),
}

every_answer = pytest.mark.parametrize(("name", "expected"), ANSWERS.items(), ids=ANSWERS.keys())


@every_answer
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
    """The tests above cover all files in the folder but the one of tests/contract/test_refused_batches.py."""
    names = {path.name for path in (_FIXTURES / "batch").iterdir()}
    pairs = {f"{name}.{part}.json" for name in ANSWERS for part in ("request", "answer")}
    assert names == {*pairs, "refused-bytes.json"}


FAULTS: Mapping[str, tuple[str, ...]] = {
    "1-status-change": (),
    "2-mixed": (),
    "3-duplicate": (),
    "4-rejected": ("$.events[0].payload.error_type",),
    "5-bad-request": (),
    "6-some-rejected": ("$.events[1].event_type", "$.events[2].payload.to_lane", "$.events[3].team_slug"),
    "7-repeated": ("$.events[2].payload.entry_type",),
    "8-other-versions": (),
    "9-no-events": ("$",),
    "10-too-many": ("$.events",),
    "11-no-event-id": ("$.events[1].event_id",),
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


def test_the_repeated_event_is_the_same() -> None:
    """The second event repeats the first, and the third has the same id."""
    assert REPEATED[0] == REPEATED[1]
    assert REPEATED[0]["event_id"] == REPEATED[2]["event_id"]


def test_the_mixed_batch_is_mixed() -> None:
    """The batch has three types, the oldest event first, and the first event caused the second."""
    assert [event["event_type"] for event in MIXED] == ["WPStatusChanged", "WPCreated", "FeatureCreated"]
    assert sorted(MIXED, key=lambda event: str(event["timestamp"])) == MIXED
    assert MIXED[1]["causation_id"] == MIXED[0]["event_id"]


def test_every_event_type_has_a_fixture() -> None:
    """There is one fixture for each of the twelve types, named after it."""
    assert _EVENTS.keys() == ENVELOPES.keys()
    assert all(json.loads(path.read_bytes())["event_type"] == name for name, path in _EVENTS.items())


@pytest.mark.parametrize("path", _EVENTS.values(), ids=_EVENTS.keys())
def test_events_are_sound(path: Path) -> None:
    """The code, the schema and the package that owns the envelope all accept each event."""
    event: dict[str, object] = json.loads(path.read_bytes())
    assert isinstance(parse_event(event), Success)
    assert validator("event-envelope.schema.json").is_valid(event)
    _parse_as_owner(event)


VERSIONS: Mapping[str, CapturedEvent] = {
    "1-without-git": CapturedEvent("WPStatusChanged", absent=("git_branch", "head_commit_sha", "repo_slug")),
    "1-without-project": CapturedEvent("WPAssigned", absent=("project_uuid", "project_slug")),
    "1.0.0-core-only": CapturedEvent("WPStatusChanged", EnvelopeVersion("1.0.0")),
    "3-dossier": CapturedEvent("MissionDossierArtifactIndexed", EnvelopeVersion("3.0.0")),
    "3-no-team-yet": CapturedEvent("MissionCreated", EnvelopeVersion("3.0.0")),
    "3-status-change": CapturedEvent("WPStatusChanged", EnvelopeVersion("3.0.0")),
}


def test_events_of_other_versions_are_sound() -> None:
    """Each is of the version that its name says, or lacks what its name says."""
    files = sorted((_FIXTURES / "event-versions").iterdir())
    checked = {file.stem: check_event(json.loads(file.read_bytes())) for file in files}
    assert checked == {name: Success(event) for name, event in VERSIONS.items()}


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
