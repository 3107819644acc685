"""The folders that a pattern of the fleet file names."""

import os
from collections.abc import Iterator
from glob import escape, iglob
from pathlib import PurePath

_ANY_DEPTH = "**"


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
