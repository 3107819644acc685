"""The list of the changes that core's tests cannot notice, and what differs from it."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
from attrs import frozen

SURVIVORS = Path(__file__).with_name("survivors.toml")


@frozen
class Change:
    """One mutant. Its number is left out, because it depends on the code above.

    Attributes:
        where: module and function, class or constant, for example ``delivery.judge._read``.
        lines: the lines that differ, each behind ``-`` or ``+`` and without indentation.
    """

    where: str
    lines: str


@frozen
class Survivor(Change):
    """A change that cannot be noticed, or need not be."""

    reason: str


@frozen
class _List:
    survivor: tuple[Survivor, ...]


def differing(diff: Iterable[str]) -> str:
    """Return the lines that differ, from those of a unified diff below its header."""
    return "\n".join(f"{line[0]} {line[1:].strip()}" for line in diff if line.startswith(("-", "+")))


def listed(text: str, modules: Iterable[str]) -> Mapping[Change, str]:
    """Return the reason of each listed survivor in *modules*."""
    prefixes = tuple(f"{module}." for module in modules)
    survivors = msgspec.toml.decode(text, type=_List).survivor
    return {Change(one.where, one.lines.strip()): one.reason for one in survivors if one.where.startswith(prefixes)}


def complaints(found: Sequence[Change], expected: Iterable[Change]) -> Sequence[str]:
    """Return what must be done about the tests or the list, with entries in the form of the list."""
    return [
        *(f"survived, but is not listed:\n{_entry(change)}" for change in found if change not in expected),
        *(f"is listed, but did not survive:\n{_entry(change)}" for change in expected if change not in found),
    ]


def _entry(change: Change) -> str:
    return f"[[survivor]]\nwhere = \"{change.where}\"\nlines = '''\n{change.lines}\n'''\n"
