"""The door through which data without types comes in."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import pytest
from returns.result import Failure, Result, Success

from trackpost.core.parsing.untyped import WrongShape, as_mapping, as_text, as_texts

Door: TypeAlias = Callable[[str, str, object], Result[object, WrongShape]]

CASES: Mapping[str, tuple[Door, object, Result[object, WrongShape]]] = {
    "mapping: one": (as_mapping, {"a": [1]}, Success({"a": [1]})),
    "mapping: null is an empty one": (as_mapping, None, Success({})),
    "mapping: what is no text names nothing": (as_mapping, {1: "x", None: 1, "b": "y"}, Success({"b": "y"})),
    "mapping: a list is none": (as_mapping, [], Failure(WrongShape("f", "m", "a mapping", "list"))),
    "mapping: false is none": (as_mapping, False, Failure(WrongShape("f", "m", "a mapping", "bool"))),
    "text: some": (as_text, " a b\n", Success("a b")),
    "text: null": (as_text, None, Success(None)),
    "text: empty": (as_text, "", Success(None)),
    "text: blank": (as_text, " \t", Success(None)),
    "text: a number is none": (as_text, 0, Failure(WrongShape("f", "m", "text (put it in quotes)", "int"))),
    "text: bytes are none": (as_text, b"a", Failure(WrongShape("f", "m", "text (put it in quotes)", "bytes"))),
    "text: half a character": (
        as_text,
        "\udc00",
        Failure(WrongShape("f", "m", "text", "text with a lone surrogate")),
    ),
    "texts: some": (as_texts, {"a": " 1 ", "b": None, "c": ""}, Success({"a": "1"})),
    "texts: null": (as_texts, None, Success({})),
    "texts: a list is none": (as_texts, ["a"], Failure(WrongShape("f", "m", "a mapping", "list"))),
    "texts: the first that is none": (
        as_texts,
        {"a": "1", "b": 2, "c": 3.0},
        Failure(WrongShape("f", "m.b", "text (put it in quotes)", "int")),
    ),
}


@pytest.mark.parametrize(("door", "raw", "expected"), CASES.values(), ids=CASES.keys())
def test_door(door: Door, raw: object, expected: Result[object, WrongShape]) -> None:
    """Untyped data becomes exactly this value, or exactly this error."""
    assert expected == door("f", "m", raw)
