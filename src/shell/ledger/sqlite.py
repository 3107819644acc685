"""The records of the ledger: SQL on ``trackpost/ledger.db`` under the home folder."""

import sqlite3
from pathlib import Path

from msgspec import Struct
from returns.result import Result

from ...core.delivery.ledger import Begun, Past, Target, settled
from ...core.delivery.ledger_faults import LocalLedgerFault
from ...core.delivery.retry import Outcome
from ...core.delivery.verdict import Delivered
from ...core.routing.route import ResourceRoute
from ...core.snapshot.packing import PackedSnapshot
from ..files.identity import identity_of
from .rows import described, ended, known_effect, named, past_of
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


class LedgerFile(Struct, frozen=True):
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
    def place(self) -> str:
        """What tells this file from a copy of it, and from a backup that was put in its place."""
        return identity_of(self.path)

    def past(self, target: Target, route: ResourceRoute | None) -> Result[Past, LocalLedgerFault]:
        """Return what is known about *target*, and about what it accepted under *route*."""

        def look(connection: sqlite3.Connection) -> Past:
            values = named(target, route)
            last = connection.execute(_LAST, values).fetchone()
            acknowledged = connection.execute(_ACKNOWLEDGED, values).fetchone()
            return past_of(_columns(last), _columns(acknowledged), self.place)

        return read_ledger(self.path, self.busy_seconds, look, Past())

    def begin(
        self, target: Target, snapshot: PackedSnapshot, now: str, link: str | None
    ) -> Result[Begun, LocalLedgerFault]:
        """Record that *snapshot* is about to leave. It is on the disk then.

        The record of a key that is not new has a *link* and names no file, so that replays under it prove nothing.
        """

        def note(connection: sqlite3.Connection) -> Begun:
            _add_columns(connection)
            place = self.place if link is None else None
            values = {**named(target, snapshot.routing.value_or(None)), "place": place, "link": link}
            last = connection.execute(_LAST, values).fetchone()
            if last is not None and last["key"] == snapshot.idempotency_key:
                connection.execute(_AGAIN, {"place": place, "link": link, "id": last["id"]})
                return Begun(entry=int(last["id"]), key=snapshot.idempotency_key, effect=known_effect(dict(last)))
            entry = connection.execute(_INSERT, {**values, **described(snapshot), "began_at": now}).lastrowid or 0
            connection.execute(_KEEP, (entry, snapshot.fingerprint))
            connection.execute(_FORGET, values)
            return Begun(entry=entry, key=snapshot.idempotency_key)

        return write_ledger(self.path, self.busy_seconds, note)

    def conclude(self, begun: Begun, outcome: Outcome, now: str) -> Result[None, LocalLedgerFault]:
        """Record how it ended, if the ledger still has it."""

        def note(connection: sqlite3.Connection) -> None:
            found = connection.execute(_STATE, (begun.entry, begun.key)).fetchone()
            if found is not None:
                state = settled(found["state"], outcome)
                place = self.place if isinstance(outcome.verdict, Delivered) else None
                values = {"id": begun.entry, "state": state, "place": place, **ended(outcome, now)}
                connection.execute(_CONCLUDE, values)

        return write_ledger(self.path, self.busy_seconds, note)


def _add_columns(connection: sqlite3.Connection) -> None:
    present = {row["name"] for row in connection.execute("PRAGMA table_info (publishes)")}
    for column in _SINCE_0_2:
        if column not in present:
            connection.execute(f"ALTER TABLE publishes ADD COLUMN {column} TEXT")


def _columns(row: sqlite3.Row | None) -> dict[str, object] | None:
    return None if row is None else dict(row)
