"""What a server does with a snapshot: the project, the mapping, the answer.

Contract: contracts/tracker-snapshot-publish.md.
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from attrs import evolve, field, frozen

from ..routing.route import ResourceRoute
from ..snapshot.body import Header
from .evidence import NO_EVIDENCE, Evidence


@frozen
class RoutingKey:
    """The 4-tuple that is unique: two Jira sites can both have a project ``ACME``.

    *route* is one value or none, so the key of a whole workspace is the one without a route.
    """

    provider: str
    workspace: str
    route: ResourceRoute | None


@frozen
class ByResource:
    """A mapping has exactly the snapshot's 4-tuple."""

    mapping: str


@frozen
class ByWorkspace:
    """No mapping for the resource, or no resource: the workspace's own mapping."""

    mapping: str


@frozen
class AwaitsPerson:
    """No mapping fits: the snapshot waits until a person maps it."""


@frozen
class ProjectKey:
    """What the snapshots of one project share: each that is applied replaces the one before.

    Attributes:
        routing_key: of the snapshot.
        project: ``project_uuid``, or else ``project_slug``; None if it has neither.
    """

    routing_key: RoutingKey
    project: str | None


def routing_key_of(header: Header) -> RoutingKey:
    """Return the 4-tuple by which a server finds the mapping of a snapshot."""
    return RoutingKey(header.provider, header.workspace, header.route)


def project_key_of(header: Header) -> ProjectKey:
    """Return the key of the project that a snapshot replaces."""
    return ProjectKey(routing_key_of(header), header.project_uuid or header.project_slug or None)


Resolution: TypeAlias = ByResource | ByWorkspace | AwaitsPerson


def resolve_mapping(key: RoutingKey, mappings: Mapping[RoutingKey, str]) -> Resolution:
    """Find the mapping for a snapshot: the exact key, then the workspace's, then nobody's.

    A mapping of another resource in the same workspace never fits.

    Args:
        key: of the snapshot.
        mappings: what the server knows; the name of each mapping by its key.

    >>> workspace = RoutingKey("jira", "acme.example", None)
    >>> acme = RoutingKey("jira", "acme.example", ResourceRoute("jira_project", "ACME"))
    >>> resolve_mapping(acme, {workspace: "everything"})
    ByWorkspace(mapping='everything')
    """
    if key.route is not None and key in mappings:
        return ByResource(mappings[key])
    workspace = evolve(key, route=None)
    if workspace in mappings:
        return ByWorkspace(mappings[workspace])
    return AwaitsPerson()


@frozen(kw_only=True)
class Acceptance:
    """The JSON object of a success.

    Attributes:
        resolved_by: which step of the look-up found the mapping; None where a person has to.
        mapping: its name; None where a person has to.
        issues: how many were taken.
        mappings: how many were taken.
    """

    resolved_by: Literal["resource", "workspace"] | None
    mapping: str | None
    issues: int
    mappings: int


@frozen(kw_only=True)
class Complaint:
    """The JSON object of a failure.

    Attributes:
        error: the code, for programs.
        message: the sentence, for people.
        path: of the first offending member, as a JSONPath; None where it is not about one.
    """

    error: str
    message: str
    path: str | None = None


@frozen
class Refused:
    """A request that is not taken.

    Attributes:
        status_code: of HTTP, 400 to 599.
        complaint: the body.
        headers: what else the client has to know: how to authenticate, or when to come back.
        evidence: what a person who looks at the server has to see; no part of the answer.
    """

    status_code: int
    complaint: Complaint
    headers: Mapping[str, str] = field(factory=dict)
    evidence: Evidence = NO_EVIDENCE


def accept(resolution: Resolution, issues: int, mappings: int) -> tuple[int, Acceptance]:
    """Return status and body for a snapshot that was taken: 200, or 202 while it waits for a person.

    Args:
        resolution: how its mapping was found.
        issues: how many it has.
        mappings: how many links of work packages it has.
    """
    match resolution:
        case ByResource(mapping):
            return 200, Acceptance(resolved_by="resource", mapping=mapping, issues=issues, mappings=mappings)
        case ByWorkspace(mapping):
            return 200, Acceptance(resolved_by="workspace", mapping=mapping, issues=issues, mappings=mappings)
        case AwaitsPerson():
            return 202, Acceptance(resolved_by=None, mapping=None, issues=issues, mappings=mappings)
