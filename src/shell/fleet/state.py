"""The state of a fleet in SQLite. Killed at any instant, it has lost at most the outcomes of jobs under way."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TypeVar

import msgspec
from msgspec.structs import astuple
from returns.result import Failure, Result, Success

from ...core.fleet.faults import NewerState, StateLost
from ...core.fleet.holding import Record
from ...core.fleet.outcome import Credential
from ...core.fleet.port import Worker
from ..files.database import connect
from ..files.folders import make_folder
from ..files.reading import is_absent, printable, reason_of
from .rows import UNREADABLE, record_of, stored, unreadable
from .tables import VERSION, brought_up_to_date, transaction

_BUSY_SECONDS = 30.0
_OWNER_ONLY = 0o600
"""The mode of the file; SQLite gives the files that it puts beside it the same."""
_KEEP = """
INSERT INTO projects (name, began, ended, outcome, is_failed, published, failures, files, asked, answered)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (name) DO UPDATE SET began = excluded.began, ended = excluded.ended, outcome = excluded.outcome,
is_failed = excluded.is_failed, published = excluded.published, failures = excluded.failures, files = excluded.files,
asked = max(asked, excluded.asked), answered = excluded.answered
"""
_OF = "SELECT * FROM projects WHERE name = ?"
_ALL = "SELECT * FROM projects ORDER BY published IS NOT NULL, published, name"
_HISTORY = """
SELECT 1 AS is_last, NULL AS number, * FROM projects WHERE name = ?
UNION ALL SELECT 0, * FROM earlier WHERE name = ? ORDER BY is_last DESC, number DESC
"""
_AGES = "SELECT name, published FROM projects WHERE published IS NOT NULL"
_FAILED = "SELECT name FROM projects WHERE is_failed ORDER BY name"
_RELEASE = ("UPDATE projects SET asked = asked + 1 WHERE name = ?",)
_RELEASED = "SELECT name FROM projects WHERE asked > answered"
_REFUSE = "INSERT OR IGNORE INTO refused (host, holder) VALUES (?, ?)"
_ACCEPT = "DELETE FROM refused WHERE host = ? AND holder = ?"
_OLD = "SELECT name FROM projects WHERE ended < ? ORDER BY name"
_FORGET = ("DELETE FROM projects WHERE name = ?", "DELETE FROM earlier WHERE name = ?")
_GREET = "INSERT OR REPLACE INTO workers (name, doing, began, seen) VALUES (?, ?, ?, ?)"

_Value = TypeVar("_Value")


class SqliteState:
    """Implements `trackpost.core.fleet.port.FleetState`.

    Args:
        path: of the file, for messages.
        connection: to it.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection
        self._lock = Lock()

    def record(self, name: str) -> Result[Record | None, StateLost]:
        """Return what is known of a project, by its name; None if it was never tried."""
        return self._rows(_OF, name).bind(lambda rows: self._read(lambda: record_of(rows[0]) if rows else None))

    def keep(self, record: Record) -> Result[None, StateLost]:
        """Remember the outcome of a try. If the process is killed after that, it is still known."""
        return self._rows(_KEEP, *astuple(stored(record))).map(lambda _: None)

    def records(self) -> Result[Iterator[Record], StateLost]:
        """Return all records, those first whose snapshot is the oldest, and first of all those that have none."""
        return self._rows(_ALL).bind(lambda rows: self._read(lambda: iter([record_of(row) for row in rows])))

    def history(self, name: str) -> Result[tuple[Record, ...], StateLost]:
        """Return what was known of a project after each try that is kept, the newest first."""
        return self._rows(_HISTORY, name, name).bind(lambda rows: self._read(lambda: tuple(map(record_of, rows))))

    def ages(self) -> Result[Mapping[str, float], StateLost]:
        """Return when the server last had the snapshot of each project, as far as it ever did."""
        return self._rows(_AGES).map(lambda rows: {str(row["name"]): float(row["published"]) for row in rows})

    def release(self, matches: Callable[[str], bool]) -> Result[tuple[str, ...], StateLost]:
        """Let the failed projects whose names match be tried again, and return their names."""
        return self._rows(_FAILED).bind(lambda rows: self._for_each(_RELEASE, _names(rows, matches)))

    def refused(self) -> Result[frozenset[Credential], StateLost]:
        """Return the credentials that were refused, and not accepted since."""
        rows = self._rows("SELECT host, holder FROM refused")
        return rows.map(lambda found: frozenset(Credential(str(row["host"]), str(row["holder"])) for row in found))

    def refuse(self, credential: Credential) -> Result[None, StateLost]:
        """Remember that a credential is not accepted."""
        return self._rows(_REFUSE, credential.host, credential.holder).map(lambda _: None)

    def accept(self, credential: Credential) -> Result[None, StateLost]:
        """Remember that a credential is accepted again."""
        return self._rows(_ACCEPT, credential.host, credential.holder).map(lambda _: None)

    def forget(self, is_gone: Callable[[str], bool], before: float) -> Result[tuple[str, ...], StateLost]:
        """Forget the projects whose names match and whose last try ended before an instant; return their names."""
        return self._rows(_OLD, before).bind(lambda rows: self._for_each(_FORGET, _names(rows, is_gone)))

    def released(self) -> Result[tuple[str, ...], StateLost]:
        """Return the projects that were released and not yet tried."""
        return self._rows(_RELEASED).map(lambda rows: tuple(str(row["name"]) for row in rows))

    def workers(self) -> Result[tuple[Worker, ...], StateLost]:
        """Return the processes that work on the fleet."""
        return self._rows("SELECT * FROM workers ORDER BY name").bind(
            lambda rows: self._read(lambda: tuple(msgspec.convert(dict(row), Worker) for row in rows))
        )

    def greet(self, worker: Worker) -> Result[None, StateLost]:
        """Remember that a process works on the fleet."""
        return self._rows(_GREET, worker.name, worker.doing, worker.began, worker.seen).map(lambda _: None)

    def dismiss(self, name: str) -> Result[None, StateLost]:
        """Forget a process that has ended."""
        return self._rows("DELETE FROM workers WHERE name = ?", name).map(lambda _: None)

    def queued(self) -> Result[None, StateLost]:
        """Return None: on one machine, jobs do not wait in the state."""
        return Success(None)

    def _rows(self, statement: str, *values: object) -> Result[list[sqlite3.Row], StateLost]:
        try:
            with self._lock:
                return Success(self._connection.execute(statement, values).fetchall())
        except sqlite3.Error as error:
            return Failure(StateLost(printable(self._path), str(error)))

    def _for_each(self, statements: Iterable[str], names: tuple[str, ...]) -> Result[tuple[str, ...], StateLost]:
        """Execute statements for each name, all or none, and return the names."""
        try:
            with self._lock, transaction(self._connection):
                for statement in statements:
                    self._connection.executemany(statement, [(name,) for name in names])
        except sqlite3.Error as error:
            return Failure(StateLost(printable(self._path), str(error)))
        return Success(names)

    def _read(self, read: Callable[[], _Value]) -> Result[_Value, StateLost]:
        try:
            return Success(read())
        except UNREADABLE as error:
            return Failure(StateLost(printable(self._path), unreadable(error)))


