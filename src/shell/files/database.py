"""Opens SQLite files, also where the file system lacks what SQLite asks of it, and tells its error codes apart."""

import mmap
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic
from typing import Literal, TypeAlias

from msgspec import Struct

from ..waiting import MOMENT, waiting
from .reading import printable, target_of
from .system import try_lock

Mode: TypeAlias = Literal["ro", "rw", "rwc"]
"""SQLite's own words: for reading, for writing, for writing a file that is made if it is absent."""

_NOT_WRITABLE = frozenset(
    {
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_READONLY,
    }
)
_BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_NO_SHARED_MEMORY = frozenset(
    {
        sqlite3.SQLITE_IOERR_SHMLOCK,
        sqlite3.SQLITE_IOERR_SHMMAP,
        sqlite3.SQLITE_IOERR_SHMOPEN,
        sqlite3.SQLITE_IOERR_SHMSIZE,
    }
)
_NOT_LOCKED = frozenset(
    {
        sqlite3.SQLITE_IOERR_CHECKRESERVEDLOCK,
        sqlite3.SQLITE_IOERR_LOCK,
        sqlite3.SQLITE_IOERR_RDLOCK,
        sqlite3.SQLITE_PERM,
    }
)


def code_of(error: sqlite3.Error) -> int:
    """Return the primary code of *error*; 0 where it is not SQLite's own."""
    return extended_code_of(error) & 0xFF


def extended_code_of(error: sqlite3.Error) -> int:
    """Return the whole code of *error*; 0 where it is not SQLite's own."""
    return getattr(error, "sqlite_errorcode", 0)


def is_busy(error: sqlite3.Error) -> bool:
    """Say whether another connection holds the lock."""
    return code_of(error) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def lacks_shared_memory(error: sqlite3.Error) -> bool:
    """Say whether a write-ahead log cannot be used, because processes cannot share memory on this file system."""
    return extended_code_of(error) in _NO_SHARED_MEMORY


def is_not_writable(error: sqlite3.Error) -> bool:
    """Say whether the file, or its folder, is at fault, and not what is in it."""
    return code_of(error) in _NOT_WRITABLE


def is_broken(error: sqlite3.Error) -> bool:
    """Say whether the file is not a database, or not a whole one."""
    return code_of(error) in _BROKEN


class Opened(Struct, frozen=True):
    """A connection in which a transaction has begun.

    Attributes:
        connection: in autocommit mode: whoever begins a transaction ends it.
        is_locked: False where the file system has no locks, so that nobody else is kept away.
    """

    connection: sqlite3.Connection
    is_locked: bool = True


Begin: TypeAlias = Callable[[sqlite3.Connection], object]


def begin_alone(connection: sqlite3.Connection) -> None:
    """Begin a transaction beside which there is no other, so that its commit has nobody to wait for."""
    connection.execute("BEGIN EXCLUSIVE")


def keep_few_pages(connection: sqlite3.Connection) -> None:
    """Hold 256 KiB of the file in memory, and not 2 MiB: to read it from end to end needs no page again.

    What a transaction has written stays in memory all the same: without a log, SQLite could write it to the file only
    while nobody reads that, and each statement would wait for that.
    """
    connection.execute("PRAGMA cache_size = -256")
    connection.execute("PRAGMA cache_spill = OFF")


def connect(path: Path, mode: Mode, seconds: float, *flags: str, is_shared: bool = False) -> sqlite3.Connection:
    """Return a connection that waits so many seconds for a lock; *flags* are more of SQLite's URI parameters.

    One that *is_shared* may be used by several threads, one at a time.
    """
    address = f"{path.absolute().as_uri()}?{'&'.join((f'mode={mode}', *flags))}"
    return sqlite3.connect(address, uri=True, timeout=seconds, isolation_level=None, check_same_thread=not is_shared)


def has_locks(folder: Path) -> bool:
    """Say whether the file system of *folder* has file locks, as far as one may try.

    SQLite itself cannot tell a lock that another process holds from one that cannot be had.
    """
    return _can(folder, try_lock)


def shares_memory(folder: Path) -> bool:
    """Say whether processes can share memory in a file of *folder*, as far as one may try."""

    def share(probe: int) -> None:
        os.truncate(probe, mmap.PAGESIZE)
        mmap.mmap(probe, mmap.PAGESIZE).close()

    return _can(folder, share)


def _can(folder: Path, use: Callable[[int], None]) -> bool:
    """Say whether a file that nobody else knows can be used in this way."""
    from tempfile import TemporaryFile  # noqa: PLC0415 - imports every compression, and few ever need it

    try:
        probe = TemporaryFile(dir=folder)  # noqa: SIM115 - that it cannot be made says nothing
    except OSError:
        return True
    with probe:
        try:
            use(probe.fileno())
        except OSError:
            return False
    return True


class _Wait(Struct, frozen=True):
    """For how many seconds to wait for another connection, and why it may hold the lock."""

    seconds: float
    why: str


@contextmanager
def transaction(  # noqa: PLR0913 - the last one is for people only
    path: Path,
    mode: Mode,
    seconds: float,
    begin: Begin,
    have_locks: Callable[[Path], bool] = has_locks,
    *,
    busy: str | None = None,
) -> Iterator[Opened]:
    """Open a database, begin a transaction, and close it at the end; what was not committed is rolled back.

    Args:
        path: of the file.
        mode: how it is opened.
        seconds: how long to wait in all for another connection that holds the lock.
        begin: executes the statements that take the lock.
        have_locks: says whether a folder's file system has locks. It is asked only where one could not be had at once.
        busy: why the lock may not be free, for a person who waits; by default, that another program uses the file.

    Raises:
        sqlite3.Error: it cannot be opened, or the lock could not be had in time.
    """
    why = busy or f"another program is using {printable(path).removesuffix('.lock')}"
    opened = _opened(path, mode, _Wait(seconds, why), begin, have_locks)
    with closing(opened.connection):
        yield opened


def _opened(path: Path, mode: Mode, wait: _Wait, begin: Begin, have_locks: Callable[[Path], bool]) -> Opened:
    seconds = wait.seconds
    try:
        return Opened(_begun(connect(path, mode, 0), seconds, begin))
    except sqlite3.OperationalError as error:
        if not is_busy(error) and extended_code_of(error) not in _NOT_LOCKED:
            raise
    if have_locks(target_of(path).parent):
        with waiting(wait.why, seconds, after=MOMENT):
            return Opened(_begun_in_time(path, mode, seconds, begin))
    return Opened(_begun(connect(path, mode, seconds, "nolock=1"), seconds, begin), is_locked=False)


def _begun_in_time(path: Path, mode: Mode, seconds: float, begin: Begin) -> sqlite3.Connection:
    """Wait for the lock a moment at a time: while SQLite waits, Python can do nothing, not even obey Ctrl-C."""
    until = monotonic() + seconds
    while True:
        left = max(0.0, until - monotonic())
        try:
            return _begun(connect(path, mode, min(left, MOMENT)), seconds, begin)
        except sqlite3.OperationalError as error:
            if not is_busy(error) or left <= MOMENT:
                raise


def _begun(connection: sqlite3.Connection, seconds: float, begin: Begin) -> sqlite3.Connection:
    try:
        begin(connection)
        connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")  # for what follows
    except BaseException:
        connection.close()
        raise
    return connection
