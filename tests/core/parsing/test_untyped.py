"""Parse untyped data into typed values."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import pytest
from returns.result import Failure, Result, Success

from trackpost.core.parsing.untyped import WrongShape, as_mapping, as_text, as_texts

Parse: TypeAlias = Callable[[str, str, object], Result[object, WrongShape]]

CASES: Mapping[str, tuple[Parse, object, Result[object, WrongShape]]] = {
    "mapping: one": (as_mapping, {"a": [1]}, Success({"a": [1]})),
    "mapping: null means empty": (as_mapping, None, Success({})),
    "mapping: keys that are not text are ignored": (as_mapping, {1: "x", None: 1, "b": "y"}, Success({"b": "y"})),
    "mapping: a list is an error": (as_mapping, [], Failure(WrongShape("f", "m", "a mapping", "list"))),
    "mapping: false is an error": (as_mapping, False, Failure(WrongShape("f", "m", "a mapping", "bool"))),
    "text: some": (as_text, " a b\n", Success("a b")),
    "text: null": (as_text, None, Success(None)),
    "text: empty": (as_text, "", Success(None)),
    "text: blank": (as_text, " \t", Success(None)),
    "text: a number is an error": (as_text, 0, Failure(WrongShape("f", "m", "text (put it in quotes)", "int"))),
    "text: bytes are an error": (as_text, b"a", Failure(WrongShape("f", "m", "text (put it in quotes)", "bytes"))),
    "text: a lone surrogate": (
        as_text,
        "\udc00",
        Failure(WrongShape("f", "m", "text", "text with a lone surrogate")),
    ),
    "texts: some": (as_texts, {"a": " 1 ", "b": None, "c": ""}, Success({"a": "1"})),
    "texts: null": (as_texts, None, Success({})),
    "texts: a list is an error": (as_texts, ["a"], Failure(WrongShape("f", "m", "a mapping", "list"))),
    "texts: the first error": (
        as_texts,
        {"a": "1", "b": 2, "c": 3.0},
        Failure(WrongShape("f", "m.b", "text (put it in quotes)", "int")),
    ),
}


@pytest.mark.parametrize(("parse", "raw", "expected"), CASES.values(), ids=CASES.keys())
def test_parse(parse: Parse, raw: object, expected: Result[object, WrongShape]) -> None:
    """Each untyped value becomes exactly this value or exactly this error."""
    assert expected == parse("f", "m", raw)
