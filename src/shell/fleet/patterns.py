"""The folders that a pattern of the fleet file names."""

import os
from collections.abc import Iterator
from fnmatch import fnmatchcase
from glob import escape, iglob
from pathlib import PurePath

_ANY_DEPTH = "**"


def matches(pattern: str, folder: str) -> bool:
    """Return whether `matching` would find a folder that exists, by its absolute path alone: nothing is looked at."""
    parts = _without_doubles(PurePath(pattern).parts)
    reached = _and_behind(parts, {0})
    for name in PurePath(folder).parts:
        stays = {place for place in reached if parts[place : place + 1] == [_ANY_DEPTH] and not name.startswith(".")}
        goes_on = {place + 1 for place in reached if place < len(parts) and _is_one(name, parts[place])}
        reached = _and_behind(parts, stays | goes_on)
    return len(parts) in reached


def _without_doubles(parts: tuple[str, ...]) -> list[str]:
    pairs = zip(parts, ("", *parts), strict=False)
    return [part for part, before in pairs if part != _ANY_DEPTH or before != _ANY_DEPTH]


def _and_behind(parts: list[str], places: set[int]) -> set[int]:
    """Return places in a pattern, and those behind a ``**`` there, which may stand for no folder."""
    return places | {place + 1 for place in places if parts[place : place + 1] == [_ANY_DEPTH]}


def _is_one(name: str, part: str) -> bool:
    is_hidden = name.startswith(".") and not part.startswith(".")
    return part != _ANY_DEPTH and not is_hidden and fnmatchcase(name, part)


def matching(pattern: str) -> Iterator[str]:
    """Return the paths that an absolute pattern matches, some perhaps more than once.

    It is that of `glob`, but ``**`` goes through no links: two that lead back would be followed for ever.
    """
    parts = PurePath(pattern).parts
    if _ANY_DEPTH not in parts:
        yield from iglob(pattern)  # noqa: PTH207 - takes an absolute pattern
        return
    place = parts.index(_ANY_DEPTH)
    rest = parts[place + 1 :]
    for top in iglob(str(PurePath(*parts[:place]))):  # noqa: PTH207 - as above
        for folder, names, _ in os.walk(top):
            names[:] = [name for name in names if not name.startswith(".")]
            if rest:
                yield from matching(str(PurePath(escape(folder), *rest)))
            else:
                yield folder
                yield from (f"{folder}/{name}" for name in names)  # links too, which are not walked through
