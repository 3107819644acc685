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
from .tables import make_tables

_Value = TypeVar("_Value")

_SECONDS = 10.0
_PATIENCE = 30.0
"""Seconds that a database may take to restart before an outcome is lost."""


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
                make_tables(connection)
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
