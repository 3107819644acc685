"""What a project has beside its files that can be why it failed: its links, and the stores of trackers on this machine.

Both are looked at when a job has failed for good, and before it would be held. They are not among the files that are
looked at before each job, because that takes a read of the cache.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from returns.result import Result, Success

from ...core.issues.cache_faults import CacheFault
from ..cache.opening import look_into
from .links import encoded, links_in
from .looks import look_at

_STORES = (".beads", ".fp")
_PASSING = (".lock", ".log", ".pid", ".sock", "-shm", "-wal")
"""Ends of the names of files that say nothing about issues."""
_BUSY_SECONDS = 5.0


def contents_of(folders: Iterable[Path], home: Path) -> str:
    """Return a digest of the links in a home folder, and of how the stores of beads or fp in *folders* look."""
    told = "\n".join((*_links(home), *looks_of_stores(folders)))
    return sha256(told.encode(errors="surrogateescape")).hexdigest()


def looks_of_stores(folders: Iterable[Path]) -> tuple[str, ...]:
    """Return how the stores of beads or fp in *folders* look."""
    return tuple(look for folder in folders for look in _stores(folder))


def _links(home: Path) -> Iterator[str]:
    for path in sorted((home / "trackers").glob("*.db")):
        yield look_into(path, _BUSY_SECONDS, _encoded).value_or("unreadable")


def _encoded(_path: str, connection: sqlite3.Connection) -> Result[str, CacheFault]:
    connection.text_factory = str
    return Success(encoded(dict(sorted(links_in(connection).items()))))


def _stores(root: Path) -> Iterator[str]:
    for store in _STORES:
        for folder, folders, names in os.walk(root / store):
            folders.sort()
            for name in sorted(names):
                if not name.endswith(_PASSING):
                    yield f"{name} {look_at(Path(folder) / name)}"
