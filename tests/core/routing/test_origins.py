"""Credentials, and the place that each comes from."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackpost.core.routing.credentials import MalformedCredential, read_credential
from trackpost.core.routing.origins import (
    KEYRING,
    NOTHING,
    Credentials,
    Origin,
    all_from,
    command_origin,
    file_origin,
    from_environment,
    origin_of,
    over,
    variable_of,
)
from trackpost.core.routing.providers import PROVIDERS, Provider

JIRA, AZURE = PROVIDERS["jira"], PROVIDERS["azure_devops"]
FILE = file_origin("azure_devops")


def variable(name: str) -> Origin:
    """Return the origin that is an environment variable."""
    return Origin("environment", name)


ENVIRONMENTS: Mapping[str, tuple[Provider, Mapping[str, str], Mapping[str, object]]] = {
    "nothing": (JIRA, {}, {}),
    "a secret": (JIRA, {"TRACKPOST_JIRA_API_TOKEN": "s3cret"}, {"api_token": "s3cret"}),
    "blank is none": (JIRA, {"TRACKPOST_JIRA_API_TOKEN": " ", "TRACKPOST_JIRA_EMAIL": ""}, {}),
    "of another tracker": (JIRA, {"TRACKPOST_LINEAR_API_KEY": "s3cret"}, {}),
    "what a tracker takes": (
        PROVIDERS["linear"],
        {"TRACKPOST_LINEAR_GRAPHQL_URL": "https://linear.example", "TRACKPOST_LINEAR_TEAM_ID": "acme"},
        {"graphql_url": "https://linear.example", "team_id": "acme"},
    ),
    "an underscore": (AZURE, {"TRACKPOST_AZURE_DEVOPS_PAT": "s3cret"}, {"pat": "s3cret"}),
    "not the token of the server": (JIRA, {"TRACKPOST_JIRA_ACCESS_TOKEN": "s3cret"}, {}),
    "an unknown tracker": (Provider(name="notion"), {"TRACKPOST_NOTION_TOKEN": "s3cret"}, {}),
}


@pytest.mark.parametrize(("row", "environ", "expected"), ENVIRONMENTS.values(), ids=ENVIRONMENTS.keys())
def test_from_environment(row: Provider, environ: Mapping[str, str], expected: Mapping[str, object]) -> None:
    """Each member has a variable, which is also its origin."""
    found = from_environment(row, environ)
    assert dict(found) == expected
    assert {key: origin.in_words for key, origin in found.origins.items()} == {
        key: variable_of(row.name, key) for key in expected
    }


def test_no_two_members_share_a_variable() -> None:
    """So a secret is of one tracker alone."""
    names = [variable_of(row.name, key) for row in PROVIDERS.values() for key in row.keys]
    assert len(names) == len(set(names))


OVER: Mapping[str, tuple[Credentials, Credentials, Mapping[str, object], Mapping[str, Origin]]] = {
    "both": (
        all_from(KEYRING, {"pat": "above"}),
        all_from(FILE, {"project": "shop"}),
        {"project": "shop", "pat": "above"},
        {"project": FILE, "pat": KEYRING},
    ),
    "the same key": (
        all_from(KEYRING, {"pat": "above"}),
        all_from(FILE, {"pat": "below"}),
        {"pat": "above"},
        {"pat": KEYRING},
    ),
    "another spelling": (
        all_from(KEYRING, {"pat": "above"}),
        all_from(FILE, {"personal_access_token": "below"}),
        {"pat": "above"},
        {"pat": KEYRING},
    ),
    "nothing above": (NOTHING, all_from(FILE, {"pat": "below"}), {"pat": "below"}, {"pat": FILE}),
}


@pytest.mark.parametrize(("above", "below", "members", "origins"), OVER.values(), ids=OVER.keys())
def test_over(
    above: Credentials, below: Credentials, members: Mapping[str, object], origins: Mapping[str, Origin]
) -> None:
    """What is above hides what is below it, in every spelling."""
    found = over(AZURE, above, below)
    assert (dict(found), found.origins) == (members, origins)


KEYS = st.sampled_from((*AZURE.keys, "access_token"))
TABLES = st.dictionaries(KEYS, st.text(max_size=2))


@given(TABLES, TABLES, TABLES)
def test_over_is_associative(first: Mapping[str, str], second: Mapping[str, str], third: Mapping[str, str]) -> None:
    """So the order of places is all that counts, and every member has an origin."""
    top, middle, low = all_from(KEYRING, first), all_from(command_origin("jira"), second), all_from(FILE, third)
    left, right = over(AZURE, over(AZURE, top, middle), low), over(AZURE, top, over(AZURE, middle, low))
    assert (left, left.origins) == (right, right.origins)
    assert set(left) == set(left.origins)
    assert left.of("keyring") == top


def test_credentials_are_a_mapping() -> None:
    """They equal their members, and print none of them."""
    found = all_from(FILE, {"pat": "c4nary"})
    assert found == {"pat": "c4nary"}
    assert (len(found), list(found)) == (1, ["pat"])
    assert "c4nary" not in repr(found)
    assert (origin_of(found, "pat"), origin_of(found, "project"), origin_of({"pat": "x"}, "pat")) == (FILE, None, None)
    assert found.only(["pat", "project"]) == found


def test_text_that_is_no_unicode() -> None:
    """The error names the variable, and not the file."""
    found = from_environment(JIRA, {"TRACKPOST_JIRA_EMAIL": "\udcff"})
    error = read_credential("jira", found, "email").failure()
    assert error == MalformedCredential("jira", "email", "str with a lone surrogate", "TRACKPOST_JIRA_EMAIL")
