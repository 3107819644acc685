"""Transactions on the shared ledger: each ends in time, and each fault is a value."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from math import ceil
from threading import Timer
from typing import TypeAlias, TypeVar

import psycopg
from attrs import field, frozen
from psycopg.rows import DictRow, dict_row
from returns.result import Failure, Result, Success

from ....core.delivery.shared_ledger import LedgerOfAnotherVersion, LedgerUnavailable, LedgerUrl
from ...clock import Clock
from ...waiting import MOMENT, waiting
from .schema import VERSION, make_schema, version_of

Connection: TypeAlias = psycopg.Connection[DictRow]
SessionFault: TypeAlias = LedgerUnavailable | LedgerOfAnotherVersion

_Value = TypeVar("_Value")

_CONNECTING = 10.0
"""Seconds that a connection may take at most."""
_SHORTEST = 2.0
"""Seconds that an answer may take even if the time of the publish is over: its end must be recorded all the same."""
_PAUSE = 0.2
"""Seconds between two attempts to reach a database that is restarted."""
_LATE = "it did not answer in time"
_SETTINGS = """
SELECT set_config('idle_in_transaction_session_timeout', '10s', true), set_config('synchronous_commit',
CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, true)
"""
"""A process that is frozen inside a transaction must not keep its locks, and what is committed must be on the disk."""


class _Version(Exception):  # noqa: N818 - it says what was found
    """The tables have another version."""


@frozen
class Session:
    """A connection to the shared ledger, opened when it is first needed, and opened again if it broke.

    Attributes:
        address: the database.
        clock: the source of time.
    """

    address: LedgerUrl
    clock: Clock
    _open: list[Connection] = field(factory=list, init=False)

    def run(
        self, seconds: float, work: Callable[[Connection], _Value], *, patient: bool = False
    ) -> Result[_Value, SessionFault]:
        """Return what *work* returns, called in one transaction. The tables are made if there are none.

        Args:
            seconds: how long it may take, but never less than two.
            work: is given the connection.
            patient: try again until the time is over, if the database is out of reach.
        """
        until = self.clock.monotonic() + max(seconds, _SHORTEST)
        while True:
            result = self._run(until, work, make=True)
            if not patient or isinstance(result, Success) or self.clock.monotonic() + _PAUSE > until:
                return result
            self.clock.sleep(_PAUSE)

    def look(
        self, seconds: float, read: Callable[[Connection], _Value], otherwise: _Value
    ) -> Result[_Value, SessionFault]:
        """Return what *read* returns, called in one transaction, or *otherwise* if there are no tables yet."""
        until = self.clock.monotonic() + max(seconds, _SHORTEST)
        return self._run(
            until, lambda connection: otherwise if version_of(connection) is None else read(connection), make=False
        )

    def close(self) -> None:
        """Hang up."""
        while self._open:
            self._open.pop().close()

    def _run(self, until: float, work: Callable[[Connection], _Value], *, make: bool) -> Result[_Value, SessionFault]:
        left = max(until - self.clock.monotonic(), _SHORTEST)
        with waiting(f"no answer from {self.address.shown} yet", left, after=MOMENT, now=self.clock.now):
            return self._in_time(left, work, make=make)

    def _in_time(
        self, left: float, work: Callable[[Connection], _Value], *, make: bool
    ) -> Result[_Value, SessionFault]:
        late = list[bool]()
        try:
            connection = self._connection(left)
            with _cut_after(connection, left, late), connection.transaction():
                connection.execute(_SETTINGS)
                self._check(connection, make=make)
                return Success(work(connection))
        except _Version as found:
            return Failure(LedgerOfAnotherVersion(self.address.shown, int(str(found)), VERSION))
        except (psycopg.Error, OSError, RuntimeError, UnicodeError) as error:
            self.close()
            reason = _LATE if late else " ".join(self.address.hide(str(error) or type(error).__name__).split())
            return Failure(LedgerUnavailable(self.address.shown, reason))

    def _connection(self, seconds: float) -> Connection:
        if self._open and (self._open[0].closed or self._open[0].broken):
            self.close()
        if not self._open:
            self._open.append(
                psycopg.connect(
                    self.address.url.reveal(),
                    autocommit=True,
                    row_factory=dict_row,
                    prepare_threshold=None,  # a pooler between us gives each transaction another session
                    connect_timeout=ceil(min(seconds, _CONNECTING)),
                    client_encoding="utf8",
                    application_name="trackpost",
                )
            )
        return self._open[0]

    def _check(self, connection: Connection, *, make: bool) -> None:
        version = make_schema(connection) if make else version_of(connection)
        if version not in {None, VERSION}:
            raise _Version(version)


@contextmanager
def _cut_after(connection: Connection, seconds: float, late: list[bool]) -> Iterator[None]:
    """Shut the connection if the block takes longer: a database that hangs answers no time limit of its own."""
    handle = socket.socket(fileno=os.dup(connection.fileno()))

    def cut() -> None:
        late.append(True)
        with suppress(OSError):  # it has ended by itself
            handle.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, cut)
    timer.daemon = True
    with handle:
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()
