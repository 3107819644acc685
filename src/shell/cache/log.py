"""The write-ahead log of the cache: readers go on reading while others write, where the file system allows it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from ..files.database import code_of, connect, has_locks, is_busy, lacks_shared_memory, shares_memory


def prefer_log(path: Path, connection: sqlite3.Connection, can_share: Callable[[Path], bool] = shares_memory) -> None:
    """Let the cache have a log, where it has none and its file system can share memory.

    Another writer is not waited for, and so does not matter either.

    Raises:
        sqlite3.OperationalError: the cache cannot be written.
    """
    try:
        ((mode,),) = connection.execute("PRAGMA journal_mode")
        if mode != "wal" and can_share(path.parent):
            connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if not is_busy(error):
            raise


def leave_log(path: Path, error: sqlite3.OperationalError) -> None:
    """Take the log from a cache that came from another file system, and cannot be used with one on this.

    Raises:
        sqlite3.Error: *error* itself, where the log is not what is wrong; or the log cannot be left.
    """
    if lacks_shared_memory(error):
        flags: tuple[str, ...] = ()
    elif code_of(error) == sqlite3.SQLITE_CANTOPEN and path.is_file() and not has_locks(path.parent):
        flags = ("vfs=unix-dotfile",)  # a lock that is a file; one is needed to leave the log, and only for that
    else:
        raise error
    with closing(connect(path, "rw", 0, *flags)) as connection:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # without others, nothing needs to be shared
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()
