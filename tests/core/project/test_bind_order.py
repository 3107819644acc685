"""Parse the input of ``bind``."""

from collections.abc import Mapping

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Result, Success

from tests.core.builders import ACME, CANARY
from tests.core.strategies import ANY_TEXT, QUICK
from trackpost.core.parsing.text import UnknownChoice, UnusableText
from trackpost.core.project.bind_order import (
    FIELD_OWNERS,
    ISSUE_FIELDS,
    BindOrder,
    BindOrderError,
    UnknownCredential,
    parse_bind_order,
)
from trackpost.core.project.binding import DOCTRINE_MODES, Binding
from trackpost.core.project.issue_filter import UnusableFilter
from trackpost.core.routing.providers import PROVIDERS
from trackpost.core.routing.route import ResourceRoute

ORDER = BindOrder(
    provider=PROVIDERS["jira"],
    workspace="acme.example",
    doctrine_mode=None,
    doctrine_field_owners={},
    credentials={},
)
KNOWN = tuple(PROVIDERS)

PROVIDER_CASES: Mapping[str, tuple[str, str | None, str | None]] = {
    "canonical": ("jira", "jira", None),
    "another case, with whitespace": (" LINEAR\n", "linear", None),
    "an alias": ("Azure-DevOps", "azure_devops", None),
    "one without a routing rule": ("beads", "beads", None),
    "misspelled": ("Jria", None, "jira"),
    "unknown": ("notion", None, None),
    "blank": (" ", None, None),
}


@pytest.mark.parametrize(("text", "name", "nearest"), PROVIDER_CASES.values(), ids=PROVIDER_CASES.keys())
def test_provider(text: str, name: str | None, nearest: str | None) -> None:
    """The provider is one of the table, in any spelling."""
    parsed = parse_bind_order(provider=text, workspace="acme.example")
    if name is None:
        assert parsed == Failure(UnknownChoice("provider", text.strip().lower(), KNOWN, nearest))
    else:
        assert parsed == Success(evolve(ORDER, provider=PROVIDERS[name]))


WORKSPACES: Mapping[str, tuple[str, str | UnusableText]] = {
    "as it is": ("acme.example", "acme.example"),
    "whitespace around": (" acme.example\n", "acme.example"),
    "case stays": ("Acme Shop", "Acme Shop"),
    "blank": ("\t", UnusableText("the workspace", "is blank")),
    "not Unicode": ("\ud800", UnusableText("the workspace", "is not valid Unicode")),
}


@pytest.mark.parametrize(("text", "expected"), WORKSPACES.values(), ids=WORKSPACES.keys())
def test_workspace(text: str, expected: str | UnusableText) -> None:
    """The workspace is text that is not blank."""
    parsed = parse_bind_order(provider="jira", workspace=text)
    assert parsed.map(lambda order: order.workspace) == (
        Success(expected) if isinstance(expected, str) else Failure(expected)
    )


def no_mode(given_mode: str, nearest: str | None) -> UnknownChoice:
    """Return the error for an unknown doctrine mode."""
    return UnknownChoice("doctrine mode", given_mode, DOCTRINE_MODES, nearest)


MODES: Mapping[str, tuple[str | None, str | UnknownChoice | None]] = {
    "none": (None, None),
    "empty": ("", None),
    "external": ("external_authoritative", "external_authoritative"),
    "spec kitty": ("spec_kitty_authoritative", "spec_kitty_authoritative"),
    "split": ("split_ownership", "split_ownership"),
    "another case, with whitespace": (" Split_Ownership ", "split_ownership"),
    "an old spelling": ("split", no_mode("split", "split_ownership")),
    "misspelled": ("Split-Ownership", no_mode("split-ownership", "split_ownership")),
    "unknown": ("mine", no_mode("mine", None)),
    "blank": (" ", no_mode("", None)),
}


@pytest.mark.parametrize(("text", "expected"), MODES.values(), ids=MODES.keys())
def test_doctrine_mode(text: str | None, expected: str | UnknownChoice | None) -> None:
    """The mode is one of the three; if none is given, it stays as it is."""
    parsed = parse_bind_order(provider="jira", workspace="w", doctrine_mode=text).map(lambda order: order.doctrine_mode)
    assert parsed == (Failure(expected) if isinstance(expected, UnknownChoice) else Success(expected))


