"""Parse what people type: text, choices and KEY=VALUE pairs."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from msgspec import Struct
from returns.iterables import Fold
from returns.result import Failure, Result, Success

from ..errors import Category, sentence

BLANKS = "\\t-\\r\\x1c-\\x20\\x85\\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
r"""The code points that are blank, as a class of a regular expression that Python, ECMAScript and RE2 read alike: where
they say ``\s``, each means others. They are those of `str.isspace`; the contract lists them too."""


class UnusableText(Struct, frozen=True):
    """The given text is blank or not Unicode.

    Attributes:
        what: what the text is for.
        reason: what is wrong with it; never the text, which may be a secret.
    """

    what: str
    reason: str
    category: ClassVar = Category.USAGE

    @sentence
    def message(self) -> str:
        return f"{self.what} {self.reason}; give another value"


def is_unicode(text: str) -> bool:
    r"""Say whether *text* can be encoded as UTF-8. A lone surrogate, which JSON and YAML can escape, cannot.

    >>> is_unicode("日本語"), is_unicode("\ud800")
    (True, False)
    """
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def usable_text(what: str, text: str) -> Result[str, UnusableText]:
    """Return *text* without surrounding whitespace.

    >>> usable_text("the workspace", " acme ")
    <Success: acme>
    >>> usable_text("the workspace", " ")
    <Failure: UnusableText(what='the workspace', reason='is blank')>
    """
    if not is_unicode(text):
        return Failure(UnusableText(what, "is not valid Unicode"))
    return Success(text.strip()) if text.strip() else Failure(UnusableText(what, "is blank"))


class UnknownChoice(Struct, frozen=True):
    """The given word is not one of the known ones.

    Attributes:
        what: what the word names.
        given: the word.
        known: all known words.
        nearest: the known word that was probably meant; None if none is similar.
    """

    what: str
    given: str
    known: tuple[str, ...]
    nearest: str | None
    category: ClassVar = Category.USAGE

    @sentence
    def message(self) -> str:
        meant = "" if self.nearest is None else f"; did you mean {self.nearest!r}?"
        return f"unknown {self.what} {self.given!r}{meant} (known: {', '.join(self.known)})"


def choose(what: str, given: str, known: Iterable[str]) -> Result[str, UnknownChoice]:
    """Return *given* if it is one of the *known* words.

    >>> choose("provider", "jria", ("jira", "linear"))
    <Failure: UnknownChoice(what='provider', given='jria', known=('jira', 'linear'), nearest='jira')>
    """
    words = tuple(known)
    return Success(given) if given in words else Failure(UnknownChoice(what, given, words, nearest(given, words)))


def nearest(given: str, known: Iterable[str]) -> str | None:
    """Return the known word that is most similar to *given*; None if none is similar."""
    from difflib import get_close_matches  # noqa: PLC0415 - only an error needs it

    return next(iter(get_close_matches(given, tuple(known), n=1)), None)


class NotGiven(Struct, frozen=True):
    """Something is needed that was not given, and there is no terminal on which it could be asked for.

    Attributes:
        what: what is needed.
        option: what gives it on the command line.
    """

    what: str
    option: str
    category: ClassVar = Category.USAGE

    @sentence
    def message(self) -> str:
        return f"no {self.what}; give one with {self.option}, or run the command on a terminal, where it asks"


class MalformedPair(Struct, frozen=True):
    """The value of an option is not a KEY=VALUE pair. The error never contains the value, which may be a secret.

    Attributes:
        option: the name of the option.
        position: which occurrence of the option, from 1.
        reason: what is wrong with it.
    """

    option: str
    position: int
    reason: str
    category: ClassVar = Category.USAGE

    @sentence
    def message(self) -> str:
        return f"{self.option} number {self.position} {self.reason}; write KEY=VALUE, and each key once"


def parse_pairs(option: str, texts: Iterable[str]) -> Result[Mapping[str, str], MalformedPair]:
    """Return the KEY=VALUE pairs in the given order, without surrounding whitespace.

    >>> parse_pairs("--field-owner", ["status = external"]).unwrap()
    {'status': 'external'}
    >>> parse_pairs("--credential", ["api_token"])
    <Failure: MalformedPair(option='--credential', position=1, reason='has no =')>
    """
    pairs = [_pair(option, position, text) for position, text in enumerate(texts, start=1)]
    return Fold.collect(pairs, Success(())).bind(lambda parsed: _once_each(option, parsed))


def _pair(option: str, position: int, text: str) -> Result[tuple[str, str], MalformedPair]:
    key, equals, value = (part.strip() for part in text.partition("="))
    if not equals:
        return Failure(MalformedPair(option, position, "has no ="))
    if not key:
        return Failure(MalformedPair(option, position, "has nothing before the ="))
    return Success((key, value)) if value else Failure(MalformedPair(option, position, "has nothing after the ="))


def _once_each(option: str, pairs: tuple[tuple[str, str], ...]) -> Result[Mapping[str, str], MalformedPair]:
    keys = [key for key, _ in pairs]
    repeated = next((position for position, key in enumerate(keys, start=1) if key in keys[: position - 1]), None)
    if repeated is not None:
        return Failure(MalformedPair(option, repeated, "repeats an earlier key"))
    return Success(dict(pairs))


def counted(number: int, noun: str) -> str:
    """Return the number with its noun.

    >>> counted(1, "issue"), counted(2, "issue")
    ('1 issue', '2 issues')
    """
    return f"{number} {noun_for(number, noun)}"


def noun_for(number: int, noun: str) -> str:
    """Return the noun as it is with the number.

    >>> noun_for(1, "link"), noun_for(0, "link")
    ('link', 'links')
    """
    return noun if number == 1 else f"{noun}s"


_LONGEST_QUOTE = 200


def shortened(text: str, longest: int = _LONGEST_QUOTE) -> str:
    """Return *text*, cut to the length that a message has room for: *longest* characters.

    >>> shortened("x" * 1_000) == "x" * 200 + "…"
    True
    """
    return text if len(text) <= longest else f"{text[:longest]}…"
