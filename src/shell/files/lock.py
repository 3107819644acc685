"""One writer at a time."""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar

from returns.result import Failure, Result, Success

from ...core.errors import BusyFile, UnwritableFile, WriteFault
from ...core.result import sealed
from .reading import shown

_Value = TypeVar("_Value")
_Error = TypeVar("_Error")


def holding(
    path: Path, seconds: float, write: Callable[[], Result[_Value, _Error]]
) -> Result[_Value, _Error | WriteFault]:
    """Return what *write* returns, called while this process holds the lock of *path*.

    The lock is SQLite's, on an empty file: it works on every system, between threads as between processes, and it is
    free again when its holder is killed.

    Args:
        path: the file that is to be guarded; its lock is the file ``<name>.lock`` beside it.
        seconds: how long to wait for another holder.
        write: what to do meanwhile.
    """
    match sealed(_held(path, path.with_name(f"{path.name}.lock"), seconds)):
        case Success(lock):
            with closing(lock):
                return write()
        case failure:
            return failure


def _held(path: Path, lock: Path, seconds: float) -> Result[sqlite3.Connection, WriteFault]:
    try:
        lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):  # one that is there is not opened: to close it would free it (POSIX locks)
            lock.touch(mode=0o600, exist_ok=False)
        connection = sqlite3.connect(lock, timeout=seconds, isolation_level=None)
    except OSError as error:
        return Failure(UnwritableFile(shown(lock), error.strerror or type(error).__name__))
    except sqlite3.Error as error:
        return Failure(UnwritableFile(shown(lock), str(error)))
    return _taken(path, lock, connection)


def _taken(path: Path, lock: Path, connection: sqlite3.Connection) -> Result[sqlite3.Connection, WriteFault]:
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        connection.close()
        is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
        return Failure(BusyFile(shown(path)) if is_busy else UnwritableFile(shown(lock), str(error)))
    return Success(connection)
