"""Parse the binding in a project's config."""

from collections.abc import Mapping

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Result, Success

from tests.core.strategies import ANYTHING, HUGE, QUICK, TEXT, reordered
from trackpost.core.parsing.untyped import WrongShape
from trackpost.core.project.binding import (
    Binding,
    BindingError,
    HostedBinding,
    NotBound,
    UnknownDoctrineMode,
    ownership_key,
    parse_binding,
)
from trackpost.core.routing.route import ResourceRoute

FILE = "config.yaml"
QUOTED = "text (put it in quotes)"
SURROGATE = "text with a lone surrogate"
OWNERS = "tracker.doctrine.field_owners"
PLAIN = Binding(provider="jira", provider_as_typed="jira", workspace="acme.example")


def bound(**members: object) -> dict[object, object]:
    """Return a config with a tracker section, with *members* added or replaced."""
    return {"tracker": {"provider": "jira", "workspace": "acme.example", **members}}


def doctrine(**members: object) -> dict[object, object]:
    """Return a config of a bound project with this doctrine."""
    return bound(doctrine=members)


def project(**members: object) -> dict[object, object]:
    """Return a config of a bound project with this project section."""
    return {**bound(), "project": members}


def wrong(member: str, expected: str, found: str) -> Failure[BindingError]:
    """Return the error of a member of the wrong type."""
    return Failure(WrongShape(FILE, member, expected, found))


BOUND: Mapping[str, tuple[object, Result[Binding, BindingError]]] = {
    "provider and workspace": (bound(), Success(PLAIN)),
    "foreign sections": ({"agents": [1], 7: None} | bound(), Success(PLAIN)),
    "a spelling": (bound(provider="Jira"), Success(evolve(PLAIN, provider_as_typed="Jira"))),
    "whitespace around the spelling": (bound(provider=" JIRA\n"), Success(evolve(PLAIN, provider_as_typed="JIRA"))),
    "an alias": (
        bound(provider="Azure"),
        Success(evolve(PLAIN, provider="azure_devops", provider_as_typed="Azure")),
    ),
    "an unknown provider": (
        bound(provider="Notion"),
        Success(evolve(PLAIN, provider="notion", provider_as_typed="Notion")),
    ),
    "whitespace around the workspace": (bound(workspace=" acme.example "), Success(PLAIN)),
    "null": (None, Failure(NotBound(FILE, "tracker.provider"))),
    "no tracker": ({}, Failure(NotBound(FILE, "tracker.provider"))),
    "a null tracker": ({"tracker": None}, Failure(NotBound(FILE, "tracker.provider"))),
    "no provider": ({"tracker": {"workspace": "w"}}, Failure(NotBound(FILE, "tracker.provider"))),
    "a blank provider": (bound(provider=" "), Failure(NotBound(FILE, "tracker.provider"))),
    "no workspace": ({"tracker": {"provider": "jira"}}, Failure(NotBound(FILE, "tracker.workspace"))),
    "a blank workspace": (bound(workspace="\t"), Failure(NotBound(FILE, "tracker.workspace"))),
    "neither, and the provider comes first": ({"tracker": {}}, Failure(NotBound(FILE, "tracker.provider"))),
    "a list at the top": ([], wrong("the top level", "a mapping", "list")),
    "text at the top": ("tracker", wrong("the top level", "a mapping", "str")),
    "a tracker that is text": ({"tracker": "jira"}, wrong("tracker", "a mapping", "str")),
    "a provider that is a number": (bound(provider=5), wrong("tracker.provider", QUOTED, "int")),
    "a provider that is a list": (bound(provider=["jira"]), wrong("tracker.provider", QUOTED, "list")),
    "a provider with a lone surrogate": (bound(provider="j\ud800"), wrong("tracker.provider", "text", SURROGATE)),
    "a workspace that is true": (bound(workspace=True), wrong("tracker.workspace", QUOTED, "bool")),
}