@contextmanager
def opened_state(path: Path, *, only_reads: bool = False) -> Iterator[Result[SqliteState, StateLost | NewerState]]:
    """Open the state, and close it in the end; one that is only read, and is not there, is empty."""
    opened = Result.do(
        prepared for connection in _connected(path, only_reads=only_reads) for prepared in _prepared(path, connection)
    )
    try:
        yield opened.map(lambda connection: SqliteState(path, connection))
    finally:
        opened.map(lambda connection: connection.close())


def _connected(path: Path, *, only_reads: bool) -> Result[sqlite3.Connection, StateLost]:
    try:
        if only_reads and is_absent(path):
            return Success(sqlite3.connect(":memory:", isolation_level=None))
        make_folder(path.parent)
        if is_absent(path):
            path.touch(mode=_OWNER_ONLY)
        return Success(connect(path, "rwc", _BUSY_SECONDS, is_shared=True))
    except sqlite3.Error as error:
        return Failure(StateLost(printable(path), str(error)))
    except OSError as error:
        return Failure(StateLost(printable(path), reason_of(error)))


def _prepared(path: Path, connection: sqlite3.Connection) -> Result[sqlite3.Connection, StateLost | NewerState]:
    connection.row_factory = sqlite3.Row
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")  # a power cut may take the last outcomes, and nothing else
        found = brought_up_to_date(connection)
    except sqlite3.Error as error:
        connection.close()
        return Failure(StateLost(printable(path), str(error)))
    if found > VERSION:
        connection.close()
        return Failure(NewerState(printable(path), found, VERSION))
    return Success(connection)


def _names(rows: Iterable[sqlite3.Row], matches: Callable[[str], bool]) -> tuple[str, ...]:
    return tuple(name for row in rows if matches(name := str(row["name"])))
