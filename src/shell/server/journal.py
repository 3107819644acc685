"""Asks the records off the event loop, so that a file that is locked or slow stops nobody who does not need it."""

import asyncio
import errno
import logging
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic
from typing import TypeVar

from returns.result import Failure, Result, Success

from ...core.contract.server import Refused
from .database import database_at
from .records import Records
from .refusals import CANNOT_STORE, NO_MEMORY

BUSY_SECONDS = 3.0
"""How long a request waits, for its turn and for the file, before it is told to come again.

Only the time counts that others have lost to a locked file since it came: to answer them takes a while, and nothing is
wrong with that.
"""

_LOG = logging.getLogger("trackpost.sandbox")
_Value = TypeVar("_Value")


class Journal:
    """Everything that was received and answered. A thread of its own asks for it, one question at a time.

    Args:
        path: of the SQLite file, which is made where it does not exist; None takes a temporary one.
        busy_seconds: how long a question may wait.
        keep_newest: how many snapshots are kept; None for all.

    Raises:
        sqlite3.Error: the file cannot be opened, or is no database of ours.
        OSError: it went away meanwhile.
    """

    def __init__(self, path: Path | None, busy_seconds: float = BUSY_SECONDS, keep_newest: int | None = None) -> None:
        self._busy_seconds = busy_seconds
        self._keep_newest = keep_newest
        self._lost = 0.0
        self._thread = ThreadPoolExecutor(1, "journal")
        self._database = database_at(path)
        try:
            # In the thread, so that it runs from now on: if an interrupt cut its start, nobody would wait for its end.
            self._thread.submit(self._asked, Records.prepare, busy_seconds).result()
        except (sqlite3.Error, OSError):
            self.close()
            raise

    async def ask(self, question: Callable[[Records], _Value]) -> Result[_Value, Refused]:
        """Return the answer to *question*, or the refusal for a request that cannot be answered without."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._ask, question, self._begun())

    def ask_now(self, question: Callable[[Records], _Value]) -> Result[_Value, Refused]:
        """Return the answer to *question* to a caller that has no event loop, and waits for it."""
        return self._thread.submit(self._ask, question, self._begun()).result()

    def close(self) -> None:
        """Answer what was asked, and close the database."""
        self._thread.shutdown()
        self._database.close()

    def _begun(self) -> tuple[float, float]:
        """Return when a question comes, and what all before it have lost."""
        return monotonic(), self._lost

    def _ask(self, question: Callable[[Records], _Value], came: tuple[float, float]) -> Result[_Value, Refused]:
        begun, (came_at, lost_before) = monotonic(), came
        waited = min(begun - came_at, self._lost - lost_before)
        try:
            return Success(self._asked(question, self._busy_seconds - waited))
        except (sqlite3.Error, OSError) as error:
            self._lost += monotonic() - begun
            _LOG.warning("cannot store received snapshots: %s", error)
            return Failure(CANNOT_STORE)
        except MemoryError:
            return Failure(NO_MEMORY)

    def _asked(self, question: Callable[[Records], _Value], seconds: float) -> _Value:
        if seconds <= 0:
            # Who waited behind a locked file does not wait for it again.
            raise TimeoutError(errno.ETIMEDOUT, "too many requests wait")
        with self._database.opened(seconds) as connection:
            return question(Records(connection, self._keep_newest))
