"""The records of the ledger: SQL on ``trackpost/ledger.db`` under the home folder."""

import sqlite3
from pathlib import Path

import msgspec
from attrs import asdict, frozen
from returns.result import Result

from ...core.delivery.effect import Effect
from ...core.delivery.ledger import Begun, Past, Target, settled
from ...core.delivery.ledger_faults import LedgerFault
from ...core.delivery.retry import Outcome
from ...core.delivery.verdict import Delivered, answer_of
from ...core.errors import kind_of
from ...core.routing.route import ResourceRoute, wire_fields
from ...core.snapshot.packing import PackedSnapshot
from ..files.identity import identity_of
from .transactions import ledger_path, read_ledger, write_ledger

_SINCE_0_2 = ("effect", "place", "link")
"""Columns that the ledgers of 0.1 do not have."""
_LAST = "SELECT * FROM publishes WHERE target = :target ORDER BY id DESC LIMIT 1"
_ACKNOWLEDGED = """
SELECT issues, mappings FROM publishes WHERE target = :target AND state = 'acknowledged'
AND resource_type IS :resource_type AND resource_id IS :resource_id ORDER BY id DESC LIMIT 1
"""
_INSERT = """
INSERT INTO publishes (target, endpoint, provider, workspace, project, resource_type, resource_id, key, digest, state,
issues, mappings, bytes, began_at, times, attempts, effect, place, link)
VALUES (:target, :endpoint, :provider, :workspace, :project, :resource_type, :resource_id, :key, :digest, 'pending',
:issues, :mappings, :bytes, :began_at, 1, 0, 'unknown', :place, :link)
"""
_AGAIN = """
UPDATE publishes SET times = times + 1, effect = 'unknown', place = :place, link = coalesce(:link, link) WHERE id = :id
"""
_KEEP = "INSERT INTO fingerprints (publish, made) VALUES (?, ?)"
_FORGET = """
DELETE FROM fingerprints WHERE publish IN (
    SELECT id FROM publishes WHERE target = :target ORDER BY id DESC LIMIT -1 OFFSET 20
)
"""
_STATE = "SELECT state FROM publishes WHERE id = ? AND key = ?"
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
        """Return what is known about *target*, and about what it accepted under *route*."""

        def look(connection: sqlite3.Connection) -> Past:
            last = connection.execute(_LAST, _named(target, route)).fetchone()
            acknowledged = connection.execute(_ACKNOWLEDGED, _named(target, route)).fetchone()
            return _past(last, acknowledged, self._place)

        return read_ledger(self.path, self.busy_seconds, look, Past())

    def begin(self, target: Target, snapshot: PackedSnapshot, now: str, link: str | None) -> Result[Begun, LedgerFault]:
        """Record that *snapshot* is about to leave. It is on the disk then.

        The record of a key that is not new has a *link* and names no file, so that replays under it prove nothing.
        """

        def note(connection: sqlite3.Connection) -> Begun:
            _add_columns(connection)
            place = self._place if link is None else None
            named = {**_named(target, snapshot.routing.value_or(None)), "place": place, "link": link}
            last = connection.execute(_LAST, named).fetchone()
            if last is not None and last["key"] == snapshot.idempotency_key:
                connection.execute(_AGAIN, {"place": place, "link": link, "id": last["id"]})
                return Begun(entry=int(last["id"]), key=snapshot.idempotency_key, effect=_known_effect(last))
            entry = connection.execute(_INSERT, {**named, **_described(snapshot), "began_at": now}).lastrowid or 0
            connection.execute(_KEEP, (entry, snapshot.fingerprint))
            connection.execute(_FORGET, named)
            return Begun(entry=entry, key=snapshot.idempotency_key)

        return write_ledger(self.path, self.busy_seconds, note)

    def conclude(self, begun: Begun, outcome: Outcome, now: str) -> Result[None, LedgerFault]:
        """Record how it ended, if the ledger still has it."""

        def note(connection: sqlite3.Connection) -> None:
            found = connection.execute(_STATE, (begun.entry, begun.key)).fetchone()
            if found is not None:
                state = settled(found["state"], outcome)
                place = self._place if isinstance(outcome.verdict, Delivered) else None
                ended = {"id": begun.entry, "state": state, "place": place, **_ended(outcome, now)}
                connection.execute(_CONCLUDE, ended)

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
        "acknowledged": columns["digest"] if columns.get("state") == "acknowledged" else None,
        **({} if acknowledged is None else dict(acknowledged)),
        "is_original": columns.get("place") == place,
    }
    return msgspec.convert(found, Past)
