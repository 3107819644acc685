"""What opens a tracker."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Result, Success

from tests.core.strategies import ANYTHING, QUICK, reordered
from trackpost.core.issues.pull import read_access
from trackpost.core.routing.credentials import (
    CredentialError,
    EmptyCredential,
    MalformedCredential,
    MissingCredential,
    missing_credentials,
)
from trackpost.core.routing.providers import PROVIDERS, Provider

JIRA = {"base_url": "https://acme.example", "email": "dev@acme.example", "api_token": "t", "project_key": "ACME"}
LINEAR = {"api_key": "k", "team_id": "team"}
AZURE = {"organization": "acme", "project": "shop"}
OPEN = {**AZURE, "personal_access_token": "p"}
PAT = "personal_access_token"

Credentials = Mapping[str, object]
Access = Result[Mapping[str, str], CredentialError]

CASES: Mapping[str, tuple[str, Credentials, Access]] = {
    "what it needs": ("jira", JIRA, Success(JIRA)),
    "nothing else": ("jira", {**JIRA, "access_token": "a", "username": ["u"]}, Success(JIRA)),
    "blanks around": ("linear", {"api_key": " k\n", "team_id": "\tteam"}, Success(LINEAR)),
    "a whole number": ("linear", {"api_key": "k", "team_id": 7}, Success({"api_key": "k", "team_id": "7"})),
    "what it takes too": ("linear", {**LINEAR, "graphql_url": "u"}, Success({**LINEAR, "graphql_url": "u"})),
    "null for what it takes": ("linear", {**LINEAR, "graphql_url": None}, Success(LINEAR)),
    "a blank for what it takes": ("linear", {**LINEAR, "graphql_url": " "}, Success(LINEAR)),
    "a list for what it takes": (
        "linear",
        {**LINEAR, "graphql_url": ["u"]},
        Failure(MalformedCredential("linear", "graphql_url", "list")),
    ),
    "one is missing": ("linear", {"api_key": "k"}, Failure(MissingCredential("linear", "team_id"))),
    "one is null": ("linear", {**LINEAR, "team_id": None}, Failure(MissingCredential("linear", "team_id"))),
    "one is blank": ("linear", {**LINEAR, "team_id": " "}, Failure(EmptyCredential("linear", "team_id"))),
    "one is malformed": (
        "linear",
        {**LINEAR, "team_id": True},
        Failure(MalformedCredential("linear", "team_id", "bool")),
    ),
    "the first of two errors": ("linear", {}, Failure(MissingCredential("linear", "api_key"))),
    "what it needs goes before what it takes": (
        "linear",
        {"api_key": "k", "graphql_url": ["u"]},
        Failure(MissingCredential("linear", "team_id")),
    ),
    "the first spelling": ("azure_devops", OPEN, Success(OPEN)),
    "the second spelling, under the first": ("azure_devops", {**AZURE, "pat": "p"}, Success(OPEN)),
    "both spellings": ("azure_devops", {"pat": "other", **OPEN}, Success(OPEN)),
    "the first spelling is blank": ("azure_devops", {**AZURE, PAT: " ", "pat": "p"}, Success(OPEN)),
    "the first spelling is malformed": (
        "azure_devops",
        {**AZURE, PAT: ["p"], "pat": "p"},
        Failure(MalformedCredential("azure_devops", PAT, "list")),
    ),
    "neither spelling": ("azure_devops", AZURE, Failure(MissingCredential("azure_devops", PAT))),
    "only a blank second spelling": (
        "azure_devops",
        {**AZURE, "pat": ""},
        Failure(EmptyCredential("azure_devops", "pat")),
    ),
    "two blank spellings": (
        "azure_devops",
        {**AZURE, "pat": "", PAT: ""},
        Failure(EmptyCredential("azure_devops", PAT)),
    ),
    "nothing is needed": ("beads", {}, Success({})),
    "nothing is needed, and all is taken": (
        "beads",
        {"command": "bd", "cwd": "/a", "token": "t"},
        Success({"command": "bd", "cwd": "/a"}),
    ),
}


@pytest.mark.parametrize(("provider", "credentials", "expected"), CASES.values(), ids=CASES.keys())
def test_read_access(provider: str, credentials: Credentials, expected: Access) -> None:
    """The credentials become exactly what the connector takes, or the first error."""
    assert expected == read_access(PROVIDERS[provider], credentials)


ROWS = st.sampled_from(list(PROVIDERS.values()))
EVERY_KEY = sorted({key for row in PROVIDERS.values() for keys in (*row.needs, row.takes) for key in keys})
TABLES = st.dictionaries(st.sampled_from(EVERY_KEY), ANYTHING | st.text("ab", min_size=1), max_size=8)


@QUICK
@given(ROWS, TABLES)
def test_the_connector_gets_what_it_needs_and_nothing_that_it_does_not_know(row: Provider, table: Credentials) -> None:
    """Whatever stands there, nothing raises, and what is read has all that is needed, none of it blank."""
    access = read_access(row, table).value_or(None)
    needed = {keys[0] for keys in row.needs}
    if access is not None:
        assert needed <= set(access) <= needed | set(row.takes)
        assert all(text == text.strip() != "" for text in access.values())


@QUICK
@given(ROWS, TABLES)
def test_what_status_misses_pull_misses(row: Provider, table: Credentials) -> None:
    """What is read lacks nothing, and what lacks something is not read."""
    is_read = read_access(row, table).map(bool).value_or(None) is not None
    assert not (is_read and missing_credentials(row, table))


@QUICK
@given(ROWS, TABLES.flatmap(reordered))
def test_the_order_of_lines_changes_nothing(row: Provider, tables: tuple[Credentials, Credentials]) -> None:
    """A table means the same however its lines are sorted."""
    first, second = tables
    assert read_access(row, first) == read_access(row, second)
