"""Parts of a JSON object, named by a path.

The grammar is small. A path is names with points between them. A name is that of a member, the number of an element
(the first is 0), or ``*`` for every element or member. What needs more needs a tool such as jq.
"""

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

import msgspec
from msgspec import Struct
from returns.iterables import Fold
from returns.result import Failure, Result, Success

from ..errors import Category, sentence
from ..parsing.text import nearest

_EACH = "*"


class UnknownField(Struct, frozen=True):
    """The JSON object has no such part.

    Attributes:
        path: what was asked for.
        name: the name in it that leads nowhere.
        known: the names there are in its place.
    """

    path: str
    name: str
    known: tuple[str, ...]
    category: ClassVar = Category.USAGE

    @sentence
    def message(self) -> str:
        close = nearest(self.name, self.known)
        meant = "" if close is None else f"; did you mean {close!r}?"
        return f"the JSON object has nothing at {self.path!r}{meant}"


def parts_at(document: object, path: str) -> Result[tuple[str, ...], UnknownField]:
    """Return the parts of *document* at *path*, each as text: a string as it is, null as nothing, the rest as JSON.

    A part of null is null, and so is an element that a list does not have.

    >>> parts_at({"receipts": [{"key": "ab"}, {"key": "cd"}]}, "receipts.*.key")
    <Success: ('ab', 'cd')>
    >>> parts_at({"digest": None}, "digets").swap().map(lambda unknown: unknown.message).unwrap()
    "the JSON object has nothing at 'digets'; did you mean 'digest'?"
    """
    found: Result[tuple[object, ...], UnknownField] = Success((document,))
    for name in path.split("."):
        found = found.bind(partial(_below, path, name))
    return found.map(lambda values: tuple(map(_text, values)))


def _below(path: str, name: str, values: Iterable[object]) -> Result[tuple[object, ...], UnknownField]:
    steps = Fold.collect([_step(value, path, name) for value in values], Success(()))
    return steps.map(lambda found: tuple(one for several in found for one in several))


def _step(value: object, path: str, name: str) -> Result[tuple[object, ...], UnknownField]:
    match value:
        case None:
            return Success((None,))
        case dict():
            members: dict[str, object] = value
            return _member(members, path, name)
        case list():
            elements: list[object] = value
            return _element(elements, path, name)
        case _:
            return Failure(UnknownField(path, name, ()))


def _member(members: dict[str, object], path: str, name: str) -> Result[tuple[object, ...], UnknownField]:
    if name in members:
        return Success((members[name],))
    return Success(tuple(members.values())) if name == _EACH else Failure(UnknownField(path, name, tuple(members)))


def _element(elements: list[object], path: str, name: str) -> Result[tuple[object, ...], UnknownField]:
    if name == _EACH:
        return Success(tuple(elements))
    if not (name.isascii() and name.isdigit()):
        return Failure(UnknownField(path, name, (_EACH,)))
    return Success((elements[int(name)] if int(name) < len(elements) else None,))


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case str(text):
            return text
        case other:
            return msgspec.json.encode(other).decode()
