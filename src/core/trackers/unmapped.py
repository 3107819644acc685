"""The names that no table holds, counted, so that a project can see what its tracker calls things."""

from collections.abc import Iterable, Mapping
from typing import ClassVar, Literal, TypeAlias

import msgspec
from msgspec import Struct

from ..errors import Category, sentence
from ..parsing.text import counted


class Unmapped(Struct, frozen=True):
    """A name that no table holds.

    Attributes:
        kind: what it names.
        name: as the tracker spells it.
        taken_as: our value for it.
        is_guess: nothing else of the issue decided either; else a stable field did, such as a status category.
    """

    kind: Literal["status", "resolution", "type", "priority"]
    name: str
    taken_as: str
    is_guess: bool


Counts: TypeAlias = Mapping[Unmapped, int]
"""How many issues have each name."""

_NAMES = msgspec.json.Decoder(tuple[Unmapped, ...])


def plus(counts: Counts, names: Iterable[Unmapped], times: int = 1) -> Counts:
    """Return *counts* with these names too, each so many *times*.

    >>> a, b = (Unmapped("status", name, "todo", is_guess=True) for name in "ab")
    >>> [(one.name, count) for one, count in most_frequent(plus({a: 1}, [b, b])).items()]
    [('b', 2), ('a', 1)]
    """
    found = dict(counts)
    for name in names:
        found[name] = found.get(name, 0) + times
    return found


def most_frequent(counts: Counts) -> Counts:
    """Return the same with the most frequent first, then by kind and name."""
    return dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0].kind, entry[0].name)))


class GuessedName(Struct, frozen=True):
    """A name of the tracker's that no table holds, and nothing else decided what it stands for.

    Attributes:
        kind: what it names: ``status``, ``type`` or ``priority``.
        name: as the tracker spells it.
        taken_as: our value for it.
        count: how many issues have it.
    """

    kind: str
    name: str
    taken_as: str
    count: int
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        advice = "; say what it means in tracker.status_map of .kittify/config.yaml" if self.kind == "status" else ""
        return f"unknown {self.kind} {self.name!r} on {counted(self.count, 'issue')}, taken as {self.taken_as}{advice}"


def guesses_among(unmapped: Counts) -> tuple[GuessedName, ...]:
    """Return a warning for each name that nothing else helped to understand, the most frequent first."""
    return tuple(
        GuessedName(name.kind, name.name, name.taken_as, count)
        for name, count in most_frequent(unmapped).items()
        if name.is_guess
    )


def encode_names(names: Iterable[Unmapped]) -> str | None:
    """Return the text that the cache keeps for an issue; None if it has only names that are known."""
    sorted_names = sorted(names, key=lambda one: (one.kind, one.name))
    return msgspec.json.encode(sorted_names, order="sorted").decode() if sorted_names else None


def names_in(text: str) -> tuple[Unmapped, ...]:
    """Parse that text; what another program has put in its place holds no names."""
    try:
        return _NAMES.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return ()
