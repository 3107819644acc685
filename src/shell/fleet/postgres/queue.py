"""The queue of a fleet on many machines: PgQueuer, in tables beside the ledger. A project has one job at most."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TypeVar

import psycopg
from attrs import field, frozen
from pgqueuer.adapters.drivers.psycopg import PsycopgDriver, SyncPsycopgDriver
from pgqueuer.adapters.persistence.qb import (
    QueryBuilderEnvironment,
    QueryQueueBuilder,
    QuerySchedulerBuilder,
)
from pgqueuer.adapters.persistence.queries import Queries, SyncQueries
from pgqueuer.domain.settings import DBSettings
from returns.result import Failure, Result, Success

from ....core.delivery.shared_ledger import LedgerUrl
from ....core.fleet.faults import StateUnavailable
from ....core.fleet.port import Queued
from .connections import connected
from .database import Database

ENTRYPOINT = "project"
"""The kind of all jobs; the payload is the name of the project."""
SETTINGS = DBSettings(prefix="fleet_", db_schema="trackpost")
FAULTS = (psycopg.Error, OSError)
"""What a queue raises that is out of reach."""
_LOCK = 0x7175657565
"""The bytes of "queue": a number that no other program locks by chance."""
_AT_ONCE = 1_000
_FORGET = "DELETE FROM trackpost.fleet_pgqueuer_log WHERE created < clock_timestamp() - interval '1 day'"
"""PgQueuer keeps three rows a job for statistics, which nobody asks for here."""
_CONNECTING = 10

_Value = TypeVar("_Value")


@frozen
class Queue:
    """The queue in the database of a fleet.

    Attributes:
        database: that the machines share.
    """

    database: Database
    _is_made: list[bool] = field(factory=list, init=False)

    def enqueue(self, names: Sequence[str]) -> Result[int, StateUnavailable]:
        """Put a job for each project on the queue, unless it has one, and return how many are new."""

        def put(connection: psycopg.Connection) -> int:
            connection.execute(_FORGET)
            queries = SyncQueries(SyncPsycopgDriver(connection), qbq=QueryQueueBuilder(settings=SETTINGS))
            return sum(_put(queries, names[start : start + _AT_ONCE]) for start in range(0, len(names), _AT_ONCE))

        return self._asked(put)

    def queued(self) -> Result[Queued, StateUnavailable]:
        """Return how many jobs there are."""

        def count(connection: psycopg.Connection) -> Queued:
            sizes = SyncQueries(SyncPsycopgDriver(connection), qbq=QueryQueueBuilder(settings=SETTINGS)).queue_size()
            waiting = sum(size.count for size in sizes if size.status == "queued")
            return Queued(waiting=waiting, under_way=sum(size.count for size in sizes) - waiting)

        return self._asked(count)

    def make(self) -> Result[None, StateUnavailable]:
        """Make the tables of the queue, unless they are there."""
        if self._is_made:
            return Success(None)
        schema = self.database.run(lambda _: None)
        made = schema.bind(lambda _: self._caught(lambda: asyncio.run(_make(self.database.address))))
        return made.map(lambda _: self._is_made.append(True))

    def _asked(self, ask: Callable[[psycopg.Connection], _Value]) -> Result[_Value, StateUnavailable]:
        def asked() -> _Value:
            url = self.database.address.url.reveal()
            with closing(psycopg.connect(url, autocommit=True, connect_timeout=_CONNECTING)) as connection:
                return ask(connection)

        return self.make().bind(lambda _: self._caught(asked))

    def _caught(self, ask: Callable[[], _Value]) -> Result[_Value, StateUnavailable]:
        try:
            return Success(ask())
        except FAULTS as error:
            return Failure(self.database.lost(str(error)))


def queries_of(driver: PsycopgDriver) -> Queries:
    """Return what a worker asks the queue."""
    return Queries(
        driver,
        qbe=QueryBuilderEnvironment(settings=SETTINGS),
        qbq=QueryQueueBuilder(settings=SETTINGS),
        qbs=QuerySchedulerBuilder(settings=SETTINGS),
    )


def _put(queries: SyncQueries, names: Sequence[str]) -> int:
    payloads: list[bytes | None] = [name.encode() for name in names]
    keys: list[str | None] = list(names)
    new = queries.enqueue([ENTRYPOINT] * len(names), payloads, [0] * len(names), dedupe_key=keys, on_conflict="skip")
    return sum(number is not None for number in new)


async def _make(address: LedgerUrl) -> None:
    async with await connected(address) as connection:
        queries = queries_of(PsycopgDriver(connection))
        if await queries.schema_is_installed():
            return
        await connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))  # until the connection ends
        if not await queries.schema_is_installed():
            await queries.install(create_schema=False)
