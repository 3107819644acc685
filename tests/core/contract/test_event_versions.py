"""Events of another version, and events that are older than some members of version 1."""

from collections.abc import Mapping

import pytest
from returns.result import Failure, Result, Success

from tests.core.contract.test_events import EVENT
from trackpost.core.contract.event_versions import (
    YOUNGER_MEMBERS,
    CapturedEvent,
    EnvelopeVersion,
    check_event,
    version_of,
)
from trackpost.core.contract.events import EnvelopeError
from trackpost.core.parsing.strict_json import Fault

THREE: dict[str, object] = {
    **EVENT,
    "event_type": "MissionCreated",
    "aggregate_type": "Mission",
    "payload": {"mission_slug": "048-x"},
    "team_slug": None,
    "schema_version": "3.0.0",
    "build_id": "",
    "correlation_id": EVENT["event_id"],
    "drain_blocked_reason": "missing_team",
}
"""An event as Spec Kitty 3.2.7 writes it: these nineteen members."""
CORE: dict[str, object] = {
    "event_id": "550e8400e29b41d4a716446655440000",
    "event_type": "TestEvent",
    "aggregate_id": "a",
    "payload": {},
    "timestamp": "2026-01-15T10:00:00Z",
    "node_id": "test-node",
    "lamport_clock": 1,
    "schema_version": "1.0.0",
}
"""The members that no event may lack."""


