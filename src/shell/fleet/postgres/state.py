"""The state of a fleet in the database that its machines share."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

import msgspec
from attrs import frozen
from msgspec.structs import asdict
from psycopg.rows import DictRow
from returns.result import Failure, Result, Success

from ....core.fleet.faults import StateUnavailable
from ....core.fleet.holding import Record
from ....core.fleet.outcome import Credential
from ....core.fleet.port import EARLIER_TRIES, Queued, Worker
from ...ledger.postgres.session import Connection
from ..rows import UNREADABLE, record_of, stored, unreadable
from .database import Database
from .queue import Queue

# A try that is kept once more, since its first answer was lost, replaces itself.
_REPLACE = """
INSERT INTO trackpost.fleet_earlier
(name, began, ended, outcome, is_failed, published, failures, files, asked, answered)
SELECT name, began, ended, outcome, is_failed, published, failures, files, asked, answered FROM trackpost.fleet_projects
WHERE name = %(name)s AND (began, ended) IS DISTINCT FROM (%(began)s::double precision, %(ended)s::double precision)
"""
_FORGET_EARLIER = r"""
DELETE FROM trackpost.fleet_earlier WHERE number IN (
    SELECT number FROM (
        SELECT number, row_number() OVER (
            PARTITION BY substring(outcome FROM '^\{"word":"([a-z]+)"') ORDER BY number DESC
        ) AS place FROM trackpost.fleet_earlier WHERE name = %(name)s
    ) AS ranked WHERE place > %(kept)s
)
"""
_KEEP = """
INSERT INTO trackpost.fleet_projects
AS known (name, began, ended, outcome, is_failed, published, failures, files, asked, answered)
VALUES (%(name)s, %(began)s, %(ended)s, %(outcome)s, %(is_failed)s, %(published)s, %(failures)s, %(files)s,
    %(asked)s, %(answered)s)
