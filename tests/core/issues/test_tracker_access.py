"""The credentials for a tracker."""

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
    "the required ones": ("jira", JIRA, Success(JIRA)),
    "others are ignored": ("jira", {**JIRA, "access_token": "a", "username": ["u"]}, Success(JIRA)),
    "whitespace around": ("linear", {"api_key": " k\n", "team_id": "\tteam"}, Success(LINEAR)),
    "a whole number": ("linear", {"api_key": "k", "team_id": 7}, Success({"api_key": "k", "team_id": "7"})),
    "an optional one": ("linear", {**LINEAR, "graphql_url": "u"}, Success({**LINEAR, "graphql_url": "u"})),
    "null for an optional one": ("linear", {**LINEAR, "graphql_url": None}, Success(LINEAR)),
    "a blank optional one": ("linear", {**LINEAR, "graphql_url": " "}, Success(LINEAR)),
    "a list for an optional one": (
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
    "an error in a required one comes before one in an optional one": (
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
    "nothing is required": ("beads", {}, Success({})),
    "nothing is required, and all optional ones are given": (
        "beads",
        {"command": "bd", "cwd": "/a", "token": "t"},
        Success({"command": "bd", "cwd": "/a"}),
    ),
}


@pytest.mark.parametrize(("provider", "credentials", "expected"), CASES.values(), ids=CASES.keys())
def test_read_access(provider: str, credentials: Credentials, expected: Access) -> None:
    """The credentials give exactly what the connector uses, or the first error."""
    assert expected == read_access(PROVIDERS[provider], credentials)


ROWS = st.sampled_from(list(PROVIDERS.values()))
EVERY_KEY = sorted({key for row in PROVIDERS.values() for keys in (*row.needs, row.takes) for key in keys})
TABLES = st.dictionaries(st.sampled_from(EVERY_KEY), ANYTHING | st.text("ab", min_size=1), max_size=8)


@QUICK
@given(ROWS, TABLES)
def test_the_connector_gets_all_required_and_no_unknown_credentials(row: Provider, table: Credentials) -> None:
    """No table raises an error; the result has all required credentials, and none of them is blank."""
    access = read_access(row, table).value_or(None)
    required = {keys[0] for keys in row.needs}
    if access is not None:
        assert required <= set(access) <= required | set(row.takes)
        assert all(text == text.strip() != "" for text in access.values())


@QUICK
@given(ROWS, TABLES)
def test_status_and_pull_agree_on_missing_credentials(row: Provider, table: Credentials) -> None:
    """If `missing_credentials` names one, `read_access` fails."""
    is_read = read_access(row, table).map(bool).value_or(None) is not None
    assert not (is_read and missing_credentials(row, table))


@QUICK
@given(ROWS, TABLES.flatmap(reordered))
def test_the_order_of_lines_changes_nothing(row: Provider, tables: tuple[Credentials, Credentials]) -> None:
    """The order of a table's lines does not matter."""
    first, second = tables
    assert read_access(row, first) == read_access(row, second)
