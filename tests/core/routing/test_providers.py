"""The table of providers."""

from collections.abc import Mapping
from typing import get_args

import pytest
from hypothesis import given

from tests.core.strategies import ANY_TEXT, QUICK
from trackpost.core.routing.providers import PROVIDERS, ProviderName, known_provider, normalize_provider

SPELLINGS: Mapping[str, tuple[str, str]] = {
    "canonical": ("jira", "jira"),
    "capitalized": ("Jira", "jira"),
    "upper case": ("JIRA", "jira"),
    "mixed case": ("jIrA", "jira"),
    "whitespace around": ("  linear\n", "linear"),
    "alias with a hyphen": ("azure-devops", "azure_devops"),
    "short alias": ("azure", "azure_devops"),
    "alias in another case, with whitespace": (" Azure-DevOps ", "azure_devops"),
    "the canonical name of an alias": ("AZURE_DEVOPS", "azure_devops"),
    "unknown": ("Notion", "notion"),
    "not an alias": ("azure devops", "azure devops"),
    "empty": ("", ""),
}


@pytest.mark.parametrize(("spelling", "expected"), SPELLINGS.values(), ids=SPELLINGS.keys())
def test_normalize_provider(spelling: str, expected: str) -> None:
    """Every spelling becomes the canonical name."""
    assert expected == normalize_provider(spelling)


@QUICK
@given(ANY_TEXT)
def test_a_canonical_name_stays_as_it_is(spelling: str) -> None:
    """Normalizing a name twice is the same as normalizing it once."""
    name = normalize_provider(spelling)
    assert name == normalize_provider(name)


JIRA_ROUTE = ("jira_project", "project_key")
LINEAR_ROUTE = ("linear_team", "team_id")

ROWS: Mapping[str, tuple[frozenset[str], tuple[str, str] | None, frozenset[str]]] = {
    "jira": (frozenset(), JIRA_ROUTE, frozenset({"api_token"})),
    "linear": (frozenset(), LINEAR_ROUTE, frozenset({"api_key"})),
    "azure_devops": (frozenset({"azure-devops", "azure"}), None, frozenset({"personal_access_token", "pat"})),
    "github": (frozenset(), None, frozenset({"token"})),
    "gitlab": (frozenset(), None, frozenset({"token"})),
    "beads": (frozenset(), None, frozenset()),
    "fp": (frozenset(), None, frozenset()),
}


def test_table() -> None:
    """The table has each provider with its aliases, its routing rule and its secrets."""
    assert {name: (row.aliases, row.route, row.secrets) for name, row in PROVIDERS.items()} == ROWS


AZURE_TOKEN = ("personal_access_token", "pat")
CREDENTIALS: Mapping[str, tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]] = {
    "jira": ((("base_url",), ("email",), ("api_token",), ("project_key",)), ()),
    "linear": ((("api_key",), ("team_id",)), ("graphql_url",)),
    "azure_devops": ((("organization",), ("project",), AZURE_TOKEN), ("base_url",)),
    "github": ((("owner",), ("repo",), ("token",)), ("base_url",)),
    "gitlab": ((("project_id",), ("token",)), ("base_url",)),
    "beads": ((), ("command", "cwd")),
    "fp": ((), ("command", "cwd")),
}


def test_credentials() -> None:
    """Each provider needs these credentials, under any of their names, and takes those as well."""
    assert {name: (row.needs, row.takes) for name, row in PROVIDERS.items()} == CREDENTIALS


def test_the_names_are_those_of_the_table() -> None:
    """The type of canonical names lists exactly the rows, so a match over it covers all of them."""
    assert get_args(ProviderName) == tuple(PROVIDERS)


KNOWN: Mapping[str, str | None] = {
    **{name: name for name in ROWS},
    "notion": None,
    "azure": None,
    "Jira": None,
    "": None,
}


@pytest.mark.parametrize(("name", "expected"), KNOWN.items(), ids=KNOWN.keys())
def test_known_provider(name: str, expected: str | None) -> None:
    """Only a canonical name is known; an alias and another case are not."""
    assert known_provider(name) == expected
