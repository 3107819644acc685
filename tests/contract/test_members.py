"""The members of each object. The lists are literal, so that an added member fails a test."""

import json
import re
from collections.abc import Mapping
from inspect import get_annotations
from itertools import chain

import pytest

from tests.contract.validators import SCHEMAS
from tests.core.builders import SNAPSHOT
from tests.docs.markdown import ROOT
from trackpost.core.contract.event_versions import YOUNGER_MEMBERS, SharedEnvelope
from trackpost.core.contract.events import ENVELOPES, EventEnvelope, Payload
from trackpost.core.issues.model import Checkpoint, Issue, IssueRef, WorkPackageLink
from trackpost.core.snapshot.body import SnapshotBody, encode_snapshot

CONTRACT = (ROOT / "contracts/batch-api-contract.md").read_text()
ENVELOPE = (
    "event_id",
    "event_type",
    "aggregate_id",
    "aggregate_type",
    "payload",
    "timestamp",
    "node_id",
    "lamport_clock",
    "causation_id",
    "team_slug",
    "project_uuid",
    "project_slug",
    "git_branch",
    "head_commit_sha",
    "repo_slug",
)
SNAPSHOT_MEMBERS = (
    "provider",
    "workspace",
    "external_resource_type",
    "external_resource_id",
    "doctrine_mode",
    "doctrine_field_owners",
    "project_uuid",
    "project_slug",
    "issues",
    "mappings",
    "checkpoint",
)
ROUTING = {"external_resource_type", "external_resource_id"}


def _names(kind: type) -> tuple[str, ...]:
    return tuple(get_annotations(kind))


def _properties(schema: str) -> set[str]:
    properties = SCHEMAS[schema]["properties"]
    assert isinstance(properties, dict)
    return set(properties)


def _first_column(document: str, heading: str) -> tuple[str, ...]:
    """Return the names in the first table below *heading*."""
    text = (ROOT / document).read_text().partition(heading)[2]
    table = text[text.index("|---") :].partition("\n\n")[0]
    return tuple(re.findall(r"^\| `(\w+)`", table, flags=re.MULTILINE))


def test_the_envelope_has_exactly_its_fifteen_members() -> None:
    """Class, schema and prose have the same fifteen members."""
    assert _names(EventEnvelope) == ENVELOPE
    assert _properties("event-envelope.schema.json") == set(ENVELOPE)
    assert _first_column("contracts/batch-api-contract.md", "## 2. The envelope") == ENVELOPE


def test_the_members_that_versions_share() -> None:
    """Class, schema and prose have the same members: those of version 1, and ``schema_version``."""
    listed = _first_column("contracts/batch-api-contract.md", "### Versions")
    assert sorted(_names(SharedEnvelope)) == sorted({"schema_version", *ENVELOPE})
    assert _properties("event-envelope-shared.schema.json") == {*_names(SharedEnvelope)}
    assert listed == (*_names(SharedEnvelope), "build_id", "correlation_id", "drain_blocked_reason")


def test_the_members_that_an_older_event_lacks() -> None:
    """The prose says of the same members that they may be absent."""
    rows = re.findall(r"^\| `(\w+)` \| \w+ \| .* \| (yes|no) \|$", CONTRACT, flags=re.MULTILINE)
    assert tuple(name for name, _ in rows) == ENVELOPE
    assert tuple(name for name, may in rows if may == "yes") == YOUNGER_MEMBERS


TABLES: Mapping[str, type] = {
    "An **issue**:": Issue,
    "A **ref** says": IssueRef,
    "A **mapping** links": WorkPackageLink,
    "The **checkpoint** says": Checkpoint,
}


@pytest.mark.parametrize(("heading", "kind"), TABLES.items(), ids=TABLES.keys())
def test_the_members_of_a_snapshot(heading: str, kind: type) -> None:
    """The prose has the members of the class in the same order, which decides about the first fault."""
    text = (ROOT / "contracts/tracker-snapshot-publish.md").read_text().partition(heading)[2]
    table = text[text.index("|---") :].partition("\n\n")[0]
    named = [name for row in table.splitlines() for name in re.findall(r"`(\w+)`", row.split("|")[1])]
    assert tuple(named) == _names(kind)


