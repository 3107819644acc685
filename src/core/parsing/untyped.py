"""Parse untyped YAML and TOML values: each function takes one ``object`` and returns a value or what is wrong."""

from collections.abc import Mapping
from math import isnan
from typing import ClassVar

from msgspec import Struct
from returns.iterables import Fold
from returns.result import Failure, Result, Success

from ..errors import Category, sentence
from .text import is_unicode


class WrongShape(Struct, frozen=True):
    """A member of a file has a type that it must not have.

    Attributes:
        source: the file.
        member: the dotted path of the member, or "the top level".
        expected: what belongs there.
        found: the type that is there, never its value.
    """

    source: str
    member: str
    expected: str
    found: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"{self.source}: {self.member} must be {self.expected}, not {self.found}"


TOP_LEVEL = "the top level"


def is_same(one: object, other: object) -> bool:
    """Say whether two readings of a file have the same types and values all over.

    >>> is_same([1, float("nan")], [1, float("nan")]), is_same({"a": 1}, {"a": True})
    (True, False)
    """
    match one, other:
        case dict(), dict():
            return one.keys() == other.keys() and all(is_same(value, other[name]) for name, value in one.items())
        case list(), list():
            return len(one) == len(other) and all(map(is_same, one, other))
        case float(), float():
            return one == other or (isnan(one) and isnan(other))
        case _:
            return type(one) is type(other) and one == other


def as_mapping(source: str, member: str, raw: object) -> Result[Mapping[str, object], WrongShape]:
    """Return *raw* as a mapping; null is an empty one, as in YAML an empty section is.

    Keys that are not text name no member of ours, and are left out.
    """
    match raw:
        case None:
            return Success({})
        case dict():
            return Success({key: value for key, value in raw.items() if isinstance(key, str)})
        case other:
            return Failure(WrongShape(source, member, "a mapping", type(other).__name__))


def as_text(source: str, member: str, raw: object) -> Result[str | None, WrongShape]:
    """Return *raw* without outer blanks; null and blank text are None."""
    match raw:
        case None:
            return Success(None)
        case str(text) if is_unicode(text):
            return Success(text.strip() or None)
        case str():
            return Failure(WrongShape(source, member, "text", "text with a lone surrogate"))
        case other:
            return Failure(WrongShape(source, member, "text (put it in quotes)", type(other).__name__))


def as_texts(source: str, member: str, raw: object) -> Result[Mapping[str, str], WrongShape]:
    """Return *raw* as a mapping from text to text; entries with a blank value are left out."""
    match raw:
        case dict():
            entries = [_entry(source, member, key, value) for key, value in raw.items()]
            return Fold.collect(entries, Success(())).map(_filled)
        case other:
            return as_mapping(source, member, other).map(lambda _nothing: {})


def _entry(source: str, member: str, key: object, value: object) -> Result[tuple[str, str | None], WrongShape]:
    if not isinstance(key, str):
        return Failure(WrongShape(source, f"a key of {member}", "text", type(key).__name__))
    return Result.do(
        (key, text)
        for _ in as_text(source, f"a key of {member}", key)
        for text in as_text(source, f"{member}.{key}", value)
    )


def _filled(entries: tuple[tuple[str, str | None], ...]) -> Mapping[str, str]:
    return {key: text for key, text in entries if text is not None}
