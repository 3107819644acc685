"""Strict JSON: all faults of the form, with their paths."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Result, Success

from tests.core.strategies import QUICK
from trackpost.core.parsing.strict_json import DEEPEST, LONGEST_REASON, Fault, fault_of, is_shallow, parse_json

TOO_DEEP = "Expected at most 100 levels of nesting"
ONCE = "Expected each member once"
SURROGATE = "Expected Unicode text, found a lone surrogate"
NAME = "Expected Unicode names, found a lone surrogate"
TWICE = Fault(r"$['\ud800']", ONCE)


def _nested(levels: int) -> bytes:
    return b"[" * levels + b"]" * levels


CASES: Mapping[str, tuple[bytes, Result[object, tuple[Fault, ...]]]] = {
    "an object": (b'{"a": [1, null, "x"]}', Success({"a": [1, None, "x"]})),
    "a text": ('"日本語"'.encode(), Success("日本語")),
    "as deep as allowed": (_nested(DEEPEST), Success(json.loads(_nested(DEEPEST)))),
    "one level deeper": (_nested(DEEPEST + 1), Failure((Fault("$" + "[0]" * DEEPEST, TOO_DEEP),))),
    "500 levels": (_nested(500), Failure((Fault("$" + "[0]" * DEEPEST, TOO_DEEP),))),
    "10,000 levels": (_nested(10_000), Failure((Fault("$", TOO_DEEP),))),
    "a member twice": (b'{"a": 1, "a": 1}', Failure((Fault("$.a", ONCE),))),
    "two members twice, further down": (
        b'{"x": [0, {"b c": 1, "a": 1, "a": 2, "b c": 3, "b c": 4}]}',
        Failure((Fault("$.x[1].a", ONCE), Fault("$.x[1]['b c']", ONCE))),
    ),
    "a member twice, after a fault in the first": (
        b'{"a": {"b": "\\ud800"}, "c": "\\ud800", "a": {"d": 1, "d": 1}}',
        Failure((Fault("$.a.b", SURROGATE), Fault("$.c", SURROGATE), Fault("$.a", ONCE), Fault("$.a.d", ONCE))),
    ),
    "a broken name twice": (b'{"\\ud800": 1, "\\ud800": 1}', Failure((Fault("$", NAME), Fault("$", NAME), TWICE))),
    "too deep, and a member twice after it": (
        b'{"deep": ' + _nested(DEEPEST) + b', "deep": 1}',
        Failure((Fault("$.deep" + "[0]" * (DEEPEST - 1), TOO_DEEP), Fault("$.deep", ONCE))),
    ),
    "a member twice before a number too large": (
        b'{"a": 1, "a": 1e999}',
        Failure((Fault("$", "Expected a number that can be written: 1e999"),)),
    ),
    "a member twice before the end is missing": (
        b'{"a": 1, "a": 1',
        Failure((Fault("$", "Expected JSON: Expecting ',' delimiter at line 1, column 16"),)),
    ),
    "a lone surrogate": (b'{"a": ["\\ud800"]}', Failure((Fault("$.a[0]", SURROGATE),))),
    "a name with a lone surrogate": (
        b'{"\\ud800": 1}',
        Failure((Fault("$", NAME),)),
    ),
    "nothing": (b"", Failure((Fault("$", "Expected JSON: Expecting value at line 1, column 1"),))),
    "half an object": (b'{"a":', Failure((Fault("$", "Expected JSON: Expecting value at line 1, column 6"),))),
    "not UTF-8": (b'"a\xff"', Failure((Fault("$", "Expected UTF-8, found another byte at 2"),))),
    "not a number": (b"[NaN]", Failure((Fault("$", "Expected a number that can be written: NaN"),))),
    "infinity": (b"-Infinity", Failure((Fault("$", "Expected a number that can be written: -Infinity"),))),
    "a number too large": (b"1e999", Failure((Fault("$", "Expected a number that can be written: 1e999"),))),
    "a fraction": (b"0.5", Success(0.5)),
}


@pytest.mark.parametrize(("content", "expected"), CASES.values(), ids=CASES.keys())
def test_parse_json(content: bytes, expected: Result[object, tuple[Fault, ...]]) -> None:
    """Each text gives exactly this value, or exactly these faults."""
    assert expected == parse_json(content)


def test_an_integer_of_thousands_of_digits() -> None:
    """An integer that Python cannot convert to text is a fault."""
    assert parse_json(b"9" * 5_000).swap().map(len) == Success(1)


def test_many_repeated_members() -> None:
    """A hostile object gives one fault per name, and takes no longer than that."""
    content = b"{" + b",".join([b'"a":1'] * 100_000) + b"}"
    assert parse_json(content) == Failure((Fault("$.a", ONCE),))


@QUICK
@given(st.binary(max_size=200))
def test_parsing_never_raises(content: bytes) -> None:
    """Any bytes give a value or at least one fault."""
    faults = parse_json(content).swap().value_or("none")
    assert faults


TEXT = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner),
    max_leaves=10,
)


@QUICK
@given(JSON)
def test_sound_json_is_itself(value: object) -> None:
    """Parsing is the inverse of writing."""
    assert parse_json(json.dumps(value).encode()) == Success(value)


@pytest.mark.parametrize(("levels", "expected"), [(DEEPEST, True), (DEEPEST + 1, False), (900, False)])
def test_is_shallow(levels: int, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    """The limit is the same for values that another parser returned."""
    assert expected == is_shallow(json.loads(_nested(levels)))


COMPLAINTS: Mapping[str, tuple[str, Fault]] = {
    "a path": ("Expected `str`, got `int` - at `$.a[0].b`", Fault("$.a[0].b", "Expected `str`, got `int`")),
    "no path": ("Expected `str`, got `int`", Fault("$", "Expected `str`, got `int`")),
    "a value with a path": (
        "Invalid enum value 'x` - at `$.b`' - at `$.a`",
        Fault("$.a", "Invalid enum value 'x` - at `$.b`'"),
    ),
    "a value with a path, and no path": (
        "Invalid enum value 'x - at `$.b`'",
        Fault("$", "Invalid enum value 'x - at `$.b`'"),
    ),
}


@pytest.mark.parametrize(("complaint", "expected"), COMPLAINTS.values(), ids=COMPLAINTS.keys())
def test_fault_of(complaint: str, expected: Fault) -> None:
    """The path is at the end of the message; anything before it may be a quoted value."""
    assert fault_of(complaint) == expected


def test_a_reason_quotes_at_most_a_line() -> None:
    """A number of a million digits is not repeated in full."""
    (fault,) = parse_json(b"1e" + b"9" * 1_000_000).swap().value_or(())
    assert len(fault.reason) == LONGEST_REASON + 1