def test_the_snapshot_has_exactly_its_eleven_members() -> None:
    """Class, schema, prose and wire have the same eleven members."""
    assert sorted(_names(SnapshotBody)) == sorted(SNAPSHOT_MEMBERS)
    assert _properties("tracker-snapshot.schema.json") == set(SNAPSHOT_MEMBERS)
    assert _first_column("contracts/tracker-snapshot-publish.md", "## The body") == SNAPSHOT_MEMBERS
    assert json.loads(encode_snapshot(SNAPSHOT)).keys() == set(SNAPSHOT_MEMBERS)


def test_no_event_routes_a_snapshot() -> None:
    """Neither the envelope nor a payload has a routing field, in class or schema."""
    assert not ROUTING & {*ENVELOPE}
    assert all(not ROUTING & {*_names(kind)} for kind in Payload.__args__)
    assert all(not ROUTING & _properties(f"event-payloads/{name}.schema.json") for name in ENVELOPES)


PAYLOADS: Mapping[str, tuple[str, ...]] = {
    "WPStatusChanged": ("wp_id", "from_lane", "to_lane", "actor?~", "feature_slug?~", "policy_metadata?~"),
    "WPCreated": ("wp_id", "title", "feature_slug", "dependencies?"),
    "WPAssigned": ("wp_id", "agent_id", "phase", "retry_count?"),
    "FeatureCreated": ("feature_slug", "feature_number", "target_branch", "wp_count", "created_at?"),
    "FeatureCompleted": ("feature_slug", "total_wps", "completed_at?", "total_duration?~"),
    "HistoryAdded": ("wp_id", "entry_type", "entry_content", "author?~"),
    "ErrorLogged": ("error_type", "error_message", "wp_id?~", "stack_trace?~", "agent_id?~"),
    "DependencyResolved": ("wp_id", "dependency_wp_id", "resolution_type"),
    "MissionDossierArtifactIndexed": (
        "feature_slug",
        "artifact_key",
        "artifact_class",
        "relative_path",
        "content_hash_sha256",
        "size_bytes",
        "required_status",
        "wp_id?~",
        "step_id?~",
        "namespace?",
    ),
    "MissionDossierArtifactMissing": (
        "feature_slug",
        "artifact_key",
        "artifact_class",
        "expected_path_pattern",
        "reason_code",
        "blocking",
        "reason_detail?~",
        "namespace?",
    ),
    "MissionDossierSnapshotComputed": (
        "feature_slug",
        "parity_hash_sha256",
        "artifact_counts",
        "completeness_status",
        "snapshot_id",
        "namespace?",
    ),
    "MissionDossierParityDriftDetected": (
        "feature_slug",
        "local_parity_hash",
        "baseline_parity_hash",
        "severity",
        "missing_in_local?",
        "missing_in_baseline?",
        "namespace?",
    ),
}


@pytest.mark.parametrize("name", PAYLOADS.keys())
def test_each_payload_has_exactly_its_members(name: str) -> None:
    """Schema and prose have the same members and marks: ``?`` may be absent, ``~`` may be null."""
    assert _marked(SCHEMAS[f"event-payloads/{name}.schema.json"]) == PAYLOADS[name]
    (row,) = re.findall(rf"^\| `{name}` \| (.*) \|$", CONTRACT, flags=re.MULTILINE)
    assert tuple(row.replace("`", "").split(", ")) == PAYLOADS[name]


def _marked(schema: Mapping[str, object]) -> tuple[str, ...]:
    properties, required = schema["properties"], schema["required"]
    assert isinstance(properties, dict)
    assert isinstance(required, list)
    return tuple(
        name + ("" if name in required else "?") + ("~" if {"type": "null"} in rule.get("anyOf", []) else "")
        for name, rule in properties.items()
    )


def test_every_member_of_a_payload_has_its_rule() -> None:
    """The table of rules names each member of each payload, and no others."""
    table = CONTRACT.partition("### Rules of the payloads")[2].partition("### Lanes")[0]
    first_cells = re.findall(r"^\| (`.*?) \| ", table, flags=re.MULTILINE)
    listed = [name for cell in first_cells for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(listed) == sorted({*chain.from_iterable(map(_names, Payload.__args__))})


def test_every_event_type_is_listed() -> None:
    """The table lists all event types."""
    assert PAYLOADS.keys() == ENVELOPES.keys()
