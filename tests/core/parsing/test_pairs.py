"""Parse options of the form ``KEY=VALUE``."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Result, Success

from tests.core.builders import CANARY
from tests.core.strategies import ANY_TEXT, QUICK
from trackpost.core.parsing.text import MalformedPair, parse_pairs

OPTION = "--credential"
NO_EQUALS = "has no ="
NO_KEY = "has nothing before the ="
NO_VALUE = "has nothing after the ="
AGAIN = "repeats an earlier key"

Parsed = Result[Mapping[str, str], MalformedPair]


def malformed(position: int, reason: str) -> Parsed:
    """Return the error of one occurrence of the option."""
    return Failure(MalformedPair(OPTION, position, reason))


CASES: Mapping[str, tuple[tuple[str, ...], Parsed]] = {
    "none": ((), Success({})),
    "one": (("a=1",), Success({"a": "1"})),
    "two": (("b=2", "a=1"), Success({"b": "2", "a": "1"})),
    "whitespace around both": ((" a\t=\n1 ",), Success({"a": "1"})),
    "whitespace within both": (("a b=1 2",), Success({"a b": "1 2"})),
    "the value has an =": (("token=abc==",), Success({"token": "abc=="})),
    "the value begins with an =": (("a==",), Success({"a": "="})),
    "the same value twice": (("a=1", "b=1"), Success({"a": "1", "b": "1"})),
    "keys differ in case": (("a=1", "A=2"), Success({"a": "1", "A": "2"})),
    "no =": (("a",), malformed(1, NO_EQUALS)),
    "empty": (("",), malformed(1, NO_EQUALS)),
    "only an =": (("=",), malformed(1, NO_KEY)),
    "no key": (("=1",), malformed(1, NO_KEY)),
    "a blank key": ((" \t=1",), malformed(1, NO_KEY)),
    "no value": (("a=",), malformed(1, NO_VALUE)),
    "a blank value": (("a= \n",), malformed(1, NO_VALUE)),
    "the second is malformed": (("a=1", "b"), malformed(2, NO_EQUALS)),
    "the first of two malformed ones": (("a=1", "=", "b"), malformed(2, NO_KEY)),
    "a repeated key": (("a=1", "a=2"), malformed(2, AGAIN)),
    "a repeated pair": (("a=1", "b=1", "a=1"), malformed(3, AGAIN)),
    "a repeated key with whitespace": (("a=1", " a =2"), malformed(2, AGAIN)),
    "two repeated keys": (("a=1", "b=2", "b=3", "a=4"), malformed(3, AGAIN)),
    "a repeated key, then a malformed one": (("a=1", "a=2", "b"), malformed(3, NO_EQUALS)),
}


@pytest.mark.parametrize(("texts", "expected"), CASES.values(), ids=CASES.keys())
def test_parse_pairs(texts: tuple[str, ...], expected: Parsed) -> None:
    """The options become exactly these pairs, or the error says which one is malformed."""
    assert expected == parse_pairs(OPTION, texts)


def test_order_and_iterators() -> None:
    """The pairs keep the given order, and the argument can be an iterator."""
    pairs = parse_pairs("--field-owner", iter(["b=1", "a=2"])).unwrap()
    assert list(pairs.items()) == [("b", "1"), ("a", "2")]


def test_the_error_names_the_option() -> None:
    """With two such options on the command line, the error says which one it is about."""
    assert parse_pairs("--field-owner", ["x"]) == Failure(MalformedPair("--field-owner", 1, NO_EQUALS))


SECRETS: Mapping[str, tuple[str, ...]] = {
    "no =": (CANARY,),
    "no key": (f"={CANARY}",),
    "no value": (f"{CANARY}=",),
    "the value of a repeated key": ("token=a", f"token={CANARY}"),
    "the value of the key's first occurrence": (f"token={CANARY}", "token=a"),
    "the value of another key": (f"token={CANARY}", "b"),
}


@pytest.mark.parametrize("texts", SECRETS.values(), ids=SECRETS.keys())
def test_no_error_repeats_what_was_given(texts: tuple[str, ...]) -> None:
    """An option may contain a secret, on either side of the ``=``."""
    error = parse_pairs(OPTION, texts).failure()
    assert CANARY not in repr(error)


# Letters that do not occur in the text of the error itself.
MARKED = st.text(st.sampled_from("é=ü \n"), min_size=1, max_size=6)


@QUICK
@given(st.lists(MARKED, max_size=4))
def test_no_error_has_a_character_of_any_option(texts: list[str]) -> None:
    """The error repeats no part of any option."""
    shown = parse_pairs("--option", texts).swap().map(repr).value_or("")
    assert not {"é", "ü"} & set(shown)


PART = ANY_TEXT.map(lambda text: text.replace("=", "").strip()).filter(bool)


@QUICK
@given(st.dictionaries(PART, ANY_TEXT.map(str.strip).filter(bool), max_size=4))
def test_what_is_written_as_pairs_is_read_as_such(pairs: dict[str, str]) -> None:
    """Parsing is the inverse of writing, for all values, and with whitespace around them."""
    assert parse_pairs(OPTION, [f" {key} = {value} " for key, value in pairs.items()]) == Success(pairs)
