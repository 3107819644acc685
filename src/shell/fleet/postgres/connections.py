"""The connections of a worker to its queue."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Self

import psycopg
from pgqueuer.adapters.drivers.psycopg import PsycopgDriver
from pgqueuer.ports.driver import NotifyCallback
from typing_extensions import override

from ....core.delivery.shared_ledger import LedgerUrl

_CONNECTING = 10


class TwoConnections(PsycopgDriver):
    """A driver that asks on one connection and listens on another.

    PgQueuer's own one listens on the connection that it asks on, for a second at a time, and each question waits for
    that: two workers then do thirty trivial jobs a second, however many threads they have.

    Args:
        asking: for everything else.
        listening: for notifications.
    """

    def __init__(self, asking: psycopg.AsyncConnection, listening: psycopg.AsyncConnection) -> None:
        super().__init__(asking)
        self._listener = PsycopgDriver(listening)
        self._callbacks: list[tuple[str, NotifyCallback]] = []

    @override
    async def add_listener(self, channel: str, callback: NotifyCallback) -> None:
        await self._listener.add_listener(channel, callback)
        self._callbacks.append((channel, callback))

    @override
    async def __aenter__(self) -> Self:
        await self._listener.__aenter__()
        return await super().__aenter__()

    @override
    async def __aexit__(self, *reason: object) -> None:
        await super().__aexit__(*reason)
        with suppress(psycopg.Error):  # the connection is lost, so nobody listens any more
            while self._callbacks:  # else the end waits for the second to pass
                await self._listener.remove_listener(*self._callbacks.pop())
        await self._listener.__aexit__(*reason)


async def connected(address: LedgerUrl) -> psycopg.AsyncConnection:
    """Return a connection as PgQueuer needs it."""
    return await psycopg.AsyncConnection.connect(address.url.reveal(), autocommit=True, connect_timeout=_CONNECTING)


@asynccontextmanager
async def driver_for(address: LedgerUrl) -> AsyncIterator[TwoConnections]:
    """Connect twice, and hang up in the end."""
    async with await connected(address) as asking, await connected(address) as listening:
        yield TwoConnections(asking, listening)
