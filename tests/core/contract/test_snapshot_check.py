"""Parse a snapshot as a server does, and find the member for which it is refused."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Result, Success

from tests.core.builders import SNAPSHOT
from tests.core.strategies import QUICK
from tests.support.json_path import found_at, steps_of
from trackpost.core.contract.capture import identify
from trackpost.core.contract.snapshot_check import parse_snapshot
from trackpost.core.parsing.strict_json import LONGEST_REASON, Fault
from trackpost.core.snapshot.body import Snapshot, encode_snapshot

BODY: dict[str, object] = json.loads(encode_snapshot(SNAPSHOT))
ISSUE = json.loads(encode_snapshot(SNAPSHOT))["issues"][0]


def _with(**members: object) -> bytes:
    return json.dumps({**BODY, **members}).encode()


def _without(name: str) -> bytes:
    return json.dumps({member: value for member, value in BODY.items() if member != name}).encode()


def _with_issues(*changes: dict[str, object]) -> bytes:
    return _with(issues=[{**ISSUE, **change} for change in changes])


NOT_TEXT = "Expected `str`, got `int`"

CASES: Mapping[str, tuple[bytes, Result[Snapshot, Fault]]] = {
    "sound": (_with(), Success(SNAPSHOT)),
    "unknown members": (_with(zebra=1, apple=[{}]), Success(SNAPSHOT)),
    "an unknown member in an issue": (_with_issues({"colour": "red"}), Success(SNAPSHOT)),
    "an unknown member and a wrong one": (
        _with(apple=1, workspace=5, zebra=1),
        Failure(Fault("$.workspace", NOT_TEXT)),
    ),
    "the first by the contract's table, not by the text": (
        b'{"project_slug":5,"provider":5}',
        Failure(Fault("$.provider", NOT_TEXT)),
    ),
    "a missing member": (_without("provider"), Failure(Fault("$.provider", "Missing member"))),
    "a missing member, further down": (
        _with(checkpoint={"cursor": None}),
        Failure(Fault("$.checkpoint.updated_since", "Missing member")),
    ),
    "an owner that is not text": (
        _with(doctrine_field_owners={"title": "local", "status": 1}),
        Failure(Fault("$.doctrine_field_owners.status", NOT_TEXT)),
    ),
    "an owner under a name with quotes and whitespace": (
        _with(doctrine_field_owners={"it's \\ a\nname": 1}),
        Failure(Fault(r"$.doctrine_field_owners['it\'s \\ a\nname']", NOT_TEXT)),
    ),
    "an owner under an empty name": (
        _with(doctrine_field_owners={"": 1}),
        Failure(Fault("$.doctrine_field_owners['']", NOT_TEXT)),
    ),
    "an owner under a name that looks like a path": (
        _with(doctrine_field_owners={"` - at `$.provider`": 1}),
        Failure(Fault("$.doctrine_field_owners['` - at `$.provider`']", NOT_TEXT)),
    ),
    "a value that looks like a path": (
        _with(doctrine_mode="x` - at `$.issues[9].title`"),
        Failure(Fault("$.doctrine_mode", "Invalid enum value 'x` - at `$.issues[9].title`'")),
    ),
    "a value that looks like a path, further down": (
        _with_issues({}, {"status": "x - at `$.provider`"}),
        Failure(Fault("$.issues[1].status", "Invalid enum value 'x - at `$.provider`'")),
    ),
    "a value of any length": (
        _with(doctrine_mode="x" * 10_000),
        Failure(Fault("$.doctrine_mode", f"Invalid enum value '{'x' * 180}…")),
    ),
    "half a route, and nothing else": (
        _with(external_resource_id=None),
        Failure(Fault("$.external_resource_id", "Expected both routing members or neither")),
    ),
    "half a route, and something else": (
        _with(external_resource_id=None, project_slug=5),
        Failure(Fault("$.project_slug", "Expected `str | null`, got `int`")),
    ),
    "an error of form comes first": (
        b'{"provider":5,"issues":[{"title":1,"title":2}]}',
        Failure(Fault("$.issues[0].title", "Expected each member once")),
    ),
    "not an object": (b"[]", Failure(Fault("$", "Expected `object`, got `array`"))),
}


@pytest.mark.parametrize(("content", "expected"), CASES.values(), ids=CASES.keys())
def test_parse_snapshot(content: bytes, expected: Result[Snapshot, Fault]) -> None:
    """The bytes give exactly this snapshot, or the first fault with the path of a real member."""
    assert parse_snapshot(content) == expected


PLACES: st.SearchStrategy[str] = st.sampled_from(
    ["` - at `$.provider`", " - at `$.a", "` in `", "a b", "[...]", "'", "\\"]
)
NAMES = PLACES | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
WRONG: st.SearchStrategy[object] = st.integers() | st.none() | NAMES | st.lists(NAMES, max_size=2) | st.just({})
OF_AN_ISSUE = st.dictionaries(st.sampled_from([*ISSUE]) | NAMES, WRONG, min_size=1, max_size=3)
OF_A_BODY = st.fixed_dictionaries(
    {},
    optional={
        "doctrine_mode": WRONG,
        "doctrine_field_owners": st.dictionaries(NAMES, WRONG, max_size=3) | WRONG,
        "issues": st.lists(OF_AN_ISSUE.map(lambda change: {**ISSUE, **change}), max_size=3) | WRONG,
        "checkpoint": st.dictionaries(st.sampled_from(["cursor", "updated_since"]) | NAMES, WRONG) | WRONG,
        "workspace": WRONG,
    },
)


@QUICK
@given(OF_A_BODY)
def test_the_path_names_a_member(changes: dict[str, object]) -> None:
    """The path of a fault leads to the offending member, or to the object that lacks a member."""
    value = {**BODY, **changes}
    fault = parse_snapshot(json.dumps(value).encode()).swap().value_or(Fault("$", "nothing is wrong"))
    is_missing = fault.reason == "Missing member"
    assert found_at(value, fault.path.rpartition(".")[0] if is_missing else fault.path) is not ...
    assert len(fault.reason) <= LONGEST_REASON + 1


@QUICK
@given(OF_A_BODY)
def test_a_server_and_a_check_agree(changes: dict[str, object]) -> None:
    """The server reports the first fault that a check of the capture finds, except unknown members."""
    content = json.dumps({**BODY, **changes}).encode()
    found = identify(content).swap().map(lambda broken: broken.faults).value_or(())
    known = [fault for fault in found if fault.reason != "Unexpected member"]
    refused = parse_snapshot(content).swap().map(lambda fault: [fault]).value_or([])
    assert refused == known[:1]


@pytest.mark.parametrize(
    "name", ["a", "it's", 'a"b', "a\\b", "\n\t\b", "\x7f\x9b\u2028", "日本", "😺", "\U000e0001", ""]
)
def test_a_quoted_name_is_read_as_it_was(name: str) -> None:
    """A JSONPath reader finds the member, and the path has no control characters."""
    fault = parse_snapshot(_with(doctrine_field_owners={name: 1})).swap().value_or(Fault("$", "nothing is wrong"))
    assert steps_of(fault.path) == ["doctrine_field_owners", name]
    assert fault.path.isprintable()