OWNERS: Mapping[str, tuple[Mapping[str, str] | None, Mapping[str, str] | UnknownChoice]] = {
    "not given": (None, {}),
    "none": ({}, {}),
    "each owner": (
        {"title": "external", "body": "local", "status": "shared", "labels": "spec_kitty"},
        {"title": "external", "body": "local", "status": "shared", "labels": "spec_kitty"},
    ),
    "another case, with whitespace": ({" Status": "LOCAL\n"}, {"status": "local"}),
    "an unknown field": ({"colour": "local"}, UnknownChoice("issue field", "colour", ISSUE_FIELDS, None)),
    "a misspelled field": ({"Titel": "local"}, UnknownChoice("issue field", "titel", ISSUE_FIELDS, "title")),
    "an unknown owner": ({"title": "me"}, UnknownChoice("owner of title", "me", FIELD_OWNERS, None)),
    "a misspelled owner": (
        {" Title": "Extrenal"},
        UnknownChoice("owner of title", "extrenal", FIELD_OWNERS, "external"),
    ),
    "the first of two errors": (
        {"title": "me", "colour": "local"},
        UnknownChoice("owner of title", "me", FIELD_OWNERS, None),
    ),
}


@pytest.mark.parametrize(("owners", "expected"), OWNERS.values(), ids=OWNERS.keys())
def test_field_owners(owners: Mapping[str, str] | None, expected: Mapping[str, str] | UnknownChoice) -> None:
    """Fields and owners are those that the connectors know."""
    parsed = parse_bind_order(provider="jira", workspace="w", doctrine_field_owners=owners)
    assert parsed.map(lambda order: order.doctrine_field_owners) == (
        Failure(expected) if isinstance(expected, UnknownChoice) else Success(expected)
    )


NO_FILTERS = UnusableFilter("the filter", "beads", None)
FILTERS: Mapping[str, tuple[str, str | None, str | UnusableText | UnusableFilter | None]] = {
    "not given": ("jira", None, None),
    "whitespace around": ("jira", " labels = web\n", "labels = web"),
    "empty, which removes it": ("jira", "", ""),
    "blank, which removes it": ("jira", " \t", ""),
    "not Unicode": ("jira", "\ud800", UnusableText("the filter", "is not valid Unicode")),
    "no condition": ("jira", "a = 1)", UnusableFilter("the filter", "jira", "its parentheses do not match")),
    "of a tracker without filters": ("beads", "web", NO_FILTERS),
    "removed from a tracker without filters": ("beads", "", ""),
}


@pytest.mark.parametrize(("provider", "text", "expected"), FILTERS.values(), ids=FILTERS.keys())
def test_filter(provider: str, text: str | None, expected: str | UnusableText | UnusableFilter | None) -> None:
    """The filter is one that the tracker understands; no text is none."""
    parsed = parse_bind_order(provider=provider, workspace="w", filter=text)
    is_wrong = isinstance(expected, UnusableText | UnusableFilter)
    assert parsed.map(lambda order: order.filter) == (Failure(expected) if is_wrong else Success(expected))


CREDENTIALS: Mapping[str, tuple[Mapping[str, str] | None, Mapping[str, str] | UnusableText]] = {
    "not given": (None, {}),
    "none": ({}, {}),
    "two": ({"email": "dev@acme.example", "token": "t"}, {"email": "dev@acme.example", "token": "t"}),
    "whitespace around": ({" token ": "\tt\n"}, {"token": "t"}),
    "case stays": ({"Token": "T"}, {"Token": "T"}),
    "a blank name": ({" ": "t"}, UnusableText("the name of a credential", "is blank")),
    "a name that is not Unicode": ({"\udfff": "t"}, UnusableText("the name of a credential", "is not valid Unicode")),
    "a blank value": ({" token ": " "}, UnusableText("credential 'token'", "is blank")),
    "a value that is not Unicode": (
        {"token": f"{CANARY}\ud800"},
        UnusableText("credential 'token'", "is not valid Unicode"),
    ),
    "the first of two errors": ({"token": "", "": "t"}, UnusableText("credential 'token'", "is blank")),
}


@pytest.mark.parametrize(("credentials", "expected"), CREDENTIALS.values(), ids=CREDENTIALS.keys())
def test_credentials(credentials: Mapping[str, str] | None, expected: Mapping[str, str] | UnusableText) -> None:
    """Neither the names nor the values of credentials are blank."""
    parsed = parse_bind_order(provider="jira", workspace="w", credentials=credentials)
    assert CANARY not in repr(parsed)
    assert parsed.map(lambda order: order.credentials) == (
        Failure(expected) if isinstance(expected, UnusableText) else Success(expected)
    )


Typed = tuple[str, str, str | None, Mapping[str, str], str | None, Mapping[str, str]]

