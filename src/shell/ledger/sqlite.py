"""The ledger as an SQLite file: ``trackpost/ledger.db`` under the home folder."""

import sqlite3
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec
from attrs import asdict, frozen
from returns.result import Failure, Result, Success

from ...core.delivery.effect import Effect
from ...core.delivery.history import settled
from ...core.delivery.ledger import Begun, BrokenLedger, LedgerFault, LedgerIsLost, Past, Target
from ...core.delivery.retry import Outcome
from ...core.delivery.verdict import answer_of
from ...core.errors import kind_of
from ...core.routing.route import ResourceRoute, wire_fields
from ...core.snapshot.packing import PackedSnapshot
from ..files.database import Begin, begin_alone, extended_code_of, is_broken, transaction
from ..files.folders import make_folder, sync_folder
from ..files.reading import is_absent, printable, reason_of, target_of

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
_SINCE_0_2 = ("effect", "place")
"""Columns that the ledgers of 0.1 do not have."""

_HAS_RECORDS = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'publishes'"
UNREADABLE = (msgspec.DecodeError, zlib.error, ArithmeticError, LookupError, RecursionError, TypeError, ValueError)
"""What comes of a row that trackpost did not write."""


def ledger_path(home: Path) -> Path:
    """Return where the ledger is, or would be."""
    return home / "trackpost" / "ledger.db"


def write_ledger(
    path: Path,
    busy_seconds: float,
    write: Callable[[sqlite3.Connection], _Value],
    sync: Callable[[Path], None] = sync_folder,
) -> Result[_Value, LedgerFault]:
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
        path.touch(mode=0o600)
        used = _used(path, busy_seconds, write, _begin_writing)
        sync(target_of(path).parent)
    except OSError as error:
        return Failure(LedgerIsLost(printable(path), reason_of(error)))
    return used


def read_ledger(
    path: Path, busy_seconds: float, read: Callable[[sqlite3.Connection], _Value], otherwise: _Value
) -> Result[_Value, LedgerFault]:
    """Return what *read* returns, called in one transaction that changes nothing.

    The ledger is opened for writing all the same, if that can be: what a killed writer left must be rolled back first.

    Args:
        path: of the ledger.
        busy_seconds: how long to wait for a writer.
        read: is given the connection, whose rows are mappings.
        otherwise: what to return where there is no ledger, or a first writer was killed before its first record.
    """
    if is_absent(path):
        return Success(otherwise)

    def look(connection: sqlite3.Connection) -> _Value:
        return otherwise if connection.execute(_HAS_RECORDS).fetchone() is None else read(connection)

    return _used(path, busy_seconds, look, _begin_reading)


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
) -> Result[_Value, LedgerFault]:
    try:
        with transaction(path, "rw", busy_seconds, begin) as opened:
            connection = opened.connection
            connection.row_factory = sqlite3.Row
            connection.text_factory = _text
            value = use(connection)
            connection.execute("COMMIT")
            return Success(value)
    except sqlite3.Error as error:
        if again and extended_code_of(error) == sqlite3.SQLITE_READONLY_DBMOVED:  # it was set aside meanwhile
            path.touch(mode=0o600)
            return _used(path, busy_seconds, use, begin, again=False)
        return Failure(BrokenLedger(printable(path)) if is_broken(error) else LedgerIsLost(printable(path), str(error)))
    except UNREADABLE:
        return Failure(BrokenLedger(printable(path)))


def _text(raw: bytes) -> str:
    """Return text of a row; what is not UTF-8 is for the reader of the row to refuse, and not for SQLite."""
    return raw.decode(errors="surrogateescape")


_LAST = "SELECT * FROM publishes WHERE target = :target ORDER BY id DESC LIMIT 1"
_ACKNOWLEDGED = """
SELECT issues FROM publishes WHERE target = :target AND state = 'acknowledged'
AND resource_type IS :resource_type AND resource_id IS :resource_id ORDER BY id DESC LIMIT 1
"""
_INSERT = """
INSERT INTO publishes (target, endpoint, provider, workspace, project, resource_type, resource_id, key, digest, state,
issues, mappings, bytes, began_at, times, attempts, effect, place)
VALUES (:target, :endpoint, :provider, :workspace, :project, :resource_type, :resource_id, :key, :digest, 'pending',
:issues, :mappings, :bytes, :began_at, 1, 0, 'unknown', :place)
"""
_AGAIN = "UPDATE publishes SET times = times + 1, effect = 'unknown', place = ? WHERE id = ?"
_KEEP = "INSERT INTO fingerprints (publish, made) VALUES (?, ?)"
_FORGET = """
DELETE FROM fingerprints WHERE publish IN (
    SELECT id FROM publishes WHERE target = :target ORDER BY id DESC LIMIT -1 OFFSET 20
)
"""
_CONCLUDE = """
UPDATE publishes SET state = :state, ended_at = :ended_at, attempts = attempts + :attempts, outcome = :outcome,
status_code = :status_code, effect = :effect WHERE id = :id
"""


