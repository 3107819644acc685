"""The ledger as an SQLite file: ``trackpost/ledger.db`` under the home folder."""

import os
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import msgspec
from attrs import asdict, frozen
from returns.result import Failure, Result, Success

from ...core.delivery.effect import Effect
from ...core.delivery.history import settled
from ...core.delivery.ledger import Begun, BrokenLedger, LedgerFault, LedgerIsLost, Past, Target
from ...core.delivery.retry import Outcome
from ...core.delivery.verdict import Delivered, answer_of
from ...core.errors import BusyFile, WriteFault, kind_of
from ...core.routing.route import ResourceRoute, wire_fields
from ...core.snapshot.packing import PackedSnapshot
from ..files.identity import identity_of
from ..files.lock import holding
from ..files.reading import is_absent, shown

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
_SINCE_0_2 = ("effect", "place")
"""Columns that the ledgers of 0.1 do not have."""

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
status_code = :status_code, effect = :effect, place = coalesce(:place, place) WHERE id = :id
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
        return identity_of(self.path)

    def past(self, target: Target, route: ResourceRoute | None) -> Result[Past, LedgerFault]:
        """Return what is known of *target*, and of what it accepted under *route*."""
        if is_absent(self.path):
            return Success(Past())

        def look(connection: sqlite3.Connection) -> Past:
            last = connection.execute(_LAST, _named(target, route)).fetchone()
            acknowledged = connection.execute(_ACKNOWLEDGED, _named(target, route)).fetchone()
            return _past(last, acknowledged, self._place)

        return read_ledger(self.path, self.busy_seconds, look)

    def begin(self, target: Target, snapshot: PackedSnapshot, now: str, *, is_new: bool) -> Result[Begun, LedgerFault]:
        """Record that *snapshot* is about to leave. It is on the disk then.

        The record of a key that is not new names no file, so that replays under it prove nothing.
        """

        def note(connection: sqlite3.Connection) -> Begun:
            _add_columns(connection)
            place = self._place if is_new else None
            named = {**_named(target, snapshot.routing.value_or(None)), "place": place}
            last = connection.execute(_LAST, named).fetchone()
            if last is not None and last["key"] == snapshot.idempotency_key:
                connection.execute(_AGAIN, (place, last["id"]))
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
                place = self._place if isinstance(outcome.verdict, Delivered) else None
                connection.execute(_CONCLUDE, {"id": entry, "state": state, "place": place, **_ended(outcome, now)})

        return write_ledger(self.path, self.busy_seconds, note)

    def set_aside(self, stamp: str, is_broken: Callable[[], bool]) -> Result[str | None, LedgerIsLost]:
        """Rename the ledger if it *is_broken*, so that a new one can begin, and return where the old one is now.

        One process at a time: otherwise a second one would rename the new ledger of the first. None says that it had
        been done already.
        """
        moved: Result[str | None, LedgerIsLost | WriteFault] = holding(
            self.path, self.busy_seconds, lambda: _moved(self.path, stamp) if is_broken() else Success(None)
        )
        return moved.alt(lambda fault: fault if isinstance(fault, LedgerIsLost) else _unlocked(self.path, fault))


def _moved(path: Path, stamp: str) -> Result[str | None, LedgerIsLost]:
    aside = path.with_name(f"{path.name}.broken-{stamp}")
    try:
        path.rename(aside)
        for suffix in ("-journal", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    except OSError as error:
        return Failure(LedgerIsLost(shown(path), error.strerror or type(error).__name__))
    return Success(shown(aside))


def _unlocked(path: Path, fault: WriteFault) -> LedgerIsLost:
    return LedgerIsLost(shown(path), "it is locked" if isinstance(fault, BusyFile) else fault.reason)


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
