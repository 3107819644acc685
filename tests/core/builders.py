"""Small complete values that the tables of cases vary."""

from hashlib import sha256

from msgspec.structs import replace
from returns.result import Result, Success

from tests.support.packed import bytes_of, packed
from trackpost.core.delivery.endpoint import Endpoint
from trackpost.core.delivery.publish import PublishRequest
from trackpost.core.delivery.receipt import Undelivered
from trackpost.core.delivery.verdict import Refusal
from trackpost.core.issues.model import Checkpoint, Issue, IssueRef, WorkPackageLink
from trackpost.core.parsing.secret import Secret
from trackpost.core.project.binding import Binding
from trackpost.core.routing.route import ResourceRoute, RoutingError
from trackpost.core.snapshot.body import Contents, Header, Snapshot
from trackpost.core.snapshot.idempotency import Digest
from trackpost.core.snapshot.packing import PackedSnapshot

CANARY = "c4nary-s3cret"
"""A secret that must not appear in any output."""

URL = "https://kitty.example/api/v1/connectors/trackers/snapshots/"
ACME = ResourceRoute("jira_project", "ACME")
BETA = ResourceRoute("jira_project", "BETA")

ISSUE = Issue(
    ref=IssueRef(system="jira", workspace="acme.example", id="10001", key="ACME-1", url="https://acme.example/ACME-1"),
    title="Login fails",
    body=None,
    status="in_progress",
    issue_type="bug",
    priority=1,
    assignees=("alice", "bob"),
    labels=("web",),
    updated_at="2026-03-01T12:30:45.123456+00:00",
)
MAPPED = WorkPackageLink(
    wp_id="WP01",
    system="jira",
    workspace="acme.example",
    external_id="10001",
    external_key="ACME-1",
    external_url=None,
    created_at="2026-03-01T12:00:00+00:00",
    updated_at="2026-03-01T12:30:00+00:00",
)
CHECKPOINT = Checkpoint(cursor="42", updated_since="2026-03-01T12:30:45Z")
CONTENTS = Contents(issues=(ISSUE,), mappings=(MAPPED,), checkpoint=CHECKPOINT)
NOTHING = Contents(issues=(), mappings=(), checkpoint=Checkpoint(cursor=None, updated_since=None))

HEADER = Header(
    provider="jira",
    workspace="acme.example",
    route=ACME,
    doctrine_mode="external_authoritative",
    doctrine_field_owners={"status": "external", "labels": "local"},
    project_uuid="550e8400-e29b-41d4-a716-446655440000",
    project_slug="acme-shop",
)
SNAPSHOT = Snapshot(header=HEADER, contents=CONTENTS)

BINDING = Binding(
    provider="jira",
    provider_as_typed="Jira",
    workspace="acme.example",
    doctrine_field_owners=HEADER.doctrine_field_owners,
    project_uuid=HEADER.project_uuid,
    project_slug=HEADER.project_slug,
)


def snapshot(
    routing: Result[ResourceRoute, RoutingError] | None = None,
    *,
    binding: Binding = BINDING,
    contents: Contents = CONTENTS,
) -> PackedSnapshot:
    """Pack a small snapshot, routed to ACME unless *routing* says otherwise."""
    return packed(binding, Success(ACME) if routing is None else routing, contents)


PACKED = snapshot()
BODY = bytes_of(PACKED)
REQUEST = PublishRequest(endpoint=Endpoint(URL, is_loopback=False), token=Secret(CANARY), snapshot=PACKED)


def undelivered(verdict: Refusal) -> Undelivered:
    """Return the error of a small publish that ended with *verdict*."""
    return Undelivered(REQUEST, verdict, verdict.effect)


def with_header(header: Header) -> Snapshot:
    """Return the small snapshot with another header."""
    return replace(SNAPSHOT, header=header)


def digest_of(body: bytes) -> Digest:
    """Return the digest of the exact bytes that are sent."""
    return Digest(sha256(body).hexdigest())
