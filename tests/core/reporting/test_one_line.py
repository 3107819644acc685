"""A message is one line, whatever is quoted in it."""

from collections.abc import Mapping

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from tests.core.strategies import ANY_TEXT, QUICK
from trackpost.core.delivery.endpoint import UnusableServerUrl
from trackpost.core.delivery.ledger import LedgerLost, LedgerSetAside
from trackpost.core.delivery.publish import UnusableTimeout
from trackpost.core.delivery.verdict import Answer, BrokenProtocol, Redirected, Rejected, RetryLater, Unreachable
from trackpost.core.errors import CorruptRow, NoProject, Problem, sentence
from trackpost.core.issues.pull import BrokenTracker
from trackpost.core.issues.work_packages import UncachedIssue
from trackpost.core.parsing.secret import UnusableToken
from trackpost.core.parsing.untyped import WrongShape
from trackpost.core.project.bind import UnknownCredential
from trackpost.core.project.binding import UnknownDoctrineMode
from trackpost.core.routing.credentials import ExposedCredentials, MalformedCredential, MissingCredential
from trackpost.core.routing.route import UnsupportedProvider


def rejected(words: str) -> str:
    """Return the sentence of a rejection with those words in it."""
    return f"the server refused the snapshot (HTTP 400{words}); nothing changed there"


QUOTES: Mapping[str, tuple[object, str]] = {
    "nothing": (None, ""),
    "a message": ({"message": "m", "detail": "d", "error": "e"}, ": m"),
    "a detail": ({"detail": "d", "error": "e"}, ": d"),
    "an error": ({"error": "e"}, ": e"),
    "a message that is no text": ({"message": 1, "error": "e"}, ": e"),
    "text": ("no", ": no"),
    "text of two lines": ("no\n  way\t", ": no way"),
    "anything else": ({"code": [1]}, ": {'code': [1]}"),
    "a number": (0, ": 0"),
    "more than a line has room for": ("x" * 300, ": " + "x" * 200 + "…"),
    "an escape sequence": ("\x1b[31mred", ": \\x1b[31mred"),
}


@pytest.mark.parametrize(("body", "words"), QUOTES.values(), ids=QUOTES.keys())
def test_quote(body: object, words: str) -> None:
    """The server's own words are shown, as far as there are any and a line has room for them."""
    assert rejected(words) == Rejected(Answer(400, body)).message


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
    """Whatever a file holds or a server sends, a terminal shows one line and obeys nothing."""
    assert problem.message
    assert problem.message.isprintable()
    assert [problem.message] == problem.message.splitlines()


def test_a_method_becomes_the_line_that_it_writes() -> None:
    """Reading the attribute calls the method and escapes what it returns."""

    @frozen
    class Broken:
        part: str

        @sentence
        def message(self) -> str:
            return f"the {self.part} is broken"

    assert Broken("left\nwheel").message == "the left\\nwheel is broken"


def test_a_class_has_no_message() -> None:
    """Only a problem that has happened has something to say."""
    assert not hasattr(NoProject, "message")
