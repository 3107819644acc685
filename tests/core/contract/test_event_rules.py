"""Each rule for a member of an event has values that break it; each is found, with the right path."""

import json
from collections.abc import Mapping
from itertools import chain
from typing import get_args

import pytest
from attrs import fields
from returns.result import Result, Success

from tests.docs.markdown import ROOT
from trackpost.core.contract.events import EnvelopeError, EventEnvelope, Payload, parse_event

EVENTS: Mapping[str, dict[str, object]] = {
    path.stem: json.loads(path.read_bytes()) for path in (ROOT / "contracts/fixtures/events").glob("*.json")
}

NOT_TEXT: tuple[object, ...] = (5, 0.5, True, [], {}, ["x"])
NOT_A_CHOICE: tuple[object, ...] = ("", "x", " ", None, *NOT_TEXT)
NOT_A_ULID: tuple[object, ...] = (
    "",
    "01HQ7X3Z8K000000000000000",
    "01HQ7X3Z8K00000000000000011",
    "01hq7x3z8k0000000000000001",
    *(f"01HQ7X3Z8K000000000000000{letter}" for letter in "ILOU-٣"),
    "01HQ7X3Z8K0000000000000001\n",
    " 01HQ7X3Z8K0000000000000001",
    "550e8400-e29b-41d4-a716-446655440000",
    *NOT_TEXT,
)
NOT_AN_INSTANT: tuple[object, ...] = (
    "",
    "now",
    "2026-03-01",
    "2026-03-01 12:00:00Z",
    "2026-3-1T12:00:00Z",
    "2026-13-01T12:00:00Z",
    "2026-03-32T12:00:00Z",
    "2026-03-00T12:00:00Z",
    "2026-03-01T24:00:00Z",
    "2026-03-01T12:60:00Z",
    "2026-03-01T12:00:60Z",
    "2026-03-01T12:00:00.Z",
    "2026-03-01T12:00:00z",
    "2026-03-01T12:00:00+24:00",
    "2026-03-01T12:00:00Z\n",
    "٢٠٢٦-03-01T12:00:00Z",
    None,
    *NOT_TEXT,
)

BREAKS: Mapping[str, tuple[object, ...]] = {
    "text or null": NOT_TEXT,
    "filled": ("", None, *NOT_TEXT),
    "choice": NOT_A_CHOICE,
    "lane": ("doing", "Planned", "in-progress", "in_review", "planned\n", *NOT_A_CHOICE),
    "count": (-1, -(10**30), 1.0, 0.5, "1", True, None, [], {}),
    "object": (None, "x", 5, True, [], [{}]),
    "object or null": ("x", 5, True, [], [{}]),
    "ulid": (None, *NOT_A_ULID),
    "ulid or null": NOT_A_ULID,
    "node": ("", "a1b2c3d4e5f", "a1b2c3d4e5f6a", "A1B2C3D4E5F6", "g1b2c3d4e5f6", "a1b2c3d4e5f6\n", None, *NOT_TEXT),
    "commit or null": ("", "0" * 39, "0" * 41, "A" * 40, "0" * 40 + "\n", "HEAD", *NOT_TEXT),
    "repository or null": ("", "a", "/", "a/", "/b", "a/b/c", "a b/c", "a/b\n", "\na/b", *NOT_TEXT),
    "uuid": (
        "",
        "550e8400-e29b-11d4-a716-446655440000",
        "550e8400-e29b-41d4-c716-446655440000",
        "550e8400e29b41d4a716446655440000",
        "{550e8400-e29b-41d4-a716-446655440000}",
        "550e8400-e29b-41d4-a716-446655440000\n",
        None,
        *NOT_TEXT,
    ),
    "zoned": ("2026-03-01T12:00:00", *NOT_AN_INSTANT),
    "instant": NOT_AN_INSTANT,
    "work package": ("", "WP1", "WP001", "wp01", " WP01", "WP01\n", "WP\u0660\u0661", "XWP01", None, *NOT_TEXT),
    "work packages": (None, "WP01", {}, 5, True),
    "slug": ("", "48-x", "0048-x", "048-", "048-X", "048_x", "048-x\n", "048-é", None, *NOT_TEXT),
    "hash": ("", "a" * 63, "a" * 65, "A" * 64, "g" * 64, "a" * 64 + "\n", None, *NOT_TEXT),
    "truth": (None, "true", 1, 0, [], {}),
    "texts": (None, "x", {}, 5, True),
    "counts": (None, "x", 5, True, []),
    "namespace": (None, "x", 5, True, []),
    "number": ("", "48", "0048", "48a", "048\n", "٠٤٨", None, 48, [], {}),
}

