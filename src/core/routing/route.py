"""Derive the resource that a snapshot is routed by from the provider and its credentials."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, Literal, TypeAlias

from attrs import field, frozen
from attrs.validators import matches_re
from msgspec import Struct
from returns.result import Failure, Result, Success

from ..errors import Category, sentence
from .credentials import CredentialError, read_credential
from .providers import PROVIDERS, normalize_provider

RESOURCE_ROUTING_MAP: Mapping[str, tuple[str, str]] = MappingProxyType(
    {name: provider.route for name, provider in PROVIDERS.items() if provider.route is not None}
)
"""Canonical provider -> (``external_resource_type``, credential key of the id). Read-only.

The resource types are locked by the contract (contracts/tracker-snapshot-publish.md, "Routing values").
"""

_NOT_BLANK = matches_re(r"(?s).*\S.*")


@frozen
class ResourceRoute:
    """The tracker resource that a snapshot belongs to. Both halves exist, or there is no route.

    Attributes:
        external_resource_type: ``jira_project`` or ``linear_team``.
        external_resource_id: the project's key or the team's id, without surrounding whitespace.

    Raises:
        ValueError: a half is blank.
    """

    external_resource_type: str = field(validator=_NOT_BLANK)
    external_resource_id: str = field(validator=_NOT_BLANK)

    @property
    def in_words(self) -> str:
        """Type and id as one short phrase, for example ``jira_project ACME``."""
        return f"{self.external_resource_type} {self.external_resource_id}"


class UnsupportedProvider(Struct, frozen=True):
    """The contract has no routing rule for this provider."""

    provider: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"provider {self.provider!r} has no routing rule; the server uses the mapping of the whole workspace"


RoutingError: TypeAlias = UnsupportedProvider | CredentialError


def resolve_route(provider: str, credentials: Mapping[str, object]) -> Result[ResourceRoute, RoutingError]:
    """Derive the route from provider and credentials. Never raises, and never uses the network.

    Contract: contracts/tracker-snapshot-publish.md, "Routing values".

    Args:
        provider: the provider as a person typed it; normalized here.
        credentials: the provider's table; only the credential that holds the resource's id is read.

    Returns:
        The route, or why there is none.

    >>> resolve_route("Jira", {"project_key": "ACME"})
    <Success: ResourceRoute(external_resource_type='jira_project', external_resource_id='ACME')>
    >>> resolve_route("beads", {})
    <Failure: UnsupportedProvider(provider='beads')>
    """
    name = normalize_provider(provider)
    rule = RESOURCE_ROUTING_MAP.get(name)
    if rule is None:
        return Failure(UnsupportedProvider(name))
    resource_type, key = rule
    return read_credential(name, credentials, key).map(lambda text: ResourceRoute(resource_type, text))


def parse_halves(
    resource_type: str | None, resource_id: str | None
) -> Result[ResourceRoute | None, Literal["type", "id"]]:
    """Return the route of two texts, or None if both are None; if only one is, return which.

    >>> parse_halves("linear_team", None)
    <Failure: id>
    """
    match resource_type, resource_id:
        case None, None:
            return Success(None)
        case str(), str():
            return Success(ResourceRoute(resource_type, resource_id))
        case _:
            return Failure("type" if resource_type is None else "id")


def wire_fields(route: ResourceRoute | None) -> tuple[str | None, str | None]:
    """Return ``external_resource_type`` and ``external_resource_id`` as the body spells them.

    >>> wire_fields(ResourceRoute("linear_team", "abc"))
    ('linear_team', 'abc')
    >>> wire_fields(None)
    (None, None)
    """
    if route is None:
        return None, None
    return route.external_resource_type, route.external_resource_id
