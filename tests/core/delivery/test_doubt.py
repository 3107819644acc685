"""An answer that no Spec Kitty server gives makes one doubt the address, and the message shows where it led."""

from collections.abc import Mapping

import pytest

from tests.core.builders import URL, undelivered
from trackpost.core.delivery.answer import Answer
from trackpost.core.delivery.verdict import BrokenProtocol, NotAllowed, Refusal, Rejected, RetryLater, Unreachable

PAGE = "\n<!DOCTYPE html><html><head><title>\n Kitty &amp; Co </title></head></html>"
DOUBT = f"is the server URL right? it led to {URL}"

CASES: Mapping[str, tuple[Refusal, str]] = {
    "nothing is there": (Rejected(Answer(404, {"error": "not_found"})), DOUBT),
    "no POST is possible there": (Rejected(Answer(405, None)), DOUBT),
    "a web page refuses": (Rejected(Answer(400, PAGE)), DOUBT),
    "a web page asks for a login": (NotAllowed(Answer(403, PAGE)), DOUBT),
    "a success that is none": (BrokenProtocol("a success whose body is not JSON", Answer(200, PAGE)), DOUBT),
    "the body is wrong": (Rejected(Answer(400, {"error": "invalid_snapshot"})), ""),
    "a proxy is busy": (RetryLater(Answer(503, PAGE), None), ""),
}


@pytest.mark.parametrize(("verdict", "doubt"), CASES.values(), ids=CASES.keys())
def test_doubt(verdict: Refusal, doubt: str) -> None:
    """The question is at the end of the message."""
    message = undelivered(verdict).message
    assert message[message.find("is the server") :] == doubt if doubt else "is the server" not in message


def test_where_nobody_answers() -> None:
    """The message shows the address, which may be wrong."""
    assert undelivered(Unreachable("refused")).message.endswith(f"; the address is {URL}")


QUOTED: Mapping[str, tuple[object, str]] = {
    "a web page with a title": (PAGE, "(HTTP 404: a web page titled 'Kitty &amp; Co')"),
    "a web page with two titles": (
        "<html><title>one</title><svg><title>two</title></svg>",
        "(HTTP 404: a web page titled 'one')",
    ),
    "a web page without a title": ("<HTML><p>x", "(HTTP 404: a web page)"),
    "text": ("<3", "(HTTP 404: <3)"),
}


@pytest.mark.parametrize(("body", "expected"), QUOTED.values(), ids=QUOTED.keys())
def test_a_web_page_is_not_quoted(body: object, expected: str) -> None:
    """A person reads its title."""
    assert Answer(404, body).quoted.strip() == expected