@frozen
class LedgerFile:
    """The ledger under one home folder. Every fault is returned: what it means for a publish is decided elsewhere.

    Attributes:
        home: the folder.
        busy_seconds: how long to wait for another writer.
    """

    home: Path
    busy_seconds: float = 5.0

    @property
    def path(self) -> Path:
        """Where the file is."""
        return ledger_path(self.home)

    @property
    def _place(self) -> str:
        """What tells this file from a copy of it, and from a backup that was put in its place."""
        status = self.path.stat()
        return f"{status.st_dev}:{status.st_ino}"

    def past(self, target: Target, route: ResourceRoute | None) -> Result[Past, LedgerFault]:
        """Return what is known about *target*, and about what it accepted under *route*."""

        def look(connection: sqlite3.Connection) -> Past:
            last = connection.execute(_LAST, _named(target, route)).fetchone()
            acknowledged = connection.execute(_ACKNOWLEDGED, _named(target, route)).fetchone()
            return _past(last, acknowledged, self._place)

        return read_ledger(self.path, self.busy_seconds, look, Past())

    def begin(self, target: Target, snapshot: PackedSnapshot, now: str) -> Result[Begun, LedgerFault]:
        """Record that *snapshot* is about to leave. It is on the disk then."""

        def note(connection: sqlite3.Connection) -> Begun:
            _add_columns(connection)
            named = {**_named(target, snapshot.routing.value_or(None)), "place": self._place}
            last = connection.execute(_LAST, named).fetchone()
            if last is not None and last["key"] == snapshot.idempotency_key:
                connection.execute(_AGAIN, (self._place, last["id"]))
                return Begun(entry=int(last["id"]), effect=_known_effect(last))
            entry = connection.execute(_INSERT, {**named, **_described(snapshot), "began_at": now}).lastrowid or 0
            connection.execute(_KEEP, (entry, snapshot.fingerprint))
            connection.execute(_FORGET, named)
            return Begun(entry=entry)

        return write_ledger(self.path, self.busy_seconds, note)

    def conclude(self, entry: int, outcome: Outcome, now: str) -> Result[None, LedgerFault]:
        """Record how it ended."""

        def note(connection: sqlite3.Connection) -> None:
            found = connection.execute("SELECT state FROM publishes WHERE id = ?", (entry,)).fetchone()
            if found is not None:
                state = settled(found["state"], outcome)
                connection.execute(_CONCLUDE, {"id": entry, "state": state, **_ended(outcome, now)})

        return write_ledger(self.path, self.busy_seconds, note)


def _add_columns(connection: sqlite3.Connection) -> None:
    present = {row["name"] for row in connection.execute("PRAGMA table_info (publishes)")}
    for column in _SINCE_0_2:
        if column not in present:
            connection.execute(f"ALTER TABLE publishes ADD COLUMN {column} TEXT")


def _known_effect(last: sqlite3.Row) -> Effect:
    """Return what earlier publishes under a key may have done, beyond what was acknowledged."""
    return "unknown" if last["state"] == "pending" and last["effect"] != "none" else "none"


def _named(target: Target, route: ResourceRoute | None) -> dict[str, object]:
    resource_type, resource_id = wire_fields(route)
    return {**asdict(target), "target": target.name, "resource_type": resource_type, "resource_id": resource_id}


def _described(snapshot: PackedSnapshot) -> dict[str, object]:
    return {
        "key": snapshot.idempotency_key,
        "digest": snapshot.digest,
        "issues": snapshot.issues,
        "mappings": snapshot.mappings,
        "bytes": len(snapshot.body),
    }


def _ended(outcome: Outcome, now: str) -> dict[str, object]:
    answer = answer_of(outcome.verdict)
    return {
        "ended_at": now,
        "attempts": outcome.attempts,
        "outcome": kind_of(outcome.verdict),
        "status_code": None if answer is None else answer.status_code,
        "effect": outcome.effect,
    }


def _past(last: sqlite3.Row | None, acknowledged: sqlite3.Row | None, place: str) -> Past:
    columns: dict[str, object] = {} if last is None else dict(last)
    found: dict[str, object] = {
        "last": None if last is None else {**columns, "is_refused": columns["state"] == "refused"},
        "issues": None if acknowledged is None else acknowledged["issues"],
        "is_original": columns.get("place") == place,
    }
    return msgspec.convert(found, Past)