def _without(event: dict[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in event.items() if name not in names}


def _broken(*faults: tuple[str, str]) -> Result[CapturedEvent, EnvelopeError]:
    return Failure(EnvelopeError(tuple(Fault(path, reason) for path, reason in faults)))


_NOT_TEXT = "Expected `str`, got `int`"
THIRD = EnvelopeVersion("3.0.0")

CASES: Mapping[str, tuple[object, Result[CapturedEvent, EnvelopeError]]] = {
    "version 1": (EVENT, Success(CapturedEvent("WPAssigned"))),
    "version 1, before there were projects": (
        _without(EVENT, "project_uuid", "project_slug"),
        Success(CapturedEvent("WPAssigned", absent=("project_uuid", "project_slug"))),
    ),
    "version 1, with the least": (
        _without(EVENT, *YOUNGER_MEMBERS),
        Success(CapturedEvent("WPAssigned", absent=YOUNGER_MEMBERS)),
    ),
    "version 1, older and broken": (
        _without({**EVENT, "payload": {}, "team_slug": 5}, "repo_slug"),
        _broken(
            ("$.payload.wp_id", "Missing member"),
            ("$.payload.agent_id", "Missing member"),
            ("$.payload.phase", "Missing member"),
            ("$.team_slug", _NOT_TEXT),
        ),
    ),
    "version 1, without another member": (_without(EVENT, "team_slug"), _broken(("$.team_slug", "Missing member"))),
    "version 1, with a member of version 3": (
        {**EVENT, "build_id": "x"},
        _broken(("$.build_id", "Unexpected member")),
    ),
    "version 1, null for a member that may be absent": (
        {**EVENT, "project_uuid": None},
        _broken(("$.project_uuid", "Expected `str`, got `null`")),
    ),
    "version 3": (THREE, Success(CapturedEvent("MissionCreated", THIRD))),
    "version 3, with a payload that version 1 forbids": (
        {**THREE, "event_type": "WPAssigned"},
        Success(CapturedEvent("WPAssigned", THIRD)),
    ),
    "version 3, without a project": (
        {**THREE, "project_uuid": None},
        Success(CapturedEvent("MissionCreated", THIRD)),
    ),
    "a version of the future, with members of its own": (
        {**THREE, "schema_version": "12.0.1", "signature": {}},
        Success(CapturedEvent("MissionCreated", EnvelopeVersion("12.0.1"))),
    ),
    "what all versions share": (CORE, Success(CapturedEvent("TestEvent", EnvelopeVersion("1.0.0")))),
    "version 3, broken": (
        {**THREE, "payload": [], "lamport_clock": -1, "team_slug": "", "node_id": None},
        _broken(
            ("$.payload", "Expected `object`, got `array`"),
            ("$.node_id", "Expected `str`, got `null`"),
            ("$.lamport_clock", "Expected `int` >= 0"),
            ("$.team_slug", "Expected `str` of length >= 1"),
        ),
    ),
    "a version that is not text": ({**THREE, "schema_version": 3}, _broken(("$.schema_version", _NOT_TEXT))),
    "not an object": ([], _broken(("$", "Expected `object`, got `array`"))),
}


@pytest.mark.parametrize(("event", "expected"), CASES.values(), ids=CASES.keys())
def test_check_event(event: object, expected: Result[CapturedEvent, EnvelopeError]) -> None:
    """Each event is sound by the rules of its version, or has exactly these faults."""
    assert check_event(event) == expected


PATTERNS: Mapping[str, tuple[str, ...]] = {
    "schema_version": ("", "3", "3.0", "v3.0.0", "3.0.0-rc1", "3.0.0\n", "\u0663.0.0"),
    "event_id": ("", "x", "01HQ7X3Z8K000000000000000U", "550e8400-e29b-41d4-a716-44665544000", "0" * 33),
    "causation_id": ("", "{550e8400-e29b-41d4-a716-446655440000}", "550e8400-e29b41d4-a716-446655440000"),
    "timestamp": ("2026-01-15T10:00:00", "2026-01-15"),
    "project_uuid": ("", "shop", "550e8400e29b41d4a716446655440000"),
}


@pytest.mark.parametrize(("member", "values"), PATTERNS.items(), ids=PATTERNS.keys())
def test_patterns_of_all_versions(member: str, values: tuple[str, ...]) -> None:
    """Each value is the only fault of the event."""
    found = {value: check_event({**THREE, member: value}).swap().map(_paths) for value in values}
    assert found == dict.fromkeys(values, Success((f"$.{member}",)))


def _paths(error: EnvelopeError) -> tuple[str, ...]:
    return tuple(fault.path for fault in error.faults)


@pytest.mark.parametrize("member", [name for name in CORE if name != "schema_version"])
def test_no_version_lacks_a_member_of_the_core(member: str) -> None:
    """Its absence is the only fault."""
    assert check_event(_without(CORE, member)) == _broken((f"$.{member}", "Missing member"))


@pytest.mark.parametrize("member", YOUNGER_MEMBERS)
def test_each_younger_member_may_be_absent_alone(member: str) -> None:
    """The event is sound, and says what it lacks."""
    assert check_event(_without(EVENT, member)) == Success(CapturedEvent("WPAssigned", absent=(member,)))


VERSIONS: Mapping[str, tuple[object, str]] = {
    "none": ({}, "version 1"),
    "of today's Spec Kitty": ({"schema_version": "3.0.0"}, "schema_version 3.0.0"),
    "not version 1 of the contract": ({"schema_version": "1.0.0"}, "schema_version 1.0.0"),
    "endless": ({"schema_version": "9" * 10_000}, f"schema_version {'9' * 20}"),
    "null": ({"schema_version": None}, "schema_version unknown"),
    "not an object": ("schema_version", "version 1"),
}


@pytest.mark.parametrize(("event", "expected"), VERSIONS.values(), ids=VERSIONS.keys())
def test_version_of(event: object, expected: str) -> None:
    """Whoever writes ``schema_version`` writes another version than the first."""
    assert version_of(event).name == expected


RULES: Mapping[str, tuple[CapturedEvent, str]] = {
    "in full": (CapturedEvent("WPCreated"), "version 1"),
    "without a member": (CapturedEvent("WPCreated", absent=("repo_slug",)), "version 1 without repo_slug"),
    "without two": (
        CapturedEvent("WPCreated", absent=("project_uuid", "repo_slug")),
        "version 1 without project_uuid, repo_slug",
    ),
    "in part": (CapturedEvent("X", THIRD), "schema_version 3.0.0 (checked by what it shares with version 1)"),
}


@pytest.mark.parametrize(("event", "expected"), RULES.values(), ids=RULES.keys())
def test_checked_by(event: CapturedEvent, expected: str) -> None:
    """A person reads by which rules an event is sound."""
    assert event.checked_by == expected
