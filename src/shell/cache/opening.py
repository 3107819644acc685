"""Opens the cache for reading, and for one look only. Facts of the file: docs/reference/files.md."""

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import TypeAlias, TypeVar

from returns.result import Failure, Result

from ...core.issues.cache_faults import BusyCache, CacheFault, InterruptedCache, MissingCache, UnreadableCache
from ...core.result import sealed
from ..files.database import Opened, code_of, connect, keep_few_pages, lacks_shared_memory, transaction
from ..files.reading import is_absent, is_empty, printable

_Value = TypeVar("_Value")
_Error = TypeVar("_Error")
_Look: TypeAlias = Callable[[str, sqlite3.Connection], Result[_Value, _Error]]

_FAULTS: Mapping[int, Callable[[str], BusyCache | InterruptedCache]] = {
    sqlite3.SQLITE_BUSY: BusyCache,
    sqlite3.SQLITE_LOCKED: BusyCache,
    sqlite3.SQLITE_READONLY: InterruptedCache,
}


def look_into(path: Path, busy_seconds: float, look: _Look[_Value, _Error]) -> Result[_Value, _Error | CacheFault]:
    """Return what *look* returns, called in one transaction that changes nothing.

    A cache that an interrupted writer left is read without a lock, if everything is in the file itself.

    Args:
        path: of the SQLite file, which need not exist.
        busy_seconds: how long to wait for a program that is writing it.
        look: is given the printable path, for errors, and a connection whose texts are bytes.
    """
    if is_absent(path):
        return Failure(MissingCache(printable(path)))
    seen = _look_once(path, look, transaction(path, "ro", busy_seconds, _begin))
    match sealed(seen):
        case Failure(InterruptedCache()) if _is_at_rest(path):
            return _look_once(path, look, _at_rest(path))
        case _:
            return seen


def _look_once(
    path: Path, look: _Look[_Value, _Error], opened: AbstractContextManager[Opened]
) -> Result[_Value, _Error | CacheFault]:
    try:
        with opened as database:
            # Text is left as bytes: what is not UTF-8 is then one row's fault and not the query's.
            database.connection.text_factory = bytes
            return look(printable(path), database.connection)
    except sqlite3.DatabaseError as error:
        return Failure(_fault(path, error))
    except UnicodeDecodeError:  # an error message that quotes a broken schema
        return Failure(UnreadableCache(printable(path), "malformed database schema"))


@contextmanager
def _at_rest(path: Path) -> Iterator[Opened]:
    with closing(connect(path, "ro", 0, "immutable=1")) as connection:
        _begin(connection)
        yield Opened(connection)


def _is_at_rest(path: Path) -> bool:
    """Say whether everything is in the file itself, so that it can be read where nothing can be written."""
    journals = (path.with_name(f"{path.name}{suffix}") for suffix in ("-wal", "-journal"))
    return all(is_absent(journal) or is_empty(journal) for journal in journals)


def _begin(connection: sqlite3.Connection) -> None:
    keep_few_pages(connection)
    connection.execute("BEGIN")
    connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()  # takes the lock


def _fault(path: Path, error: sqlite3.DatabaseError) -> CacheFault:
    code = code_of(error)
    cannot_log = code == sqlite3.SQLITE_CANTOPEN and os.access(path, os.R_OK)  # a log needs locks, too
    if cannot_log or lacks_shared_memory(error):
        return InterruptedCache(printable(path))
    return _FAULTS[code](printable(path)) if code in _FAULTS else UnreadableCache(printable(path), str(error))
