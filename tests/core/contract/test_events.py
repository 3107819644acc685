"""Events of version 1 of the batch API: fifteen members, twelve payloads, and the faults of each."""

from collections.abc import Mapping
from typing import get_args

import pytest
from attrs import fields
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Success

from tests.core.strategies import QUICK
from trackpost.core.contract.event_payloads import WPAssigned
from trackpost.core.contract.events import ENVELOPES, EnvelopeError, EventEnvelope, Payload, parse_event
from trackpost.core.parsing.strict_json import Fault

EVENT: dict[str, object] = {
    "event_id": "01HQ7X3Z8K0000000000000001",
    "event_type": "WPAssigned",
    "aggregate_id": "WP01",
    "aggregate_type": "WorkPackage",
    "payload": {"wp_id": "WP01", "agent_id": "claude", "phase": "review", "retry_count": 0},
    "timestamp": "2026-03-01T12:00:00Z",
    "node_id": "0123456789ab",
    "lamport_clock": 0,
    "causation_id": None,
    "team_slug": "local",
    "project_uuid": "550e8400-e29b-41d4-a716-446655440000",
    "project_slug": None,
    "git_branch": None,
    "head_commit_sha": None,
    "repo_slug": None,
}


BROKEN: Mapping[str, tuple[str, object]] = {
    "an id with a letter that Crockford's Base32 lacks": ("event_id", "01HQ7X3Z8K000000000000000I"),
    "an id too short": ("event_id", "01HQ7X3Z8K"),
    "an id with a line break": ("event_id", "01HQ7X3Z8K0000000000000001\n"),
    "an unknown type": ("event_type", "WPForgotten"),
    "an empty aggregate": ("aggregate_id", ""),
    "another aggregate": ("aggregate_type", "Team"),
    "a payload that is not an object": ("payload", []),
    "a time without a zone": ("timestamp", "2026-03-01T12:00:00"),
    "a day without a time": ("timestamp", "2026-03-01"),
    "a node in capitals": ("node_id", "0123456789AB"),
    "a negative clock": ("lamport_clock", -1),
    "a clock that is true": ("lamport_clock", True),
    "a cause that is not an id": ("causation_id", "WP01"),
    "an empty team": ("team_slug", ""),
    "a UUID of version 1": ("project_uuid", "550e8400-e29b-11d4-a716-446655440000"),
    "no project": ("project_uuid", None),
    "a slug that is a number": ("project_slug", 1),
    "a branch that is a list": ("git_branch", []),
    "a short commit": ("head_commit_sha", "0123456"),
    "a repository without an owner": ("repo_slug", "spec-kitty"),
    "a repository in a repository": ("repo_slug", "a/b/c"),
}


@pytest.mark.parametrize(("member", "value"), BROKEN.values(), ids=BROKEN.keys())
def test_each_member_has_its_rule(member: str, value: object) -> None:
    """A member that breaks its rule is the only fault, with its path."""
    found = parse_event({**EVENT, member: value}).swap().map(lambda error: [fault.path for fault in error.faults])
    assert found == Success([f"$.{member}"])


@pytest.mark.parametrize("member", EVENT.keys())
def test_each_member_is_required(member: str) -> None:
    """An absent member is a fault, even if null is allowed."""
    faults = parse_event({name: value for name, value in EVENT.items() if name != member})
    assert faults == Failure(EnvelopeError((Fault(f"$.{member}", "Missing member"),)))