ENVELOPE: Mapping[str, str] = {
    "event_id": "ulid",
    "event_type": "choice",
    "aggregate_id": "filled",
    "aggregate_type": "choice",
    "payload": "object",
    "timestamp": "zoned",
    "node_id": "node",
    "lamport_clock": "count",
    "causation_id": "ulid or null",
    "team_slug": "filled",
    "project_uuid": "uuid",
    "project_slug": "text or null",
    "git_branch": "text or null",
    "head_commit_sha": "commit or null",
    "repo_slug": "repository or null",
}
PAYLOADS: Mapping[tuple[str, str], str] = {
    ("WPStatusChanged", "wp_id"): "work package",
    ("WPStatusChanged", "from_lane"): "lane",
    ("WPStatusChanged", "to_lane"): "lane",
    ("WPStatusChanged", "actor"): "text or null",
    ("WPStatusChanged", "feature_slug"): "text or null",
    ("WPStatusChanged", "policy_metadata"): "object or null",
    ("WPCreated", "wp_id"): "work package",
    ("WPCreated", "title"): "filled",
    ("WPCreated", "feature_slug"): "filled",
    ("WPCreated", "dependencies"): "work packages",
    ("WPAssigned", "wp_id"): "work package",
    ("WPAssigned", "agent_id"): "filled",
    ("WPAssigned", "phase"): "choice",
    ("WPAssigned", "retry_count"): "count",
    ("FeatureCreated", "feature_slug"): "slug",
    ("FeatureCreated", "feature_number"): "number",
    ("FeatureCreated", "target_branch"): "filled",
    ("FeatureCreated", "wp_count"): "count",
    ("FeatureCreated", "created_at"): "instant",
    ("FeatureCompleted", "feature_slug"): "filled",
    ("FeatureCompleted", "total_wps"): "count",
    ("FeatureCompleted", "completed_at"): "instant",
    ("FeatureCompleted", "total_duration"): "text or null",
    ("HistoryAdded", "wp_id"): "work package",
    ("HistoryAdded", "entry_type"): "choice",
    ("HistoryAdded", "entry_content"): "filled",
    ("HistoryAdded", "author"): "text or null",
    ("ErrorLogged", "error_type"): "choice",
    ("ErrorLogged", "error_message"): "filled",
    ("ErrorLogged", "wp_id"): "text or null",
    ("ErrorLogged", "stack_trace"): "text or null",
    ("ErrorLogged", "agent_id"): "text or null",
    ("DependencyResolved", "wp_id"): "work package",
    ("DependencyResolved", "dependency_wp_id"): "work package",
    ("DependencyResolved", "resolution_type"): "choice",
    ("MissionDossierArtifactIndexed", "feature_slug"): "filled",
    ("MissionDossierArtifactIndexed", "artifact_key"): "filled",
    ("MissionDossierArtifactIndexed", "artifact_class"): "choice",
    ("MissionDossierArtifactIndexed", "relative_path"): "filled",
    ("MissionDossierArtifactIndexed", "content_hash_sha256"): "hash",
    ("MissionDossierArtifactIndexed", "size_bytes"): "count",
    ("MissionDossierArtifactIndexed", "required_status"): "choice",
    ("MissionDossierArtifactIndexed", "wp_id"): "text or null",
    ("MissionDossierArtifactIndexed", "step_id"): "text or null",
    ("MissionDossierArtifactIndexed", "namespace"): "namespace",
    ("MissionDossierArtifactMissing", "feature_slug"): "filled",
    ("MissionDossierArtifactMissing", "artifact_key"): "filled",
    ("MissionDossierArtifactMissing", "artifact_class"): "choice",
    ("MissionDossierArtifactMissing", "expected_path_pattern"): "filled",
    ("MissionDossierArtifactMissing", "reason_code"): "choice",
    ("MissionDossierArtifactMissing", "blocking"): "truth",
    ("MissionDossierArtifactMissing", "reason_detail"): "text or null",
    ("MissionDossierArtifactMissing", "namespace"): "namespace",
    ("MissionDossierSnapshotComputed", "feature_slug"): "filled",
    ("MissionDossierSnapshotComputed", "parity_hash_sha256"): "hash",
    ("MissionDossierSnapshotComputed", "artifact_counts"): "counts",
    ("MissionDossierSnapshotComputed", "completeness_status"): "choice",
    ("MissionDossierSnapshotComputed", "snapshot_id"): "filled",
    ("MissionDossierSnapshotComputed", "namespace"): "namespace",
    ("MissionDossierParityDriftDetected", "feature_slug"): "filled",
    ("MissionDossierParityDriftDetected", "local_parity_hash"): "hash",
    ("MissionDossierParityDriftDetected", "baseline_parity_hash"): "hash",
    ("MissionDossierParityDriftDetected", "severity"): "choice",
    ("MissionDossierParityDriftDetected", "missing_in_local"): "texts",
    ("MissionDossierParityDriftDetected", "missing_in_baseline"): "texts",
    ("MissionDossierParityDriftDetected", "namespace"): "namespace",
}


