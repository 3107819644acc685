"""The fast reader of configs: whatever it gives is what the whole parser gives."""

from collections.abc import Mapping
from functools import reduce
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.golden import GOLDEN, NAMES
from trackpost.core.parsing.untyped import is_same
from trackpost.shell.project.simple_yaml import parse_simple
from trackpost.shell.project.yaml_document import parse_yaml


def _in_a(inner: object, _number: int) -> object:
    return {"a": inner}


SIMPLE: Mapping[str, tuple[str, object]] = {
    "nested mappings": ("a:\n  b:\n    c: x\n  d: y\ne: z\n", {"a": {"b": {"c": "x"}, "d": "y"}, "e": "z"}),
    "lists at both columns": ("a:\n- x\nb:\n  - y\n  - 2\nc:\n", {"a": ["x"], "b": ["y", 2], "c": None}),
    "constants": ("a: true\nb: False\nc: null\nd: ~\ne:\n", {"a": True, "b": False, "c": None, "d": None, "e": None}),
    "numbers": ("a: 0\nb: 10\n", {"a": 0, "b": 10}),
    "quotes": ("a: \"yes\"\nb: '1: 2'\n", {"a": "yes", "b": "1: 2"}),
    "empty collections": ("a: {}\nb: []\n", {"a": {}, "b": []}),
    "comments and blank lines": ("# one\n\na: # two\n\n  # three\n  b: x # four\n", {"a": {"b": "x"}}),
    "an address": ("a: https://acme.example:8080/x\n", {"a": "https://acme.example:8080/x"}),
    "words": ("a: Acme - Board No. 7\nyes: no\n", {"a": "Acme - Board No. 7", "yes": "no"}),
    "a UUID of digits": (
        "a: 12345678-1234-1234-1234-123456789012\n",
        {"a": "12345678-1234-1234-1234-123456789012"},
    ),
    "mappings in mappings": (
        "".join(f"{' ' * number}a:\n" for number in range(15)),
        reduce(_in_a, range(15), None),
    ),
}
OTHER: Mapping[str, str] = {
    "nothing": "",
    "only a comment": "# a\n",
    "a scalar": "a\n",
    "a list": "- a\n",
    "a second document": "a: 1\n---\nb: 2\n",
    "a directive": "%YAML 1.1\n---\na: yes\n",
    "an anchor": "a: &b 1\n",
    "an alias": "a: *b\n",
    "a merge": "a:\n  <<: b\n",
    "a tag": "a: !!str 1\n",
    "a block of text": "a: |\n  b\n",
    "text of several lines": "a: b\n  c\n",
    "a list in a list": "a:\n- - b\n",
    "a mapping in a list": "a:\n- b: c\n",
    "an item that goes on": "a:\n- b\n  - c\n",
    "an item in another column": "a:\n  - b\n - c\n",
    "a key twice": "a: 1\na: 2\n",
    "a key that is a constant": "true: 1\n",
    "a key that is a number": "1: a\n",
    "a key in quotes": "'a': 1\n",
    "a value and a mapping": "a: b\n  c: d\n",
    "a column between two": "a:\n    b: c\n  d: e\n",
    "no blank before the value": "a:b\n",
    "a mapping in braces": "a: {b: c}\n",
    "a float": "a: 1.5\n",
    "an exponent": "a: 1e5\n",
    "a leading zero": "a: 010\n",
    "a long number": f"a: {'1' * 10}\n",
    "a date": "a: 2026-11-25\n",
    "a negative number": "a: -1\n",
    "two values": "a: b: c\n",
    "a colon at the end": "a: b:\n",
    "an escape": 'a: "\\n"\n',
    "a quote in quotes": "a: 'it''s'\n",
    "an open quote": "a: 'b\n",
    "a hash in quotes": "a: 'b #c'\n",
    "a tab": "a:\tb\n",
    "the line ends of Windows": "a: b\r\n",
    "another alphabet": "a: ü\n",
    "a long key": f"{'a' * 200}: 1\n",
    "deep": "".join(f"{' ' * number}a:\n" for number in range(20)),
    "many lines": "a:\n" + "- b\n" * 2_000,
}
STARTS = ("", "  ", "- ", "  - ", "a: ", "b:", "  a: ", "  b: ", "a:", "- a: ", "# ", "true: ", "<<: ", "'a': ", "? ")
ENDS = (
    *("", "a", "b c", "true", "NULL", "~", "yes", "0", "12", "1.5", "1e5", "0x1", "2026-01-02", "{}", "[]", "'x'"),
    *('"x"', "'", '"', "/", ".", "a@b", "+1", "_", "&a b", "*a", "!x", "|", ">", "%", "---", "...", "=", "<<", "a, b"),
    *("a:", ":a", "a #b", "a#b", "#", "\\", "\t", "\r", "\x85", "\u2028", "ü", "{a: b}", "[a]", "- a", "a: b", "1-2"),
    *("550e8400-e29b-41d4-a716-446655440000", "https://a.example:8080/b"),
)
LINES = st.tuples(st.sampled_from(STARTS), st.sampled_from(ENDS)).map("".join)
_SCALARS = st.sampled_from(
    [
        "x",
        "two words",
        "true",
        "No",
        "~",
        "",
        "7",
        "'quoted: 1'",
        '"#"',
        "{}",
        "[]",
        "a:b",
        "a # b",
        "https://a.example/b",
    ]
)