PAYLOADS: Mapping[str, tuple[str, dict[str, object], tuple[str, ...]]] = {
    "assigned: to nobody": ("WPAssigned", {"wp_id": "WP01", "agent_id": "", "phase": "review"}, ("agent_id",)),
    "assigned: another phase": ("WPAssigned", {"wp_id": "WP01", "agent_id": "a", "phase": "rest"}, ("phase",)),
    "status: the alias": (
        "WPStatusChanged",
        {"wp_id": "WP01", "from_lane": "planned", "to_lane": "doing"},
        ("to_lane",),
    ),
    "status: two lanes and an id": (
        "WPStatusChanged",
        {"wp_id": "WP1", "from_lane": "nowhere", "to_lane": "elsewhere"},
        ("wp_id", "from_lane", "to_lane"),
    ),
    "created: a dependency that is not a work package": (
        "WPCreated",
        {"wp_id": "WP01", "title": "t", "feature_slug": "f", "dependencies": ["WP02", "x"]},
        ("dependencies[1]",),
    ),
    "feature: its slug and number": (
        "FeatureCreated",
        {"feature_slug": "48-x", "feature_number": "48", "target_branch": "main", "wp_count": 1},
        ("feature_slug", "feature_number"),
    ),
    "completed: at no time": (
        "FeatureCompleted",
        {"feature_slug": "f", "total_wps": 1, "completed_at": None},
        ("completed_at",),
    ),
    "history: another entry": (
        "HistoryAdded",
        {"wp_id": "WP01", "entry_type": "joke", "entry_content": "x"},
        ("entry_type",),
    ),
    "error: without its type": ("ErrorLogged", {"error_message": "m"}, ("error_type",)),
    "resolved: another way": (
        "DependencyResolved",
        {"wp_id": "WP01", "dependency_wp_id": "WP02", "resolution_type": "ignored"},
        ("resolution_type",),
    ),
    "indexed: all at once": (
        "MissionDossierArtifactIndexed",
        {
            "feature_slug": "",
            "artifact_key": "k",
            "artifact_class": "secret",
            "relative_path": "",
            "content_hash_sha256": "A" * 64,
            "size_bytes": -1,
            "required_status": "maybe",
            "wp_id": 1,
            "namespace": None,
        },
        (
            "feature_slug",
            "artifact_class",
            "relative_path",
            "content_hash_sha256",
            "size_bytes",
            "required_status",
            "wp_id",
            "namespace",
        ),
    ),
    "missing: a reason of its own": (
        "MissionDossierArtifactMissing",
        {
            "feature_slug": "f",
            "artifact_key": "k",
            "artifact_class": "input",
            "expected_path_pattern": "*.md",
            "reason_code": "lost",
            "blocking": "yes",
        },
        ("reason_code", "blocking"),
    ),
    "computed: without a count": (
        "MissionDossierSnapshotComputed",
        {
            "feature_slug": "f",
            "parity_hash_sha256": "0" * 64,
            "artifact_counts": {
                "total": 1,
                "required": 1,
                "required_present": 1,
                "required_missing": 0,
                "optional": -1,
            },
            "completeness_status": "complete",
            "snapshot_id": "s",
        },
        ("artifact_counts.optional", "artifact_counts.optional_present"),
    ),
    "drift: in a namespace with a blank and a member too many": (
        "MissionDossierParityDriftDetected",
        {
            "feature_slug": "f",
            "local_parity_hash": "0" * 64,
            "baseline_parity_hash": "1" * 64,
            "severity": "info",
            "missing_in_local": ["a", 1],
            "namespace": {
                "project_uuid": "p",
                "feature_slug": " ",
                "target_branch": "b",
                "mission_key": "m",
                "manifest_version": "1",
                "step_id": "s",
            },
        },
        ("missing_in_local[1]", "namespace.step_id", "namespace.feature_slug"),
    ),
    "a member that routes": (
        "ErrorLogged",
        {"error_type": "auth", "error_message": "m", "external_resource_id": "ACME"},
        ("external_resource_id",),
    ),
}


@pytest.mark.parametrize(("event_type", "payload", "broken"), PAYLOADS.values(), ids=PAYLOADS.keys())
def test_each_payload_has_its_rules(event_type: str, payload: dict[str, object], broken: tuple[str, ...]) -> None:
    """The faults are exactly those of the payload."""
    found = parse_event({**EVENT, "event_type": event_type, "payload": payload})
    paths = found.swap().map(lambda error: tuple(fault.path for fault in error.faults))
    assert paths == Success(tuple(f"$.payload.{name}" for name in broken))


def test_a_sound_event_is_typed() -> None:
    """The payload has the class of its event type."""
    payload = parse_event(EVENT).map(lambda event: event.payload)
    assert payload == Success(WPAssigned(wp_id="WP01", agent_id="claude", phase="review", retry_count=0))


def test_the_event_types_are_those_of_the_payloads() -> None:
    """The table, the union and the type of the member list the same twelve event types."""
    named = {kind.__name__ for kind in get_args(Payload)}
    assert named == ENVELOPES.keys() == set(get_args(fields(EventEnvelope).event_type.type))


NESTED = st.recursive(st.none() | st.integers(), lambda inner: st.dictionaries(st.sampled_from([*EVENT, "x"]), inner))


@QUICK
@given(NESTED)
def test_parsing_never_raises(value: object) -> None:
    """Any value is an event or has faults."""
    faults = parse_event(value).swap().map(lambda error: error.faults).value_or("none")
    assert faults
