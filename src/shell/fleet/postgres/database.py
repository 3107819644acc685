"""The database that the machines of a fleet share: one connection a process, and transactions from any thread."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TypeVar

from attrs import field, frozen
from returns.result import Failure, Result

from ....core.delivery.shared_ledger import LedgerOfAnotherVersion, LedgerUnavailable, LedgerUrl
from ....core.fleet.faults import StateUnavailable
from ...clock import Clock
from ...ledger.postgres.session import Connection, Session

_Value = TypeVar("_Value")

_SECONDS = 10.0
_PATIENCE = 30.0
"""Seconds that a database may take to restart before an outcome is lost."""
_LOCK = 0x666C656574
"""The bytes of "fleet": a number that no other program locks by chance."""
_TABLES = (
    """
CREATE TABLE IF NOT EXISTS trackpost.fleet_projects (
    name text PRIMARY KEY, began double precision NOT NULL, ended double precision NOT NULL, outcome text NOT NULL,
    is_failed boolean NOT NULL, published double precision, failures bigint NOT NULL, files text NOT NULL,
    is_released boolean NOT NULL
)
""",
    """
CREATE TABLE IF NOT EXISTS trackpost.fleet_earlier (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL, began double precision NOT NULL, ended double precision NOT NULL, outcome text NOT NULL,
    is_failed boolean NOT NULL, published double precision, failures bigint NOT NULL, files text NOT NULL,
    is_released boolean NOT NULL
)
""",
    "CREATE INDEX IF NOT EXISTS fleet_earlier_of ON trackpost.fleet_earlier (name)",
    """
CREATE TABLE IF NOT EXISTS trackpost.fleet_workers (
    name text PRIMARY KEY, doing text NOT NULL, began double precision NOT NULL, seen timestamptz NOT NULL
)
""",
    # A token bucket for each host and credential.
    """
CREATE TABLE IF NOT EXISTS trackpost.fleet_paces (
    gate text PRIMARY KEY, tokens double precision NOT NULL, at double precision NOT NULL
)
""",
    # A slot is held while its holder is seen.
    """
CREATE TABLE IF NOT EXISTS trackpost.fleet_slots (
    gate text NOT NULL, number integer NOT NULL, holder text NOT NULL, PRIMARY KEY (gate, number)
)
""",
    # The version grows with each write: it is the fence that a worker must still have when it writes, and publishes.
    """
CREATE TABLE IF NOT EXISTS trackpost.fleet_caches (
    name text PRIMARY KEY, version bigint NOT NULL, packed bytea NOT NULL
)
""",
)


@frozen
class Database:
    """The database of one fleet.

    Attributes:
        address: its URL.
        clock: the source of time.
    """

    address: LedgerUrl
    clock: Clock
    _session: Session = field(init=False)
    _lock: Lock = field(factory=Lock, init=False)
    _has_tables: list[bool] = field(factory=list, init=False)

    @_session.default
    def _new_session(self) -> Session:
        return Session(self.address, self.clock)

    def run(self, work: Callable[[Connection], _Value], *, patient: bool = False) -> Result[_Value, StateUnavailable]:
        """Return what *work* returns, called in one transaction.

        Args:
            work: is given the connection.
            patient: wait for a database that is restarted.
        """

        def whole(connection: Connection) -> _Value:
            if not self._has_tables:
                _make_tables(connection)
            return work(connection)

        with self._lock:
            done = self._session.run(_PATIENCE if patient else _SECONDS, whole, patient=patient)
            if not isinstance(done, Failure) and not self._has_tables:
                self._has_tables.append(True)
        return done.alt(self._told)

    def lost(self, reason: str) -> StateUnavailable:
        """Return the fault of a database that is out of reach for a reason, from which secrets are taken."""
        return StateUnavailable(self.address.shown, " ".join(self.address.hide(reason).split()))

    def close(self) -> None:
        """Hang up."""
        with self._lock:
            self._session.close()

    def _told(self, fault: LedgerUnavailable | LedgerOfAnotherVersion) -> StateUnavailable:
        match fault:
            case LedgerUnavailable(reason=reason):
                return StateUnavailable(self.address.shown, reason)
            case LedgerOfAnotherVersion(found=found, known=known):
                versions = f"its tables have version {found}, and this trackpost knows version {known}"
                return StateUnavailable(self.address.shown, versions)


@contextmanager
def opened_database(address: LedgerUrl, clock: Clock) -> Iterator[Database]:
    """Return the database, and hang up in the end. Nothing is asked before it is used."""
    database = Database(address, clock)
    try:
        yield database
    finally:
        database.close()


def _make_tables(connection: Connection) -> None:
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
    for table in _TABLES:
        connection.execute(table)