DOCTRINE: Mapping[str, tuple[object, Result[Binding, BindingError]]] = {
    "null": (bound(doctrine=None), Success(PLAIN)),
    "empty": (doctrine(), Success(PLAIN)),
    "null members": (doctrine(mode=None, field_owners=None), Success(PLAIN)),
    "a blank mode": (doctrine(mode=" "), Success(PLAIN)),
    "external": (doctrine(mode="external_authoritative"), Success(PLAIN)),
    "own": (
        doctrine(mode="spec_kitty_authoritative"),
        Success(evolve(PLAIN, doctrine_mode="spec_kitty_authoritative")),
    ),
    "split": (doctrine(mode=" split_ownership "), Success(evolve(PLAIN, doctrine_mode="split_ownership"))),
    "another mode": (doctrine(mode="Split_Ownership"), Failure(UnknownDoctrineMode(FILE, "Split_Ownership"))),
    "owners": (
        doctrine(field_owners={"status": " external ", "title": "local"}),
        Success(evolve(PLAIN, doctrine_field_owners={"status": "external", "title": "local"})),
    ),
    "a field that is a number": (
        doctrine(field_owners={3: "local"}),
        wrong(f"a key of {OWNERS}", "text", "int"),
    ),
    "a field without an owner": (
        doctrine(field_owners={"status": None, "title": " ", "body": "local"}),
        Success(evolve(PLAIN, doctrine_field_owners={"body": "local"})),
    ),
    "a list": (bound(doctrine=[]), wrong("tracker.doctrine", "a mapping", "list")),
    "a mode that is a list": (doctrine(mode=["x"]), wrong("tracker.doctrine.mode", QUOTED, "list")),
    "owners that are a list": (doctrine(field_owners=["x"]), wrong(OWNERS, "a mapping", "list")),
    "an owner that is a number": (doctrine(field_owners={"a": 1}), wrong(f"{OWNERS}.a", QUOTED, "int")),
    "the first wrong owner": (
        doctrine(field_owners={"a": "x", "b": [], "c": 1}),
        wrong(f"{OWNERS}.b", QUOTED, "list"),
    ),
    "a field with a lone surrogate": (
        doctrine(field_owners={"\ud800": "x"}),
        wrong(f"a key of {OWNERS}", "text", SURROGATE),
    ),
}

OWNED: Mapping[str, tuple[object, Result[Binding, BindingError]]] = {
    "under its own name": (
        bound(ownership={"mode": "split_ownership", "field_owners": {"status": "external"}}),
        Success(evolve(PLAIN, doctrine_mode="split_ownership", doctrine_field_owners={"status": "external"})),
    ),
    "under both names": (
        bound(ownership={"mode": "split_ownership"}, doctrine={"mode": "spec_kitty_authoritative"}),
        Success(evolve(PLAIN, doctrine_mode="split_ownership")),
    ),
    "empty under its own name": (
        bound(ownership={}, doctrine={"mode": "spec_kitty_authoritative"}),
        Success(PLAIN),
    ),
    "null under its own name": (
        bound(ownership=None, doctrine={"mode": "spec_kitty_authoritative"}),
        Success(evolve(PLAIN, doctrine_mode="spec_kitty_authoritative")),
    ),
    "null under both names": (bound(ownership=None, doctrine=None), Success(PLAIN)),
    "the value under the other name does not matter": (bound(ownership={}, doctrine=5), Success(PLAIN)),
    "an old spelling, which is sent unchanged": (
        bound(ownership={"mode": "split"}),
        Success(evolve(PLAIN, doctrine_mode="split")),
    ),
    "another mode": (
        bound(ownership={"mode": "mine"}),
        Failure(UnknownDoctrineMode(FILE, "mine", "ownership")),
    ),
    "a list": (bound(ownership=[]), wrong("tracker.ownership", "a mapping", "list")),
    "a mode that is a list": (bound(ownership={"mode": ["x"]}), wrong("tracker.ownership.mode", QUOTED, "list")),
    "an owner that is a number": (
        bound(ownership={"field_owners": {"a": 1}}),
        wrong("tracker.ownership.field_owners.a", QUOTED, "int"),
    ),
}

HOSTED: Mapping[str, tuple[object, Result[Binding, BindingError]]] = {
    "no workspace": (bound(workspace=None, binding_ref="b"), Failure(HostedBinding(FILE))),
    "a blank workspace": (bound(workspace=" ", binding_ref="b"), Failure(HostedBinding(FILE))),
    "a workspace that is a number": (
        bound(workspace=5, binding_ref="b"),
        wrong("tracker.workspace", QUOTED, "int"),
    ),
    "with a workspace": (bound(binding_ref="b", project_slug="s"), Success(PLAIN)),
    "a reference that is null": (bound(workspace=None, binding_ref=None), Failure(NotBound(FILE, "tracker.workspace"))),
}

