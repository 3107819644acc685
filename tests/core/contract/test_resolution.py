"""The server's look-up of the mapping for a snapshot."""

from collections.abc import Mapping
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.core.builders import ACME, BETA, HEADER
from tests.core.strategies import QUICK
from trackpost.core.contract.server import (
    AwaitsPerson,
    ByResource,
    ByWorkspace,
    ProjectKey,
    Resolution,
    RoutingKey,
    project_key_of,
    resolve_mapping,
    routing_key_of,
)
from trackpost.core.routing.route import ResourceRoute

SITE = RoutingKey("jira", "acme.example", None)
PROJECT = RoutingKey("jira", "acme.example", ACME)
SIBLING = RoutingKey("jira", "acme.example", BETA)
OTHER_SITE = RoutingKey("jira", "beta.example", ACME)
OTHER_PROVIDER = RoutingKey("linear", "acme.example", ACME)
OTHER_TYPE = RoutingKey("jira", "acme.example", ResourceRoute("linear_team", "ACME"))

CASES: Mapping[str, tuple[RoutingKey, Mapping[RoutingKey, str], Resolution]] = {
    "the exact key": (PROJECT, {PROJECT: "p"}, ByResource("p")),
    "the exact key wins over the workspace": (PROJECT, {SITE: "s", PROJECT: "p"}, ByResource("p")),
    "the workspace if there is no exact key": (PROJECT, {SITE: "s", SIBLING: "b"}, ByWorkspace("s")),
    "the workspace if there is no route": (SITE, {SITE: "s", PROJECT: "p"}, ByWorkspace("s")),
    "nobody where nothing is known": (PROJECT, {}, AwaitsPerson()),
    "nobody for another project": (PROJECT, {SIBLING: "b"}, AwaitsPerson()),
    "nobody for a snapshot without a route": (SITE, {PROJECT: "p"}, AwaitsPerson()),
    "the same project of another site": (PROJECT, {OTHER_SITE: "o"}, AwaitsPerson()),
    "the same project of another provider": (PROJECT, {OTHER_PROVIDER: "o"}, AwaitsPerson()),
    "the same id of another type": (PROJECT, {OTHER_TYPE: "o"}, AwaitsPerson()),
    "two sites with one project": (OTHER_SITE, {PROJECT: "p", OTHER_SITE: "o"}, ByResource("o")),
    "another case is another project": (
        RoutingKey("jira", "acme.example", ResourceRoute("jira_project", "acme")),
        {PROJECT: "p"},
        AwaitsPerson(),
    ),
}


@pytest.mark.parametrize(("key", "mappings", "expected"), CASES.values(), ids=CASES.keys())
def test_resolve_mapping(key: RoutingKey, mappings: Mapping[RoutingKey, str], expected: Resolution) -> None:
    """A key and a table give exactly this mapping, or the snapshot waits for a person."""
    assert expected == resolve_mapping(key, mappings)


KEYS = [
    RoutingKey(provider, workspace, route)
    for provider, workspace, route in product(("jira", "linear"), ("a", "b"), (None, ACME, BETA))
]
TABLES = st.dictionaries(st.sampled_from(KEYS), st.text("mn", min_size=1, max_size=3), max_size=len(KEYS))


@QUICK
@given(st.sampled_from(KEYS), TABLES)
def test_no_mapping_of_another_workspace_is_ever_found(key: RoutingKey, mappings: Mapping[RoutingKey, str]) -> None:
    """Mappings of another provider, workspace or resource do not change the result."""
    near = {
        known: mapping
        for known, mapping in mappings.items()
        if (known.provider, known.workspace) == (key.provider, key.workspace) and known.route in {None, key.route}
    }
    assert resolve_mapping(key, mappings) == resolve_mapping(key, near)


NAMED: Mapping[str, tuple[str | None, str | None, str | None]] = {
    "by its UUID": ("u-1", "alpha", "u-1"),
    "by its slug": (None, "alpha", "alpha"),
    "by its slug, and a blank UUID": ("", "alpha", "alpha"),
    "by nothing": (None, "", None),
}


@pytest.mark.parametrize(("uuid", "slug", "project"), NAMED.values(), ids=NAMED.keys())
def test_the_keys_of_a_snapshot(uuid: str | None, slug: str | None, project: str | None) -> None:
    """The mapping is found by the 4-tuple; the snapshot of a project replaces the one before."""
    header = replace(
        HEADER, provider="jira", workspace="acme.example", route=BETA, project_uuid=uuid, project_slug=slug
    )
    assert routing_key_of(header) == SIBLING
    assert project_key_of(header) == ProjectKey(SIBLING, project)
