"""A message is one line, whatever it quotes."""

from collections.abc import Mapping

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from tests.core.strategies import ANY_TEXT, QUICK
from trackpost.core.delivery.answer import Answer
from trackpost.core.delivery.endpoint import UnusableServerUrl
from trackpost.core.delivery.ledger_faults import LedgerLost, LedgerSetAside
from trackpost.core.delivery.publish import UnusableTimeout
from trackpost.core.delivery.verdict import BrokenProtocol, Redirected, Rejected, RetryLater, Superseded, Unreachable
from trackpost.core.errors import Problem, one_line, sentence
from trackpost.core.issues.cache_faults import CorruptRow
from trackpost.core.issues.tracker_fault import BrokenTracker
from trackpost.core.issues.work_packages import UncachedIssue
from trackpost.core.parsing.secret import UnusableToken
from trackpost.core.parsing.untyped import WrongShape
from trackpost.core.project.bind_order import UnknownCredential
from trackpost.core.project.binding import UnknownDoctrineMode
from trackpost.core.project.faults import NoProject
from trackpost.core.routing.credentials import ExposedCredentials, MalformedCredential, MissingCredential
from trackpost.core.routing.route import UnsupportedProvider


def rejected(words: str) -> str:
    """Return the message of a rejection that quotes *words*."""
    return f"the server refused the snapshot (HTTP 400{words}); nothing changed there"


QUOTES: Mapping[str, tuple[object, str]] = {
    "nothing": (None, ""),
    "a message": ({"message": "m", "detail": "d", "error": "e"}, ": m"),
    "a detail": ({"detail": "d", "error": "e"}, ": d"),
    "an error": ({"error": "e"}, ": e"),
    "a message that is not text": ({"message": 1, "error": "e"}, ": e"),
    "text": ("no", ": no"),
    "text of two lines": ("no\n  way\t", ": no way"),
    "anything else": ({"code": [1]}, ": {'code': [1]}"),
    "a number": (0, ": 0"),
    "more than a line has room for": ("x" * 300, ": " + "x" * 200 + "…"),
    "an escape sequence": ("\x1b[31mred", ": \\x1b[31mred"),
}


@pytest.mark.parametrize(("body", "words"), QUOTES.values(), ids=QUOTES.keys())
def test_quote(body: object, words: str) -> None:
    """A message quotes the server's text, if there is any, up to a limit."""
    assert rejected(words) == Rejected(Answer(400, body)).message


ESCAPED: Mapping[str, tuple[str, str]] = {
    "text": ("a b, é 日本 …", "a b, é 日本 …"),
    "escapes": (r"a\nb", r"a\nb"),
    "line ends": ("\r\n\v\f\x1c\x85", r"\r\n\x0b\x0c\x1c\x85"),
    "line and paragraph separators": ("\u2028\u2029", r"\u2028\u2029"),
    "C0 controls": ("\0\a\b\t\x1b\x7f", r"\x00\x07\x08\t\x1b\x7f"),
    "C1 controls": ("\x80\x90\x9b\x9d\x9f", r"\x80\x90\x9b\x9d\x9f"),
    "bidirectional marks": ("\u061c\u200e\u200f", r"\u061c\u200e\u200f"),
    "bidirectional embeddings": ("\u202a\u202b\u202c\u202d\u202e", r"\u202a\u202b\u202c\u202d\u202e"),
    "bidirectional isolates": ("\u2066\u2067\u2068\u2069", r"\u2066\u2067\u2068\u2069"),
    "invisible characters": ("\u200b\u2060\ufeff\xad", r"\u200b\u2060\ufeff\xad"),
    "tags and private use": ("\U000e0041\U0010ffff", r"\U000e0041\U0010ffff"),
    "lone surrogates": ("\ud800\udcff", r"\ud800\udcff"),
}


@pytest.mark.parametrize(("text", "expected"), ESCAPED.values(), ids=ESCAPED.keys())
def test_one_line(text: str, expected: str) -> None:
    """Characters that a terminal could obey, hide or reorder are escaped; all others are unchanged."""
    assert (expected, True) == (one_line(text), one_line(text).isprintable())


ANSWERS = st.builds(Answer, st.integers(200, 599), ANY_TEXT | st.dictionaries(ANY_TEXT, ANY_TEXT, max_size=2))


@QUICK
@given(
    st.one_of(
        st.builds(UnsupportedProvider, ANY_TEXT),
        st.builds(MissingCredential, ANY_TEXT, ANY_TEXT),
        st.builds(MalformedCredential, ANY_TEXT, ANY_TEXT, ANY_TEXT),
        st.builds(WrongShape, ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT),
        st.builds(UnknownDoctrineMode, ANY_TEXT, ANY_TEXT),
        st.builds(NoProject, ANY_TEXT),
        st.builds(CorruptRow, ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT),
        st.builds(UnusableServerUrl, ANY_TEXT, ANY_TEXT),
        st.builds(UnusableToken, ANY_TEXT, st.integers()),
        st.builds(UnusableTimeout, st.floats()),
        st.builds(Rejected, ANSWERS),
        st.builds(Superseded, ANSWERS),
        st.builds(RetryLater, ANSWERS, ANY_TEXT),
        st.builds(Redirected, ANSWERS, ANY_TEXT),
        st.builds(BrokenProtocol, ANY_TEXT, ANSWERS),
        st.builds(Unreachable, ANY_TEXT),
        st.builds(ExposedCredentials, ANY_TEXT, ANY_TEXT),
        st.builds(UnknownCredential, ANY_TEXT, ANY_TEXT, st.none() | ANY_TEXT),
        st.builds(UncachedIssue, ANY_TEXT),
        st.builds(LedgerLost, ANY_TEXT, ANY_TEXT),
        st.builds(LedgerSetAside, ANY_TEXT),
        st.builds(BrokenTracker, ANY_TEXT, ANY_TEXT),
    )
)
def test_a_message_is_one_printable_line(problem: Problem) -> None:
    """Whatever a file or a server contains, the message is one line without control characters."""
    assert problem.message
    assert problem.message.isprintable()
    assert [problem.message] == problem.message.splitlines()


def test_a_method_becomes_an_attribute() -> None:
    """Reading the attribute calls the method and escapes the text."""

    @frozen
    class Broken:
        part: str

        @sentence
        def message(self) -> str:
            return f"the {self.part} is broken"

    assert Broken("left\nwheel").message == "the left\\nwheel is broken"


def test_a_class_has_no_message() -> None:
    """Only an instance has a message."""
    assert not hasattr(NoProject, "message")