MAPPED: Mapping[str, tuple[object, Result[Binding, BindingError]]] = {
    "absent": (bound(status_map=None), Success(PLAIN)),
    "names": (
        bound(status_map={"Ready for QA": " in_review "}),
        Success(evolve(PLAIN, status_map={"Ready for QA": "in_review"})),
    ),
    "a blank value": (bound(status_map={"QA": " "}), Success(PLAIN)),
    "a list": (bound(status_map=["QA"]), wrong("tracker.status_map", "a mapping", "list")),
    "a name that is a number": (bound(status_map={7: "done"}), wrong("a key of tracker.status_map", "text", "int")),
    "a value that is a truth value": (bound(status_map={"QA": True}), wrong("tracker.status_map.QA", QUOTED, "bool")),
}

FILTERED: Mapping[str, tuple[object, Result[Binding, BindingError]]] = {
    "text": (bound(filter="labels = web"), Success(evolve(PLAIN, filter="labels = web"))),
    "lines of text": (
        bound(filter="a = 1\nAND b = 2\n"),
        Success(evolve(PLAIN, filter="a = 1\nAND b = 2")),
    ),
    "what the tracker does not understand": (bound(filter=") OR ("), Success(evolve(PLAIN, filter=") OR ("))),
    "null": (bound(filter=None), Success(PLAIN)),
    "blank": (bound(filter=" "), Success(PLAIN)),
    "a number": (bound(filter=5), wrong("tracker.filter", QUOTED, "int")),
    "a list": (bound(filter=["web"]), wrong("tracker.filter", QUOTED, "list")),
}

UUID = "550e8400-e29b-41d4-a716-446655440000"

PROJECT: Mapping[str, tuple[object, Result[Binding, BindingError]]] = {
    "null": ({**bound(), "project": None}, Success(PLAIN)),
    "uuid": (project(uuid=UUID), Success(evolve(PLAIN, project_uuid=UUID))),
    "slug": (project(slug=" acme-shop "), Success(evolve(PLAIN, project_slug="acme-shop"))),
    "blank members": (project(uuid="", slug=" "), Success(PLAIN)),
    "a list": ({**bound(), "project": []}, wrong("project", "a mapping", "list")),
    "a uuid that is a number": (project(uuid=1), wrong("project.uuid", QUOTED, "int")),
    "a slug that is a float": (project(slug=1.5), wrong("project.slug", QUOTED, "float")),
}

CASES = {
    f"{section}: {name}": case
    for section, cases in (
        ("binding", BOUND),
        ("doctrine", DOCTRINE),
        ("ownership", OWNED),
        ("hosted", HOSTED),
        ("status map", MAPPED),
        ("filter", FILTERED),
        ("project", PROJECT),
    )
    for name, case in cases.items()
}


@pytest.mark.parametrize(("raw", "expected"), CASES.values(), ids=CASES.keys())
def test_parse_binding(raw: object, expected: Result[Binding, BindingError]) -> None:
    """Each config gives exactly this binding or exactly its first error."""
    assert expected == parse_binding(FILE, raw)


def test_field_owners_are_read_only_and_their_own() -> None:
    """A binding does not change with the mapping that it was made from, and cannot be changed itself."""
    owners = {"status": "external"}
    binding = evolve(PLAIN, doctrine_field_owners=owners)
    owners["status"] = "local"
    assert binding.doctrine_field_owners == {"status": "external"}
    with pytest.raises(TypeError, match="does not support item assignment"):
        binding.doctrine_field_owners["status"] = "local"  # type: ignore[index] # tries what must be impossible


_DEEP: object = ()
for _ in range(3000):
    _DEEP = (_DEEP,)

UNWRITABLE: Mapping[str, object] = {
    "a section named by a number that cannot be written": bound() | {HUGE: None},
    "a field named by a number that cannot be written": doctrine(field_owners={HUGE: "external"}),
    "a section named by a deep sequence": bound() | {_DEEP: None},
}


@pytest.mark.parametrize("raw", UNWRITABLE.values(), ids=UNWRITABLE.keys())
def test_a_key_that_cannot_be_written_does_not_raise(raw: object) -> None:
    """Parsing does not raise, even for a key that Python refuses to convert to text."""
    assert isinstance(parse_binding(FILE, raw), Result)


def test_two_spellings_of_one_field_do_not_depend_on_their_order() -> None:
    """If only whitespace distinguishes two fields, the file means the same in both orders."""
    first = doctrine(field_owners={"status": "external", " status": "local"})
    second = doctrine(field_owners={" status": "local", "status": "external"})
    assert parse_binding(FILE, first) == parse_binding(FILE, second)


