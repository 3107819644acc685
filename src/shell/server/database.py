"""The database of the journal: a file that a person named, or a temporary one."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Protocol

from attrs import frozen
from typing_extensions import override


class Database(Protocol):
    """Something to keep records in."""

    def opened(self, seconds: float) -> AbstractContextManager[sqlite3.Connection]:
        """Return a connection that waits at most *seconds* for other programs.

        Raises:
            sqlite3.Error: the database cannot be read or written.
            OSError: it is not there, or not any more.
        """

    def close(self) -> None:
        """Give up what is held between two connections."""


@frozen
class FileDatabase(Database):
    """A file. It is opened anew each time, because it can be moved, replaced or made read-only in between."""

    path: Path

    @contextmanager
    @override
    def opened(self, seconds: float) -> Iterator[sqlite3.Connection]:
        before = self._identity()
        with closing(_connect(f"{self.path.as_uri()}?mode=rw", seconds)) as connection:
            yield connection
        if self._identity() != before:
            # SQLite goes on writing to a file that has lost its name, and is gone with it.
            raise FileNotFoundError(errno.ENOENT, "the file was moved or replaced", str(self.path))

    @override
    def close(self) -> None:
        pass

    def _identity(self) -> tuple[int, int]:
        status = self.path.stat()
        return status.st_dev, status.st_ino


@frozen
class TemporaryDatabase(Database):
    """A database without a name, in memory as far as it is small. It is gone with the process, however that ends."""

    connection: sqlite3.Connection

    @contextmanager
    @override
    def opened(self, seconds: float) -> Iterator[sqlite3.Connection]:
        yield self.connection

    @override
    def close(self) -> None:
        self.connection.close()


def database_at(path: Path | None) -> Database:
    """Return the database at *path*, which is made where there is none; without a path, a temporary one.

    Raises:
        sqlite3.Error: the file cannot be made.
    """
    if path is None:
        return TemporaryDatabase(_connect("", 0))
    absolute = path.absolute()
    _connect(f"{absolute.as_uri()}?mode=rwc", 0).close()
    return FileDatabase(absolute)


def _connect(uri: str, seconds: float) -> sqlite3.Connection:
    # A transaction begins where the records say so; the thread of the journal is not the one that opens it.
    return sqlite3.connect(uri, timeout=seconds, isolation_level=None, check_same_thread=False, uri=True)
