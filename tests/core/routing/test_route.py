"""Derive the route from provider and credentials."""

import json
from collections.abc import Mapping
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from returns.result import Failure, Result, Success

from tests.core.builders import ACME, HEADER, with_header
from tests.core.strategies import ANY_TEXT, ANYTHING, HUGE, QUICK, reordered
from trackpost.core.routing.credentials import EmptyCredential, MalformedCredential, MissingCredential
from trackpost.core.routing.route import (
    RESOURCE_ROUTING_MAP,
    ResourceRoute,
    RoutingError,
    UnsupportedProvider,
    resolve_route,
    wire_fields,
)
from trackpost.core.snapshot.body import encode_snapshot

JIRA_SECRETS = {"base_url": "https://acme.example", "email": "dev@acme.example", "api_token": "not for the wire"}

CASES: Mapping[str, tuple[str, Mapping[str, object], Result[ResourceRoute, RoutingError]]] = {
    "jira with its key": ("jira", {"project_key": "ACME"}, Success(ACME)),
    "jira with its key among others": ("jira", {**JIRA_SECRETS, "project_key": "ACME"}, Success(ACME)),
    "linear with its key": ("linear", {"team_id": "abc-123"}, Success(ResourceRoute("linear_team", "abc-123"))),
    "jira without its key": ("jira", {}, Failure(MissingCredential("jira", "project_key"))),
    "linear without its key": ("linear", {}, Failure(MissingCredential("linear", "team_id"))),
    "jira with the key of linear": ("jira", {"team_id": "a"}, Failure(MissingCredential("jira", "project_key"))),
    "jira with null": ("jira", {"project_key": None}, Failure(MissingCredential("jira", "project_key"))),
    "jira with an empty key": ("jira", {"project_key": ""}, Failure(EmptyCredential("jira", "project_key"))),
    "jira with a blank key": ("jira", {"project_key": " \t\n "}, Failure(EmptyCredential("jira", "project_key"))),
    "linear with a blank key": ("linear", {"team_id": "   "}, Failure(EmptyCredential("linear", "team_id"))),
    "jira with secrets but no key": ("jira", JIRA_SECRETS, Failure(MissingCredential("jira", "project_key"))),
    "a supported provider without a rule": ("beads", {"command": "bd"}, Failure(UnsupportedProvider("beads"))),
    "an unknown provider": ("notion", {"project_key": "ACME"}, Failure(UnsupportedProvider("notion"))),
    "no provider at all": ("  ", {"project_key": "ACME"}, Failure(UnsupportedProvider(""))),
    "Jira": ("Jira", {"project_key": "ACME"}, Success(ACME)),
    "JIRA": ("JIRA", {"project_key": "ACME"}, Success(ACME)),
    "jIrA": ("jIrA", {"project_key": "ACME"}, Success(ACME)),
    "an error names the canonical provider": (" JIRA", {}, Failure(MissingCredential("jira", "project_key"))),
    "whitespace around the provider": ("\tLinear ", {"team_id": "a"}, Success(ResourceRoute("linear_team", "a"))),
    "an alias": ("Azure-DevOps", {"project_key": "ACME"}, Failure(UnsupportedProvider("azure_devops"))),
    "whitespace around the key": ("jira", {"project_key": "  ACME\n"}, Success(ACME)),
    "whitespace within the key": ("jira", {"project_key": "AC ME"}, Success(ResourceRoute("jira_project", "AC ME"))),
    "the key keeps its case": ("jira", {"project_key": "aCmE"}, Success(ResourceRoute("jira_project", "aCmE"))),
    "a key in any script": ("jira", {"project_key": "日本"}, Success(ResourceRoute("jira_project", "日本"))),
    "a whole number": ("jira", {"project_key": 10200}, Success(ResourceRoute("jira_project", "10200"))),
    "zero": ("jira", {"project_key": 0}, Success(ResourceRoute("jira_project", "0"))),
    "true": ("jira", {"project_key": True}, Failure(MalformedCredential("jira", "project_key", "bool"))),
    "false": ("jira", {"project_key": False}, Failure(MalformedCredential("jira", "project_key", "bool"))),
    "a list": ("linear", {"team_id": ["x"]}, Failure(MalformedCredential("linear", "team_id", "list"))),
    "a table": ("linear", {"team_id": {}}, Failure(MalformedCredential("linear", "team_id", "dict"))),
    "a float": ("linear", {"team_id": 1.0}, Failure(MalformedCredential("linear", "team_id", "float"))),
    "bytes": ("linear", {"team_id": b"x"}, Failure(MalformedCredential("linear", "team_id", "bytes"))),
    "a huge number": ("linear", {"team_id": HUGE}, Failure(MalformedCredential("linear", "team_id", "int"))),
}


