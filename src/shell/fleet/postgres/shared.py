"""What the machines of a fleet share."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from attrs import frozen

from ....core.delivery.shared_ledger import LedgerUrl
from ....core.fleet.limits import HostLimit
from ...clock import Clock
from ...ledger.postgres.ledger import SharedLedger
from ..gates import Gates
from .database import Database, opened_database
from .gates import SharedGates
from .moves import Moves
from .queue import Queue
from .state import PostgresState


@frozen
class Shared:
    """Everything in the database of a fleet.

    Attributes:
        database: the database.
        state: what is remembered of every project.
        queue: the jobs.
        moves: the caches, and the ledger that guards what is sent.
    """

    database: Database
    state: PostgresState
    queue: Queue
    moves: Moves

    def gates(self, limits: Mapping[str, HostLimit], own: Gates, worker: str) -> SharedGates:
        """Return the gates of one worker, which keep the limits of hosts over all of them."""
        return SharedGates(limits, self.database.clock, self.database, worker, own)


@contextmanager
def opened(address: LedgerUrl, clock: Clock) -> Iterator[Shared]:
    """Return what is in the database at *address*, and hang up in the end. Nothing is asked before it is used."""
    with opened_database(address, clock) as database:
        yield Shared(
            database=database,
            state=PostgresState(database),
            queue=Queue(database),
            moves=Moves(database, SharedLedger(address, clock)),
        )
