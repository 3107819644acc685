"""Read a credential from a table that people edit by hand."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from returns.result import Failure, Result, Success

from tests.core.strategies import HUGE
from trackpost.core.routing.credentials import (
    CredentialError,
    EmptyCredential,
    MalformedCredential,
    MissingCredential,
    first_credential,
    read_credential,
)

WIDEST = 10**64 - 1
MOMENT = datetime(2026, 3, 1, tzinfo=UTC)


def malformed(type_name: str) -> Failure[CredentialError]:
    """Return the error for a value of this type under ``k``."""
    return Failure(MalformedCredential("p", "k", type_name))


CASES: Mapping[str, tuple[Mapping[str, object], Result[str, CredentialError]]] = {
    "text": ({"k": "v"}, Success("v")),
    "whitespace around": ({"k": " \tv w\n"}, Success("v w")),
    "absent": ({"other": "v"}, Failure(MissingCredential("p", "k"))),
    "null": ({"k": None}, Failure(MissingCredential("p", "k"))),
    "empty": ({"k": ""}, Failure(EmptyCredential("p", "k"))),
    "blank": ({"k": " \n"}, Failure(EmptyCredential("p", "k"))),
    "a no-break space is blank": ({"k": "\u00a0"}, Failure(EmptyCredential("p", "k"))),
    "whole number": ({"k": 7}, Success("7")),
    "negative number": ({"k": -7}, Success("-7")),
    "zero": ({"k": 0}, Success("0")),
    "the largest number": ({"k": WIDEST}, Success("9" * 64)),
    "the largest negative number": ({"k": -WIDEST}, Success("-" + "9" * 64)),
    "a number that is too large": ({"k": WIDEST + 1}, malformed("int")),
    "a negative number that is too large": ({"k": -WIDEST - 1}, malformed("int")),
    "a number that cannot be written": ({"k": HUGE}, malformed("int")),
    "true": ({"k": True}, malformed("bool")),
    "false": ({"k": False}, malformed("bool")),
    "float": ({"k": 1.5}, malformed("float")),
    "list": ({"k": ["v"]}, malformed("list")),
    "table": ({"k": {"v": "w"}}, malformed("dict")),
    "date": ({"k": MOMENT}, malformed("datetime")),
    "bytes": ({"k": b"v"}, malformed("bytes")),
    "a lone surrogate": ({"k": "v\ud800"}, malformed("str with a lone surrogate")),
    "whitespace and a lone surrogate": ({"k": " \udfff"}, malformed("str with a lone surrogate")),
    "beyond the basic plane": ({"k": "😺"}, Success("😺")),
    "just outside the surrogates": ({"k": "\ud7ff\ue000"}, Success("\ud7ff\ue000")),
}


@pytest.mark.parametrize(("credentials", "expected"), CASES.values(), ids=CASES.keys())
def test_read_credential(credentials: Mapping[str, object], expected: Result[str, CredentialError]) -> None:
    """Each value becomes exactly this text or exactly this error."""
    assert expected == read_credential("p", credentials, "k")


FIRST: Mapping[str, tuple[Mapping[str, object], Result[tuple[str, str] | None, MalformedCredential]]] = {
    "the first": ({"a": "1", "b": "2"}, Success(("a", "1"))),
    "the order of the table does not matter": ({"b": "2", "a": "1"}, Success(("a", "1"))),
    "the second if the first is absent": ({"b": "2"}, Success(("b", "2"))),
    "the second if the first is null": ({"a": None, "b": "2"}, Success(("b", "2"))),
    "the second if the first is blank": ({"a": " ", "b": " 2 "}, Success(("b", "2"))),
    "none": ({"c": "3"}, Success(None)),
    "a malformed first one does not count as absent": (
        {"a": True, "b": "2"},
        Failure(MalformedCredential("p", "a", "bool")),
    ),
    "a malformed later one is ignored": ({"a": "1", "b": True}, Success(("a", "1"))),
}


@pytest.mark.parametrize(("credentials", "expected"), FIRST.values(), ids=FIRST.keys())
def test_first_credential(
    credentials: Mapping[str, object], expected: Result[tuple[str, str] | None, MalformedCredential]
) -> None:
    """The first key with text wins; a malformed one stops the search."""
    assert expected == first_credential("p", credentials, ("a", "b"))
