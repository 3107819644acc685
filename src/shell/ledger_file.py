"""The ledger as an SQLite file of ours: ``trackpost/ledger.db`` under the home folder."""

import os
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import msgspec
from returns.result import Failure, Result, Success

from ..core.ledger_fault import BrokenLedger, LedgerFault, LedgerIsLost
from .file import shown

_Value = TypeVar("_Value")

_WRITING = (
    "PRAGMA synchronous = FULL",
    "BEGIN IMMEDIATE",
    """
CREATE TABLE IF NOT EXISTS publishes (
    id INTEGER PRIMARY KEY, target TEXT NOT NULL, endpoint TEXT NOT NULL, provider TEXT NOT NULL,
    workspace TEXT NOT NULL, project TEXT NOT NULL, resource_type TEXT, resource_id TEXT,
    key TEXT NOT NULL, digest TEXT NOT NULL, state TEXT NOT NULL,
    issues INTEGER NOT NULL, mappings INTEGER NOT NULL, bytes INTEGER NOT NULL,
    began_at TEXT NOT NULL, ended_at TEXT, times INTEGER NOT NULL, attempts INTEGER NOT NULL,
    outcome TEXT, status_code INTEGER
)
""",
    # A table of their own: they are large, and a change of the row beside them would write them anew.
    "CREATE TABLE IF NOT EXISTS fingerprints (publish INTEGER PRIMARY KEY, made BLOB NOT NULL)",
    "CREATE INDEX IF NOT EXISTS publishes_of_target ON publishes (target, id)",
)
_BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


def ledger_path(home: Path) -> Path:
    """Return where the ledger is, or would be."""
    return home / "trackpost" / "ledger.db"


def write_ledger(
    path: Path, busy_seconds: float, write: Callable[[sqlite3.Connection], _Value]
) -> Result[_Value, LedgerFault]:
    """Return what *write* returns, called inside of one transaction; what it wrote is on the disk then.

    Args:
        path: of the ledger, which is made if it is absent.
        busy_seconds: how long to wait for another writer.
        write: is given the connection, whose rows are mappings.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        return Failure(LedgerIsLost(shown(path), error.strerror or type(error).__name__))
    return _used(path, lambda: sqlite3.connect(path, timeout=busy_seconds, isolation_level=None), write, *_WRITING)


def read_ledger(
    path: Path, busy_seconds: float, read: Callable[[sqlite3.Connection], _Value]
) -> Result[_Value, LedgerFault]:
    """Return what *read* returns, called inside of one transaction that changes nothing.

    The ledger is opened for writing all the same, if that can be: what a killed writer left must be taken back first.
    """
    uri = f"file://{quote(os.fsencode(path.absolute()))}?mode=rw"
    return _used(
        path, lambda: sqlite3.connect(uri, uri=True, timeout=busy_seconds, isolation_level=None), read, "BEGIN"
    )


def _used(
    path: Path,
    connect: Callable[[], sqlite3.Connection],
    use: Callable[[sqlite3.Connection], _Value],
    *statements: str,
) -> Result[_Value, LedgerFault]:
    try:
        with closing(connect()) as connection:
            connection.row_factory = sqlite3.Row
            for statement in statements:
                connection.execute(statement)
            value = use(connection)
            connection.execute("COMMIT")
            return Success(value)
    except sqlite3.Error as error:
        is_broken = (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _BROKEN
        return Failure(BrokenLedger(shown(path)) if is_broken else LedgerIsLost(shown(path), str(error)))
    except (msgspec.DecodeError, zlib.error, ValueError):  # of a row that we did not write
        return Failure(BrokenLedger(shown(path)))


def set_aside(path: Path, stamp: str) -> Result[str, LedgerIsLost]:
    """Rename a ledger that is none any more, so that a new one can begin; return where the old one is now."""
    aside = path.with_name(f"{path.name}.broken-{stamp}")
    try:
        path.rename(aside)
        for suffix in ("-journal", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    except OSError as error:
        return Failure(LedgerIsLost(shown(path), error.strerror or type(error).__name__))
    return Success(shown(aside))
