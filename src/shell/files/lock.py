"""One writer at a time."""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from pathlib import Path
from time import monotonic
from typing import TypeVar

from returns.result import Failure, Result

from ...core.project.faults import BusyFile, NoFileLocks, UnwritableFile, WriteFault
from .database import begin_alone, has_locks, is_busy, transaction
from .folders import make_folder
from .reading import printable, reason_of, target_of

_Value = TypeVar("_Value")
_Error = TypeVar("_Error")


def holding(
    path: Path,
    seconds: float,
    write: Callable[[tuple[NoFileLocks, ...]], Result[_Value, _Error]],
    have_locks: Callable[[Path], bool] = has_locks,
    *,
    busy: str | None = None,
) -> Result[_Value, _Error | WriteFault]:
    """Return what *write* returns, called while this process holds the lock of *path*.

    The lock is SQLite's, on an empty file: it works on every system, between threads as between processes, and it is
    free again when its holder is killed.

    Args:
        path: the file to guard; its lock is the file ``<name>.lock`` beside it, or beside the target where it is a
            link, so that two folders that share a file share its lock.
        seconds: how long to wait for another holder.
        write: is called with a warning where the file system has no locks, and with none where the lock is held.
        have_locks: says whether a folder's file system has locks.
        busy: why the lock may not be free, for a person who waits; by default, that another program uses the file.
    """
    return holding_all((path,), seconds, write, have_locks, busy=busy)


def holding_all(
    paths: Iterable[Path],
    seconds: float,
    write: Callable[[tuple[NoFileLocks, ...]], Result[_Value, _Error]],
    have_locks: Callable[[Path], bool] = has_locks,
    *,
    busy: str | None = None,
) -> Result[_Value, _Error | WriteFault]:
    """Do the same as `holding`, while this process holds the locks of all *paths*, taken in this order."""
    until = monotonic() + seconds
    unlocked: list[NoFileLocks] = []
    with ExitStack() as held:
        for path in paths:
            lock = target_of(path).with_name(f"{target_of(path).name}.lock")
            try:
                make_folder(lock.parent)
                with suppress(FileExistsError):  # one that is there is not opened: to close it would free it (POSIX)
                    lock.touch(mode=0o600, exist_ok=False)
            except OSError as error:
                return Failure(UnwritableFile(printable(lock), reason_of(error)))
            try:
                left = max(0.0, until - monotonic())
                opened = held.enter_context(transaction(lock, "rw", left, _take, have_locks, busy=busy))
            except sqlite3.Error as error:
                is_taken = is_busy(error)
                return Failure(BusyFile(printable(path)) if is_taken else UnwritableFile(printable(lock), str(error)))
            if not opened.is_locked:
                unlocked.append(NoFileLocks(printable(lock.parent)))
        return write(tuple(dict.fromkeys(unlocked)))


def _take(connection: sqlite3.Connection) -> None:
    """Take the lock, without a journal beside it: there may be no room for one. Both waits together are one."""
    began = monotonic()
    (milliseconds,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute("PRAGMA journal_mode = MEMORY")
    left = milliseconds - 1000 * (monotonic() - began)
    connection.execute(f"PRAGMA busy_timeout = {max(0, int(left))}")
    begin_alone(connection)