def _section(**members: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """Draw a section with some of *members*, or anything else instead of it."""
    return st.fixed_dictionaries({}, optional=members) | ANYTHING


MODES: st.SearchStrategy[object] = st.just("split_ownership") | ANYTHING
NAMES: st.SearchStrategy[object] = st.just("jira") | ANYTHING
OWNER_TABLES: st.SearchStrategy[object] = st.dictionaries(TEXT, TEXT, max_size=3) | ANYTHING
CONFIGS = _section(
    tracker=_section(
        provider=NAMES,
        workspace=NAMES,
        doctrine=_section(mode=MODES, field_owners=OWNER_TABLES),
        ownership=_section(mode=MODES, field_owners=OWNER_TABLES),
        egress=ANYTHING,
    ),
    sync=_section(enabled=ANYTHING),
    project=_section(uuid=ANYTHING, slug=ANYTHING),
)


@QUICK
@given(CONFIGS)
def test_parsing_never_raises(raw: object) -> None:
    """Anything that a reader returns gives a binding or an error."""
    assert isinstance(parse_binding(FILE, raw), Result)


OWNER_NAMES = st.text("abcd", min_size=1, max_size=3)


@QUICK
@given(
    st.dictionaries(OWNER_NAMES, TEXT, max_size=4).flatmap(reordered),
    st.permutations(["provider", "workspace", "doctrine"]),
    st.permutations(["tracker", "project", "agents"]),
)
def test_the_order_of_keys_changes_nothing(
    owners: tuple[dict[str, str], dict[str, str]], members: list[str], sections: list[str]
) -> None:
    """The order of a config's keys does not matter."""
    first, second = (doctrine(field_owners=table) | {"project": {"slug": "s"}} for table in owners)
    tracker = first["tracker"]
    assert isinstance(tracker, dict)
    second["tracker"] = {member: {**tracker, "doctrine": {"field_owners": owners[1]}}[member] for member in members}
    shuffled = {section: second.get(section) for section in sections}
    assert parse_binding(FILE, first) == parse_binding(FILE, shuffled)


HALF = "text, as the other half is"
PINS: Mapping[str, tuple[object, Result[Binding, BindingError]]] = {
    "none": (None, Success(PLAIN)),
    "an empty one": ({}, Success(PLAIN)),
    "two nulls": ({"type": None, "id": " "}, Success(PLAIN)),
    "whole": (
        {"type": "jira_project", "id": " ACME "},
        Success(evolve(PLAIN, resource=ResourceRoute("jira_project", "ACME"))),
    ),
    "no id": ({"type": "jira_project"}, wrong("tracker.resource.id", HALF, "nothing")),
    "no type": ({"id": "ACME"}, wrong("tracker.resource.type", HALF, "nothing")),
    "a type that is a number": ({"type": 7, "id": "ACME"}, wrong("tracker.resource.type", QUOTED, "int")),
    "an id that is a number": ({"type": "linear_team", "id": 7}, wrong("tracker.resource.id", QUOTED, "int")),
    "not a mapping": ("ACME", wrong("tracker.resource", "a mapping", "str")),
}


@pytest.mark.parametrize(("resource", "expected"), PINS.values(), ids=PINS.keys())
def test_pin(resource: object, expected: Result[Binding, BindingError]) -> None:
    """Both halves make a pin, neither makes none, and one alone is an error."""
    assert expected == parse_binding(FILE, bound(resource=resource))


SECTIONS: Mapping[str, tuple[Mapping[str, object], str]] = {
    "neither": ({}, "ownership"),
    "only the older one": ({"doctrine": {}}, "doctrine"),
    "both": ({"doctrine": {}, "ownership": {}}, "ownership"),
    "both, the newer one null": ({"doctrine": {}, "ownership": None}, "doctrine"),
    "both null": ({"doctrine": None, "ownership": None}, "ownership"),
    "only the older one, null": ({"doctrine": None}, "doctrine"),
}


@pytest.mark.parametrize(("tracker", "expected"), SECTIONS.values(), ids=SECTIONS.keys())
def test_ownership_key(tracker: Mapping[str, object], expected: str) -> None:
    """A section with content comes before one that is null, and the newer name before the older one."""
    assert ownership_key(tracker) == expected