def _block(children: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    """Return the lines of mappings whose values are scalars, lists, or what *children* gives."""
    members = st.lists(st.tuples(st.sampled_from("abcdef"), _value(children)), min_size=1, max_size=4)
    return members.map(lambda pairs: [line for key, value in pairs for line in (f"{key}:{value[0]}", *value[1:])])


def _value(children: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    scalar = _SCALARS.map(lambda text: [f" {text}"])
    items = st.tuples(st.sampled_from(["", "  "]), st.lists(_SCALARS, min_size=1, max_size=3)).map(
        lambda drawn: ["", *(f"{drawn[0]}- {text}" for text in drawn[1])]
    )
    nested = st.tuples(st.sampled_from([" ", "  ", "    "]), children).map(
        lambda drawn: ["", *(f"{drawn[0]}{line}" for line in drawn[1])]
    )
    return st.one_of(scalar, items, nested)


BLOCKS = st.recursive(_SCALARS.map(lambda text: [f"a: {text}"]), _block, max_leaves=8).map("\n".join)


@pytest.mark.parametrize(("text", "expected"), SIMPLE.values(), ids=SIMPLE.keys())
def test_simple(text: str, expected: object) -> None:
    """What configs are made of is read here."""
    assert parse_simple(text) == expected
    assert _agree(text)


@pytest.mark.parametrize("text", OTHER.values(), ids=OTHER.keys())
def test_other(text: str) -> None:
    """Everything else is left to the whole parser."""
    assert parse_simple(text) is None


@pytest.mark.parametrize("name", NAMES)
def test_golden(name: str) -> None:
    """The configs of the golden projects are simple."""
    text = (GOLDEN / name / "project" / ".kittify" / "config.yaml").read_text(encoding="utf-8")
    assert parse_simple(text) is not None
    assert _agree(text)


@given(BLOCKS)
def test_blocks(text: str) -> None:
    """Of nested blocks it gives the value that the whole parser gives, or none."""
    assert _agree(text)


@given(BLOCKS, LINES, st.integers(min_value=0, max_value=8))
def test_almost_simple(text: str, line: str, place: int) -> None:
    """A line that may be anything makes it no different."""
    lines = text.split("\n")
    lines.insert(place, line)
    assert _agree("\n".join(lines))


def _agree(text: str) -> bool:
    simple = parse_simple(text)
    return simple is None or is_same(parse_yaml(Path("config.yaml"), text).value_or(None), simple)