@pytest.mark.parametrize(("provider", "credentials", "expected"), CASES.values(), ids=CASES.keys())
def test_resolve_route(
    provider: str, credentials: Mapping[str, object], expected: Result[ResourceRoute, RoutingError]
) -> None:
    """A provider and its credentials give exactly this route or exactly this error."""
    assert expected == resolve_route(provider, credentials)


def test_every_routing_error_has_a_case() -> None:
    """The table of cases has an example of each variant."""
    shown = {type(expected.swap().value_or(None)) for _, _, expected in CASES.values()}
    assert shown == {*get_args(RoutingError), type(None)}


def test_routing_map() -> None:
    """The map has the locked values of the contract, and nothing else."""
    assert RESOURCE_ROUTING_MAP == {
        "jira": ("jira_project", "project_key"),
        "linear": ("linear_team", "team_id"),
    }


def test_routing_map_is_read_only() -> None:
    """No rule can be added at run time."""
    with pytest.raises(TypeError, match="does not support item assignment"):
        RESOURCE_ROUTING_MAP["notion"] = ("notion_page", "page_id")  # type: ignore[index] # tries what must be impossible


HALVES: Mapping[str, tuple[str, str]] = {
    "no type": ("", "ACME"),
    "a blank type": ("  ", "ACME"),
    "no id": ("jira_project", ""),
    "a blank id": ("jira_project", "\n\t"),
}


@pytest.mark.parametrize(("resource_type", "resource_id"), HALVES.values(), ids=HALVES.keys())
def test_half_a_route_cannot_be_built(resource_type: str, resource_id: str) -> None:
    """A blank half raises an error."""
    with pytest.raises(ValueError, match="must match regex"):
        ResourceRoute(resource_type, resource_id)


WIRE: Mapping[str, tuple[ResourceRoute | None, tuple[str | None, str | None]]] = {
    "a route": (ACME, ("jira_project", "ACME")),
    "none": (None, (None, None)),
}


@pytest.mark.parametrize(("route", "expected"), WIRE.values(), ids=WIRE.keys())
def test_wire_fields(route: ResourceRoute | None, expected: tuple[str | None, str | None]) -> None:
    """On the wire, a route is two strings, and no route is two nulls."""
    assert expected == wire_fields(route)


PROVIDERS = st.sampled_from(["jira", " Jira", "LINEAR", "github", "azure"]) | ANY_TEXT
KEYS = st.sampled_from(["project_key", "team_id", "token"]) | ANY_TEXT
CREDENTIALS = st.dictionaries(KEYS, ANYTHING, max_size=4)


@QUICK
@given(PROVIDERS, CREDENTIALS)
def test_whatever_it_is_handed_the_routing_fields_are_both_null_or_both_text(
    provider: str, credentials: dict[str, object]
) -> None:
    """Deriving a route never raises, and the result can always be sent: two nulls or two strings."""
    route = resolve_route(provider, credentials).value_or(None)
    body = json.loads(encode_snapshot(with_header(replace(HEADER, route=route))))
    fields = (body["external_resource_type"], body["external_resource_id"])
    assert fields == (None, None) or all(isinstance(text, str) and text.strip() for text in fields)


@QUICK
@given(PROVIDERS, CREDENTIALS.flatmap(reordered))
def test_the_order_of_credentials_changes_nothing(
    provider: str, orders: tuple[dict[str, object], dict[str, object]]
) -> None:
    """The order of a table's lines does not matter."""
    first, second = orders
    assert resolve_route(provider, first) == resolve_route(provider, second)