def _paths(event: object) -> Result[tuple[str, ...], object]:
    return parse_event(event).swap().map(_places)


def _places(error: EnvelopeError) -> tuple[str, ...]:
    return tuple(fault.path for fault in error.faults)


def _with_payload(event_type: str, **members: object) -> dict[str, object]:
    event = EVENTS[event_type]
    payload = event["payload"]
    assert isinstance(payload, dict)
    return {**event, "payload": {**payload, **members}}


@pytest.mark.parametrize(("member", "rule"), ENVELOPE.items(), ids=ENVELOPE.keys())
def test_the_envelope(member: str, rule: str) -> None:
    """Each value that breaks the rule is the only fault of the event."""
    event = EVENTS["WPStatusChanged"]
    found = {repr(value): _paths({**event, member: value}) for value in BREAKS[rule]}
    assert found == dict.fromkeys(found, Success((f"$.{member}",)))


@pytest.mark.parametrize(("place", "rule"), PAYLOADS.items(), ids=map(".".join, PAYLOADS))
def test_the_payloads(place: tuple[str, str], rule: str) -> None:
    """Each value that breaks the rule is the only fault of the event."""
    event_type, member = place
    found = {repr(value): _paths(_with_payload(event_type, **{member: value})) for value in BREAKS[rule]}
    assert found == dict.fromkeys(found, Success((f"$.payload.{member}",)))


def test_dependencies() -> None:
    """Each value that is not a work package is a fault with its index."""
    dependencies = ["WP02", *BREAKS["work package"]]
    expected = tuple(f"$.payload.dependencies[{index}]" for index in range(1, len(dependencies)))
    assert _paths(_with_payload("WPCreated", dependencies=dependencies)) == Success(expected)


def test_every_member_has_its_rule_here() -> None:
    """The tables above list every member, so a new member must be added to them."""
    assert list(ENVELOPE) == [attribute.name for attribute in fields(EventEnvelope)]
    members = chain.from_iterable(((kind.__name__, one.name) for one in fields(kind)) for kind in get_args(Payload))
    assert list(PAYLOADS) == list(members)


def test_all_rules_broken_at_once() -> None:
    """Each member has one fault, in the order of the members; unexpected members come first."""
    broken: dict[str, object] = {name: [[]] for name in sorted(ENVELOPE)}
    assert _paths({"z": 0, **broken, "a": 0}) == Success(("$.z", "$.a", *(f"$.{name}" for name in ENVELOPE)))