WRONG: Mapping[str, Typed] = {
    "provider": ("x", " ", "x", {"x": "x"}, ")", {"": ""}),
    "the workspace": ("jira", " ", "x", {"x": "x"}, ")", {"": ""}),
    "doctrine mode": ("jira", "w", "x", {"x": "x"}, ")", {"": ""}),
    "issue field": ("jira", "w", "", {"x": "x"}, ")", {"": ""}),
    "the filter": ("jira", "w", "", {"title": "local"}, ")", {"": ""}),
    "the name of a credential": ("jira", "w", "", {"title": "local"}, "", {"": ""}),
}


def parse(typed: Typed) -> Result[BindOrder, BindOrderError]:
    """Parse six arguments, given in order."""
    provider, workspace, mode, owners, issue_filter, credentials = typed
    return parse_bind_order(
        provider=provider,
        workspace=workspace,
        doctrine_mode=mode,
        doctrine_field_owners=owners,
        filter=issue_filter,
        credentials=credentials,
    )


@pytest.mark.parametrize(("what", "typed"), WRONG.items(), ids=WRONG.keys())
def test_the_first_error(what: str, typed: Typed) -> None:
    """With several errors, the first argument wins."""
    assert what in parse(typed).failure().message


WORDS = st.dictionaries(st.sampled_from(ISSUE_FIELDS) | ANY_TEXT, st.sampled_from(FIELD_OWNERS) | ANY_TEXT, max_size=2)


@QUICK
@given(
    st.tuples(
        st.sampled_from(KNOWN),
        ANY_TEXT,
        st.just(""),
        WORDS,
        st.none() | ANY_TEXT,
        st.dictionaries(ANY_TEXT, ANY_TEXT, max_size=2),
    )
)
def test_parsing_again_changes_nothing(typed: Typed) -> None:
    """Parsing never raises, and parsing its result again gives the same result."""
    order = parse(typed).value_or(ORDER)
    kept = (order.doctrine_mode, order.doctrine_field_owners, order.filter, order.credentials)
    assert parse((order.provider.name, order.workspace, *kept)) == Success(order)


def unknown(provider: str, key: str, nearest: str | None) -> UnknownCredential:
    """Return the warning about a credential that nothing uses."""
    return UnknownCredential(provider, key, nearest)


WARNINGS: Mapping[str, tuple[str, tuple[str, ...], tuple[UnknownCredential, ...]]] = {
    "none": ("jira", (), ()),
    "required ones": ("jira", ("base_url", "email", "api_token", "project_key"), ()),
    "optional ones": ("linear", ("graphql_url",), ()),
    "every spelling of one": ("azure_devops", ("personal_access_token", "pat"), ()),
    "those that a publish uses": ("beads", ("access_token", "token"), ()),
    "those that name the cache": ("beads", ("server_url", "base_url", "username", "email", "team_slug"), ()),
    "misspelled": ("jira", ("api_tokne",), (unknown("jira", "api_tokne", "api_token"),)),
    "another case": ("jira", ("Email",), (unknown("jira", "Email", "email"),)),
    "of another provider": ("linear", ("organization",), (unknown("linear", "organization", None),)),
    "two of them": (
        "linear",
        ("zzz", "api_key", "team_idd"),
        (unknown("linear", "zzz", None), unknown("linear", "team_idd", "team_id")),
    ),
}


@pytest.mark.parametrize(("provider", "keys", "expected"), WARNINGS.values(), ids=WARNINGS.keys())
def test_warnings(provider: str, keys: tuple[str, ...], expected: tuple[UnknownCredential, ...]) -> None:
    """A credential that nothing uses gives a warning, with the key that was probably meant."""
    credentials = dict.fromkeys(keys, CANARY)
    warnings = evolve(ORDER, provider=PROVIDERS[provider], credentials=credentials).warnings
    assert expected == warnings
    assert CANARY not in repr(warnings)


PINS: Mapping[str, ResourceRoute | None] = {"a pin": ACME, "no pin": None}


@pytest.mark.parametrize("pin", PINS.values(), ids=PINS.keys())
def test_binding(pin: ResourceRoute | None) -> None:
    """The binding has the canonical name and what was asked for, but no credential."""
    owners = {"status": "local"}
    order = evolve(ORDER, doctrine_mode="split_ownership", doctrine_field_owners=owners, credentials={"a": CANARY})
    assert order.binding(None, pin, "labels = web") == Success(
        Binding(
            provider="jira",
            provider_as_typed="jira",
            workspace="acme.example",
            doctrine_mode="split_ownership",
            doctrine_field_owners=owners,
            filter="labels = web",
            resource=pin,
        )
    )
    assert CANARY not in repr(order)
