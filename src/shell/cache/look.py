"""Looks at the cache from outside: what is seen differs after every commit of any program.

A commit ends in one of two places. With a rollback journal, it is in the file itself, whose header counts commits.
With a write-ahead log, it is in the log until a checkpoint copies it, and only the index in the shared memory says how
far the log counts: the log keeps its length when it starts anew, and the header of the file stays as it is.
Format: https://www.sqlite.org/fileformat2.html and https://www.sqlite.org/walformat.html
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from ...core.snapshot.memo import Look
from ..files.change import Seen, boot_of_machine, seen
from ..files.reading import is_absent, is_empty, target_of

_See: TypeAlias = Callable[[Path, int], Seen | None]

_MAGIC = b"SQLite format 3\0"
_HEADER = 100
"""Bytes of the header of a database: the counter of changes is in it."""
_LOG_HEADER = 32
"""Bytes of the header of a log: its salts are in it, which change when it starts anew."""
_INDEX_HEADER = 96
"""Bytes of the header of the index, which is there twice: how far the log counts, and a checksum of all up to there."""


def look_at_cache(path: Path, see: _See = seen) -> Look | None:
    """Return how the cache looks; None if that proves nothing, so that it has to be read.

    Nothing is locked. Who finds the same look before and after reading the cache has read what looks like that, for the
    time of a change never comes back. The file is looked at twice, because a checkpoint may copy the log into it, and
    remove the log, while this looks from one to the other.

    Args:
        path: of the cache, which need not exist.
        see: looks at a file and so many of its first bytes.
    """
    file, boot = target_of(path), boot_of_machine()
    main = see(file, _HEADER)
    is_at_rest, log = _is_void(_beside(file, "-journal")), _look_at_log(file, see)
    if boot is None or main is None or log is None or see(file, _HEADER) != main:
        return None
    if not (is_at_rest and main.head.startswith(_MAGIC)):
        return None
    parts = (sqlite3.sqlite_version, boot, _text(main), *log.parts)
    return Look(parts, max(main.changed_at, log.changed_at))


def _look_at_log(file: Path, see: _See) -> Look | None:
    log = _beside(file, "-wal")
    if _is_void(log):
        return Look((), 0)
    written, index = see(log, _LOG_HEADER), see(_beside(file, "-shm"), _INDEX_HEADER)
    if written is None or index is None or len(index.head) < _INDEX_HEADER:
        return None
    return Look((_text(written), index.head.hex()), written.changed_at)


def _beside(file: Path, suffix: str) -> Path:
    return file.with_name(f"{file.name}{suffix}")


def _is_void(path: Path) -> bool:
    return is_absent(path) or is_empty(path)


def _text(found: Seen) -> str:
    return f"{found.mark}:{found.head.hex()}"
