"""A word that must be one of a few."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Result, Success

from tests.core.strategies import ANY_TEXT, QUICK
from trackpost.core.parsing.text import UnknownChoice, choose, nearest

KNOWN = ("jira", "linear", "github")

CASES: Mapping[str, tuple[str, Result[str, UnknownChoice]]] = {
    "the first": ("jira", Success("jira")),
    "the last": ("github", Success("github")),
    "two letters swapped": ("jria", Failure(UnknownChoice("provider", "jria", KNOWN, "jira"))),
    "a letter too much": ("linears", Failure(UnknownChoice("provider", "linears", KNOWN, "linear"))),
    "near to two, nearer to one": ("gitlab", Failure(UnknownChoice("provider", "gitlab", KNOWN, "github"))),
    "near to none": ("notion", Failure(UnknownChoice("provider", "notion", KNOWN, None))),
    "empty": ("", Failure(UnknownChoice("provider", "", KNOWN, None))),
    "another case is another word": ("Jira", Failure(UnknownChoice("provider", "Jira", KNOWN, "jira"))),
    "a blank too much": ("jira ", Failure(UnknownChoice("provider", "jira ", KNOWN, "jira"))),
}


@pytest.mark.parametrize(("given_word", "expected"), CASES.values(), ids=CASES.keys())
def test_choose(given_word: str, expected: Result[str, UnknownChoice]) -> None:
    """A word is taken as it is, or the error names all that would do."""
    assert expected == choose("provider", given_word, KNOWN)


def test_the_known_words_may_come_once() -> None:
    """An iterator is as good as a tuple: the error still names all, and the nearest."""
    assert choose("provider", "jria", iter(KNOWN)) == Failure(UnknownChoice("provider", "jria", KNOWN, "jira"))


def test_nothing_known() -> None:
    """Where nothing would do, nothing is near."""
    assert choose("provider", "jira", ()) == Failure(UnknownChoice("provider", "jira", (), None))


NEAREST: Mapping[str, tuple[str, str | None]] = {
    "itself": ("linear", "linear"),
    "a letter less": ("lnear", "linear"),
    "another word": ("beads", None),
}


@pytest.mark.parametrize(("word", "expected"), NEAREST.values(), ids=NEAREST.keys())
def test_nearest(word: str, expected: str | None) -> None:
    """The one word that was probably meant, or none."""
    assert expected == nearest(word, iter(KNOWN))


@QUICK
@given(ANY_TEXT | st.sampled_from(KNOWN), st.lists(ANY_TEXT | st.sampled_from(KNOWN), max_size=4))
def test_only_what_is_known_passes(word: str, known: list[str]) -> None:
    """What passes is known, and what is proposed instead is known too."""
    chosen = choose("word", word, known)
    proposed = nearest(word, known)
    assert chosen == (Success(word) if word in known else Failure(UnknownChoice("word", word, tuple(known), proposed)))
    assert proposed is None or proposed in known
