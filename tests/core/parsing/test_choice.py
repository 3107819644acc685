"""Parse a word that must be one of the known ones."""

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
    "an extra letter": ("linears", Failure(UnknownChoice("provider", "linears", KNOWN, "linear"))),
    "similar to two, more to one": ("gitlab", Failure(UnknownChoice("provider", "gitlab", KNOWN, "github"))),
    "similar to none": ("notion", Failure(UnknownChoice("provider", "notion", KNOWN, None))),
    "empty": ("", Failure(UnknownChoice("provider", "", KNOWN, None))),
    "another case is another word": ("Jira", Failure(UnknownChoice("provider", "Jira", KNOWN, "jira"))),
    "an extra space": ("jira ", Failure(UnknownChoice("provider", "jira ", KNOWN, "jira"))),
}


@pytest.mark.parametrize(("given_word", "expected"), CASES.values(), ids=CASES.keys())
def test_choose(given_word: str, expected: Result[str, UnknownChoice]) -> None:
    """A known word passes unchanged; otherwise the error lists all known words."""
    assert expected == choose("provider", given_word, KNOWN)


def test_the_known_words_can_be_an_iterator() -> None:
    """The error still lists all words, and the nearest one."""
    assert choose("provider", "jria", iter(KNOWN)) == Failure(UnknownChoice("provider", "jria", KNOWN, "jira"))


def test_nothing_known() -> None:
    """Without known words, there is no nearest one."""
    assert choose("provider", "jira", ()) == Failure(UnknownChoice("provider", "jira", (), None))


NEAREST: Mapping[str, tuple[str, str | None]] = {
    "itself": ("linear", "linear"),
    "a missing letter": ("lnear", "linear"),
    "another word": ("beads", None),
}


@pytest.mark.parametrize(("word", "expected"), NEAREST.values(), ids=NEAREST.keys())
def test_nearest(word: str, expected: str | None) -> None:
    """The result is the word that was probably meant, or None."""
    assert expected == nearest(word, iter(KNOWN))


@QUICK
@given(ANY_TEXT | st.sampled_from(KNOWN), st.lists(ANY_TEXT | st.sampled_from(KNOWN), max_size=4))
def test_only_what_is_known_passes(word: str, known: list[str]) -> None:
    """A word passes only if it is known, and a suggestion is always known."""
    chosen = choose("word", word, known)
    suggestion = nearest(word, known)
    assert chosen == (
        Success(word) if word in known else Failure(UnknownChoice("word", word, tuple(known), suggestion))
    )
    assert suggestion is None or suggestion in known
