"""Remembers what left this machine, before it leaves."""

import sqlite3
from pathlib import Path

import msgspec
from attrs import asdict, frozen
from returns.result import Result, Success

from ..core.kind import kind_of
from ..core.ledger_entry import NO_PAST, Ending, Past, Target, settled
from ..core.ledger_fault import LedgerFault
from ..core.parcel import Parcel
from ..core.routing import ResourceRoute, wire_fields
from ..core.verdict import answer_of
from .file import is_absent
from .ledger_file import ledger_path, read_ledger, write_ledger

_LAST = "SELECT id, key, digest, state FROM publishes WHERE target = :target ORDER BY id DESC LIMIT 1"
_ACKNOWLEDGED = """
SELECT issues FROM publishes WHERE target = :target AND state = 'acknowledged'
AND resource_type IS :resource_type AND resource_id IS :resource_id ORDER BY id DESC LIMIT 1
"""
_INSERT = """
INSERT INTO publishes (target, endpoint, provider, workspace, project, resource_type, resource_id, key, digest, state,
issues, mappings, bytes, began_at, times, attempts)
VALUES (:target, :endpoint, :provider, :workspace, :project, :resource_type, :resource_id, :key, :digest, 'pending',
:issues, :mappings, :bytes, :began_at, 1, 0)
"""
_KEEP = "INSERT INTO fingerprints (publish, made) VALUES (?, ?)"
_FORGET = """
DELETE FROM fingerprints WHERE publish IN (
    SELECT id FROM publishes WHERE target = :target ORDER BY id DESC LIMIT -1 OFFSET 20
)
"""
_CONCLUDE = """
UPDATE publishes SET state = :state, ended_at = :ended_at, attempts = attempts + :attempts, outcome = :outcome,
status_code = :status_code WHERE id = :id
"""


@frozen
class Ledger:
    """What is remembered under one home folder.

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

    def past(self, target: Target, route: ResourceRoute | None) -> Result[Past, LedgerFault]:
        """Return what is known of *target*, and of what it took under *route*."""
        if is_absent(self.path):
            return Success(NO_PAST)

        def look(connection: sqlite3.Connection) -> Past:
            last = connection.execute(_LAST, _named(target, route)).fetchone()
            acknowledged = connection.execute(_ACKNOWLEDGED, _named(target, route)).fetchone()
            return _past(last, acknowledged)

        return read_ledger(self.path, self.busy_seconds, look)

    def begin(self, target: Target, parcel: Parcel, now: str) -> Result[int, LedgerFault]:
        """Note that *parcel* is about to leave, and return the number of the entry. It is on the disk then."""

        def note(connection: sqlite3.Connection) -> int:
            named = _named(target, parcel.routing.value_or(None))
            last = connection.execute(_LAST, named).fetchone()
            if last is not None and last["key"] == parcel.idempotency_key:
                connection.execute("UPDATE publishes SET times = times + 1 WHERE id = ?", (last["id"],))
                return int(last["id"])
            entry = connection.execute(_INSERT, {**named, **_described(parcel), "began_at": now}).lastrowid or 0
            connection.execute(_KEEP, (entry, parcel.fingerprint))
            connection.execute(_FORGET, named)
            return entry

        return write_ledger(self.path, self.busy_seconds, note)

    def conclude(self, entry: int, ending: Ending) -> Result[None, LedgerFault]:
        """Note how it ended."""

        def note(connection: sqlite3.Connection) -> None:
            found = connection.execute("SELECT state FROM publishes WHERE id = ?", (entry,)).fetchone()
            if found is not None:
                state = settled(found["state"], ending.verdict)
                connection.execute(_CONCLUDE, {"id": entry, "state": state, **_ended(ending)})

        return write_ledger(self.path, self.busy_seconds, note)


def _named(target: Target, route: ResourceRoute | None) -> dict[str, object]:
    resource_type, resource_id = wire_fields(route)
    return {**asdict(target), "target": target.name, "resource_type": resource_type, "resource_id": resource_id}


def _described(parcel: Parcel) -> dict[str, object]:
    return {
        "key": parcel.idempotency_key,
        "digest": parcel.digest,
        "issues": parcel.issues,
        "mappings": parcel.mappings,
        "bytes": len(parcel.body),
    }


def _ended(ending: Ending) -> dict[str, object]:
    answer = answer_of(ending.verdict)
    return {
        "ended_at": ending.ended_at,
        "attempts": ending.attempts,
        "outcome": kind_of(ending.verdict),
        "status_code": None if answer is None else answer.status_code,
    }


def _past(last: sqlite3.Row | None, acknowledged: sqlite3.Row | None) -> Past:
    found: dict[str, object] = {
        "last": None if last is None else {**last, "is_refused": last["state"] == "refused"},
        "issues": None if acknowledged is None else acknowledged["issues"],
    }
    return msgspec.convert(found, Past)
