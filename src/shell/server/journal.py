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

The time that goes to answering others does not count: a large snapshot takes a while, and nothing is wrong with that.
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
        self._spent = 0.0
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
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._ask, question, self._until())

    def ask_now(self, question: Callable[[Records], _Value]) -> Result[_Value, Refused]:
        """Return the answer to *question* to a caller that has no event loop, and waits for it."""
        return self._thread.submit(self._ask, question, self._until()).result()

    def close(self) -> None:
        """Answer what was asked, and close the database."""
        self._thread.shutdown()
        self._database.close()

    def _until(self) -> float:
        """Return until when a question may wait, by a clock that stands still while others are answered."""
        return self._clock() + self._busy_seconds

    def _clock(self) -> float:
        return monotonic() - self._spent

    def _ask(self, question: Callable[[Records], _Value], until: float) -> Result[_Value, Refused]:
        begun = monotonic()
        try:
            answer = self._asked(question, until - self._clock())
            self._spent += monotonic() - begun
            return Success(answer)
        except (sqlite3.Error, OSError) as error:
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