ON CONFLICT (name) DO UPDATE SET began = excluded.began, ended = excluded.ended, outcome = excluded.outcome,
is_failed = excluded.is_failed, published = excluded.published, failures = excluded.failures, files = excluded.files,
asked = greatest(known.asked, excluded.asked), answered = excluded.answered
"""
_OF = "SELECT * FROM trackpost.fleet_projects WHERE name = %(name)s"
_ALL = 'SELECT * FROM trackpost.fleet_projects ORDER BY published NULLS FIRST, name COLLATE "C"'
_HISTORY = """
SELECT true AS is_last, NULL::bigint AS number, last.* FROM trackpost.fleet_projects AS last WHERE name = %(name)s
UNION ALL SELECT false, earlier.* FROM trackpost.fleet_earlier AS earlier WHERE name = %(name)s
ORDER BY is_last DESC, number DESC
"""
_AGES = "SELECT name, published FROM trackpost.fleet_projects WHERE published IS NOT NULL"
_FAILED = 'SELECT name FROM trackpost.fleet_projects WHERE is_failed ORDER BY name COLLATE "C"'
_RELEASE = "UPDATE trackpost.fleet_projects SET asked = asked + 1 WHERE name = ANY(%(names)s)"
_RELEASED = "SELECT name FROM trackpost.fleet_projects WHERE asked > answered"
_REFUSED = "SELECT host, holder FROM trackpost.fleet_refused"
_REFUSE = "INSERT INTO trackpost.fleet_refused (host, holder) VALUES (%(host)s, %(holder)s) ON CONFLICT DO NOTHING"
_ACCEPT = "DELETE FROM trackpost.fleet_refused WHERE host = %(host)s AND holder = %(holder)s"
_OLD = 'SELECT name FROM trackpost.fleet_projects WHERE ended < %(before)s ORDER BY name COLLATE "C"'
_FORGET = (
    "DELETE FROM trackpost.fleet_projects WHERE name = ANY(%(names)s)",
    "DELETE FROM trackpost.fleet_earlier WHERE name = ANY(%(names)s)",
)
_WORKERS = """
SELECT name, doing, began, extract(epoch FROM seen)::double precision AS seen FROM trackpost.fleet_workers
ORDER BY name COLLATE "C"
"""
# When somebody was seen goes by the database's clock alone, as the slots that depend on it do.
_GREET = """
INSERT INTO trackpost.fleet_workers (name, doing, began, seen)
VALUES (%(name)s, %(doing)s, %(began)s, clock_timestamp())
ON CONFLICT (name) DO UPDATE SET doing = excluded.doing, began = excluded.began, seen = excluded.seen
"""
_DISMISS = "DELETE FROM trackpost.fleet_workers WHERE name = %(name)s"
_LEAVE = "DELETE FROM trackpost.fleet_slots WHERE holder = %(name)s"
_FORGET_LOST = "DELETE FROM trackpost.fleet_workers WHERE seen < clock_timestamp() - interval '1 day'"

_Value = TypeVar("_Value")


@frozen
class PostgresState:
    """Implements `trackpost.core.fleet.port.FleetState`.

    Attributes:
        database: that the machines share.
    """

    database: Database

    def record(self, name: str) -> Result[Record | None, StateUnavailable]:
        """Return what is known of a project, by its name; None if it was never tried."""
        return self._rows(_OF, name=name).bind(lambda rows: self._read(lambda: record_of(rows[0]) if rows else None))

    def keep(self, record: Record) -> Result[None, StateUnavailable]:
        """Remember the outcome of a try, also if the database is restarted meanwhile."""
        values = asdict(stored(record))

        def keep(connection: Connection) -> None:
            connection.execute(_REPLACE, values)
            connection.execute(_KEEP, values)
            connection.execute(_FORGET_EARLIER, {"name": record.last.name, "kept": EARLIER_TRIES})

        return self.database.run(keep, patient=True)

    def records(self) -> Result[Iterator[Record], StateUnavailable]:
        """Return all records, those first whose snapshot is the oldest, and first of all those that have none."""
        return self._rows(_ALL).bind(lambda rows: self._read(lambda: iter([record_of(row) for row in rows])))

    def history(self, name: str) -> Result[tuple[Record, ...], StateUnavailable]:
        """Return what was known of a project after each try that is kept, the newest first."""
        return self._rows(_HISTORY, name=name).bind(lambda rows: self._read(lambda: tuple(map(record_of, rows))))

    def ages(self) -> Result[Mapping[str, float], StateUnavailable]:
        """Return when the server last had the snapshot of each project, as far as it ever did."""
        return self._rows(_AGES).map(lambda rows: {str(row["name"]): float(row["published"]) for row in rows})

    def release(self, matches: Callable[[str], bool]) -> Result[tuple[str, ...], StateUnavailable]:
        """Let the failed projects whose names match be tried again, and return their names."""

        def released(connection: Connection) -> tuple[str, ...]:
            names = [str(row["name"]) for row in connection.execute(_FAILED) if matches(str(row["name"]))]
            connection.execute(_RELEASE, {"names": names})
            return tuple(names)

        return self.database.run(released)

    def refused(self) -> Result[frozenset[Credential], StateUnavailable]:
        """Return the credentials that were refused, and not accepted since."""
        rows = self._rows(_REFUSED)
        return rows.map(lambda found: frozenset(Credential(str(row["host"]), str(row["holder"])) for row in found))

    def refuse(self, credential: Credential) -> Result[None, StateUnavailable]:
        """Remember that a credential is not accepted."""
        return self._rows(_REFUSE, host=credential.host, holder=credential.holder).map(lambda _: None)

    def accept(self, credential: Credential) -> Result[None, StateUnavailable]:
        """Remember that a credential is accepted again."""
        return self._rows(_ACCEPT, host=credential.host, holder=credential.holder).map(lambda _: None)

    def forget(self, is_gone: Callable[[str], bool], before: float) -> Result[tuple[str, ...], StateUnavailable]:
        """Forget the projects whose names match and whose last try ended before an instant; return their names."""

        def forgotten(connection: Connection) -> tuple[str, ...]:
            rows = connection.execute(_OLD, {"before": before})
            names = [name for row in rows if is_gone(name := str(row["name"]))]
            for statement in _FORGET:
                connection.execute(statement, {"names": names})
            return tuple(names)

        return self.database.run(forgotten)

    def released(self) -> Result[tuple[str, ...], StateUnavailable]:
        """Return the projects that were released and not yet tried."""
        return self._rows(_RELEASED).map(lambda rows: tuple(str(row["name"]) for row in rows))

    def workers(self) -> Result[tuple[Worker, ...], StateUnavailable]:
        """Return the processes that work on the fleet, and those that were killed not long ago."""
        return self._rows(_WORKERS).bind(
            lambda rows: self._read(lambda: tuple(msgspec.convert(row, Worker) for row in rows))
        )

    def greet(self, worker: Worker) -> Result[None, StateUnavailable]:
        """Remember that a process works on the fleet."""
        return self._rows(_GREET, name=worker.name, doing=worker.doing, began=worker.began).map(lambda _: None)

    def dismiss(self, name: str) -> Result[None, StateUnavailable]:
        """Forget a process that has ended, and those that nobody has seen for a day."""

        def dismiss(connection: Connection) -> None:
            connection.execute(_LEAVE, {"name": name})
            connection.execute(_DISMISS, {"name": name})
            connection.execute(_FORGET_LOST)

        return self.database.run(dismiss)

    def queued(self) -> Result[Queued, StateUnavailable]:
        """Return how many jobs are on the queue."""
        return Queue(self.database).queued()

    def _rows(
        self, statement: str, *, patient: bool = False, **values: object
    ) -> Result[list[DictRow], StateUnavailable]:
        def ask(connection: Connection) -> list[DictRow]:
            cursor = connection.execute(statement, values)
            return [] if cursor.description is None else cursor.fetchall()

        return self.database.run(ask, patient=patient)

    def _read(self, read: Callable[[], _Value]) -> Result[_Value, StateUnavailable]:
        try:
            return Success(read())
        except UNREADABLE as error:
            return Failure(self.database.lost(unreadable(error)))
