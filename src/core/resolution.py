"""The server's documented look-up of the mapping that a snapshot belongs to.

Contract: contracts/tracker-snapshot-publish.md, "How the server finds the mapping".
"""

from collections.abc import Mapping
from typing import TypeAlias

from attrs import evolve, frozen

from .routing import ResourceRoute


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
