"""Where data without types comes in: each helper takes one ``object`` and gives a value, or says what is wrong."""

from collections.abc import Mapping

from attrs import frozen
from returns.iterables import Fold
from returns.result import Failure, Result, Success

from .text import is_unicode


@frozen
class WrongShape:
    """A member of a file has a type that it must not have.

    Attributes:
        source: the file.
        member: the dotted path of the member, or "the top level".
        expected: what belongs there.
        found: the type that stands there, never its value.
    """

    source: str
    member: str
    expected: str
    found: str


TOP_LEVEL = "the top level"


def as_mapping(source: str, member: str, raw: object) -> Result[Mapping[str, object], WrongShape]:
    """Return *raw* as a mapping whose keys are text; null is an empty one, as in YAML an empty section is."""
    match raw:
        case None:
            return Success({})
        case dict():
            return Success({str(key): value for key, value in raw.items()})
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
    return Result.do(
        {key: text for key, text in entries if text is not None}
        for mapping in as_mapping(source, member, raw)
        for entries in Fold.collect([_entry(source, member, key, value) for key, value in mapping.items()], Success(()))
    )


def _entry(source: str, member: str, key: str, value: object) -> Result[tuple[str, str | None], WrongShape]:
    return Result.do(
        (name or "", text)
        for name in as_text(source, f"a key of {member}", key)
        for text in as_text(source, f"{member}.{key}", value)
    )
