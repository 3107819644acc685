"""The values of an exchange."""

from collections.abc import Mapping

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tests.core.contract.probe.builders import REQUEST, response
from tests.core.strategies import QUICK
from trackpost.core.contract.probe.exchange import Bearer, Response, Tokens
from trackpost.core.contract.probe.samples import ABSENT, Steps, changed
from trackpost.core.parsing.secret import Secret

CANARY, OTHER = "c4nary-s3cret", "an0ther-s3cret"

HEADERS: Mapping[Bearer, str | None] = {
    "given": f"Bearer {CANARY}",
    "other": f"Bearer {OTHER}",
    "wrong": "Bearer trackpost-probe-wrong-token",
    "none": None,
}


@pytest.mark.parametrize(("bearer", "expected"), HEADERS.items(), ids=HEADERS.keys())
def test_authorization(bearer: Bearer, expected: str | None) -> None:
    """Each request shows the token that it is to show; without tokens, only the wrong one."""
    assert Tokens(given=Secret(CANARY), other=Secret(OTHER)).authorization(bearer) == expected
    assert Tokens().authorization(bearer) == (expected if bearer == "wrong" else None)


def test_hide() -> None:
    """Both tokens are masked, and nothing else is."""
    text = f"{CANARY} and {OTHER}"
    assert Tokens(given=Secret(CANARY), other=Secret(OTHER)).hide(text) == "******** and ********"
    assert Tokens().hide(text) == text


@given(st.binary(max_size=40), st.integers(0, 200_000), st.sampled_from([0.0, 1.0]))
@QUICK
def test_chunks(body: bytes, blanks: int, pause: float) -> None:
    """The chunks are the body and its blanks; the first of them is the first half of the body."""
    request = evolve(REQUEST, body=body, blanks=blanks, pause=pause)
    chunks = list(request.chunks())
    assert b"".join(chunks) == body + b" " * blanks
    assert (request.size, chunks[0], b"".join(request.halves)) == (len(body) + blanks, body[: len(body) // 2], body)


WORDS: Mapping[str, tuple[Response, str]] = {
    "a success": (response(202, {"error": None}), "202"),
    "a refusal": (response(400, {"error": "no"}), "400 no"),
    "a list": (response(400, [1]), "400"),
    "no JSON": (response(502, b"<html>"), "502"),
}


@pytest.mark.parametrize(("answer", "expected"), WORDS.values(), ids=WORDS.keys())
def test_in_words(answer: Response, expected: str) -> None:
    """A response is its status in words, and its code if it has one."""
    assert answer.in_words == expected


CHANGES: Mapping[str, tuple[Steps, object, object]] = {
    "everything": ((), 5, 5),
    "a member": (("a",), 5, {"a": 5, "b": [1, {"c": 2}]}),
    "a new member": (("d",), 5, {"a": 0, "b": [1, {"c": 2}], "d": 5}),
    "an element": (("b", 0), 5, {"a": 0, "b": [5, {"c": 2}]}),
    "a member inside": (("b", 1, "c"), ABSENT, {"a": 0, "b": [1, {}]}),
    "nowhere": (("a", "b"), 5, {"a": 0, "b": [1, {"c": 2}]}),
}


@pytest.mark.parametrize(("steps", "new", "expected"), CHANGES.values(), ids=CHANGES.keys())
def test_changed(steps: Steps, new: object, expected: object) -> None:
    """A member is replaced in a copy."""
    value = {"a": 0, "b": [1, {"c": 2}]}
    assert changed(value, steps, new) == expected
    assert value == {"a": 0, "b": [1, {"c": 2}]}
