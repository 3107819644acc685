"""Transactions on the ledger's SQLite file, which survive a kill and a power cut."""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from returns.result import Failure, Result, Success

from ...core.delivery.ledger_faults import BrokenLedger, LedgerIsLost, LocalLedgerFault
from ..files.database import Begin, begin_alone, extended_code_of, is_broken, transaction
from ..files.folders import make_folder, sync_folder
from ..files.reading import is_absent, printable, reason_of, target_of
from .rows import UNREADABLE

_Value = TypeVar("_Value")

_SCHEMA = (
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
_RENAMED = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY_DBMOVED})
"""What SQLite says where another process has set the ledger aside: before it was opened, and after."""
_HAS_RECORDS = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'publishes'"


def ledger_path(home: Path) -> Path:
    """Return where the ledger is, or would be."""
    return home / "trackpost" / "ledger.db"


def write_ledger(
    path: Path,
    busy_seconds: float,
    write: Callable[[sqlite3.Connection], _Value],
    sync: Callable[[Path], None] = sync_folder,
) -> Result[_Value, LocalLedgerFault]:
    """Return what *write* returns, called in one transaction that survives a power cut once this returns.

    SQLite commits by removing its journal, so the folder is synced after that, and so is the folder above where it is
    new. (``synchronous = EXTRA`` would sync it inside SQLite, and fail where the file system cannot sync folders.)

    Args:
        path: of the ledger, which is made if it is absent.
        busy_seconds: how long to wait in all for another writer.
        write: is given the connection, whose rows are mappings.
        sync: waits until the entries of a folder are on the disk.
    """
    try:
        make_folder(path.parent, sync)
        _make(path)
        used = _used(path, busy_seconds, write, _begin_writing)
        sync(target_of(path).parent)
    except OSError as error:
        return Failure(LedgerIsLost(printable(path), reason_of(error)))
    return used


def read_ledger(
    path: Path,
    busy_seconds: float,
    read: Callable[[sqlite3.Connection], _Value],
    otherwise: _Value,
    *,
    alone: bool = False,
) -> Result[_Value, LocalLedgerFault]:
    """Return what *read* returns, called in one transaction that changes nothing.

    The ledger is opened for writing all the same, if that can be: what a killed writer left must be rolled back first.

    Args:
        path: of the ledger.
        busy_seconds: how long to wait for a writer.
        read: is given the connection, whose rows are mappings.
        otherwise: what to return where there is no ledger, or a first writer was killed before its first record.
        alone: keep all other readers and writers away meanwhile.
    """
    if is_absent(path):
        return Success(otherwise)

    def look(connection: sqlite3.Connection) -> _Value:
        return otherwise if connection.execute(_HAS_RECORDS).fetchone() is None else read(connection)

    return _used(path, busy_seconds, look, begin_alone if alone else _begin_reading)


def _make(path: Path) -> None:
    """Make an empty ledger where there is none. One that is there is not opened: to close it frees its lock (POSIX)."""
    with suppress(FileExistsError):
        path.touch(mode=0o600, exist_ok=False)


def _begin_writing(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA synchronous = FULL")
    begin_alone(connection)
    for statement in _SCHEMA:
        connection.execute(statement)


def _begin_reading(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN")
    connection.execute(_HAS_RECORDS).fetchall()  # takes the lock


def _used(
    path: Path, busy_seconds: float, use: Callable[[sqlite3.Connection], _Value], begin: Begin, *, again: bool = True
) -> Result[_Value, LocalLedgerFault]:
    try:
        with transaction(path, "rw", busy_seconds, begin) as opened:
            connection = opened.connection
            connection.row_factory = sqlite3.Row
            connection.text_factory = _text
            value = use(connection)
            connection.execute("COMMIT")
            return Success(value)
    except sqlite3.Error as error:
        if again and extended_code_of(error) in _RENAMED:
            with suppress(OSError):
                _make(path)
            return _used(path, busy_seconds, use, begin, again=False)
        return Failure(BrokenLedger(printable(path)) if is_broken(error) else LedgerIsLost(printable(path), str(error)))
    except UNREADABLE:
        return Failure(BrokenLedger(printable(path)))


def _text(raw: bytes) -> str:
    """Return text of a row; what is not UTF-8 is for the reader of the row to refuse, and not for SQLite."""
    return raw.decode(errors="surrogateescape")
