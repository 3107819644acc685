"""A word that must be one of a few."""

from collections.abc import Iterable
from difflib import get_close_matches

from attrs import frozen
from returns.result import Failure, Result, Success


@frozen
class UnknownChoice:
    """The word is none of those that are known.

    Attributes:
        what: what it should name.
        given: the word.
        known: all that would do.
        nearest: the one that was probably meant, where one is near.
    """

    what: str
    given: str
    known: tuple[str, ...]
    nearest: str | None


def choose(what: str, given: str, known: Iterable[str]) -> Result[str, UnknownChoice]:
    """Return *given* if it is one of the *known* words.

    >>> choose("provider", "jria", ("jira", "linear"))
    <Failure: UnknownChoice(what='provider', given='jria', known=('jira', 'linear'), nearest='jira')>
    """
    words = tuple(known)
    return Success(given) if given in words else Failure(UnknownChoice(what, given, words, nearest(given, words)))


def nearest(given: str, known: Iterable[str]) -> str | None:
    """Return the known word that *given* is nearest to, if it is near at all."""
    return next(iter(get_close_matches(given, tuple(known), n=1)), None)
