"""The names that no table holds, counted, so that a project can see what its tracker calls things."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

import msgspec

from .model import Unmapped

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


def encode_names(names: Iterable[Unmapped]) -> str | None:
    """Return the text that the cache keeps for an issue; None if it has only names that are known."""
    sorted_names = sorted(names, key=lambda one: (one.kind, one.name))
    return msgspec.json.encode(sorted_names).decode() if sorted_names else None


def names_in(text: str) -> tuple[Unmapped, ...]:
    """Parse that text; what another program has put in its place holds no names."""
    try:
        return _NAMES.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return ()
