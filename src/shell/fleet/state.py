"""The state of a fleet in SQLite. Killed at any instant, it has lost at most the outcomes of jobs under way."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TypeVar

import msgspec
from msgspec.structs import astuple
from returns.result import Failure, Result, Success

from ...core.fleet.faults import StateLost
from ...core.fleet.holding import Record
from ...core.fleet.port import EARLIER_TRIES, Worker
from ..files.database import connect
from ..files.folders import make_folder
from ..files.reading import is_absent, printable, reason_of
from .rows import UNREADABLE, record_of, stored, unreadable

_BUSY_SECONDS = 30.0
_OWNER_ONLY = 0o600
"""The mode of the file; SQLite gives the files that it puts beside it the same."""
# What a new try replaces goes among the earlier ones, so a file without them needs nothing but the table.
_SCHEMA = (
    """
CREATE TABLE IF NOT EXISTS projects (
    name TEXT PRIMARY KEY, began REAL NOT NULL, ended REAL NOT NULL, outcome TEXT NOT NULL, is_failed INTEGER NOT NULL,
    published REAL, failures INTEGER NOT NULL, files TEXT NOT NULL, is_released INTEGER NOT NULL
) WITHOUT ROWID
""",
    """
CREATE TABLE IF NOT EXISTS workers (
    name TEXT PRIMARY KEY, doing TEXT NOT NULL, began REAL NOT NULL, seen REAL NOT NULL
)
""",
    "CREATE INDEX IF NOT EXISTS released ON projects (is_released) WHERE is_released",
    """
CREATE TABLE IF NOT EXISTS earlier (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL, began REAL NOT NULL, ended REAL NOT NULL, outcome TEXT NOT NULL, is_failed INTEGER NOT NULL,
    published REAL, failures INTEGER NOT NULL, files TEXT NOT NULL, is_released INTEGER NOT NULL
)
""",
    "CREATE INDEX IF NOT EXISTS earlier_of ON earlier (name)",
    f"""
CREATE TRIGGER IF NOT EXISTS replaced BEFORE INSERT ON projects BEGIN
    INSERT INTO earlier SELECT NULL, * FROM projects
    WHERE name = NEW.name AND (began, ended) IS NOT (NEW.began, NEW.ended);
    DELETE FROM earlier WHERE number IN (
        SELECT number FROM (
            SELECT number, row_number() OVER (
                PARTITION BY CASE WHEN json_valid(outcome) THEN json_extract(outcome, '$.word') END
                ORDER BY number DESC
            ) AS place FROM earlier WHERE name = NEW.name
        ) WHERE place > {EARLIER_TRIES}
    );
END
""",  # noqa: S608 - a number of our own
)
_KEEP = """
INSERT OR REPLACE INTO projects (name, began, ended, outcome, is_failed, published, failures, files, is_released)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_OF = "SELECT * FROM projects WHERE name = ?"
_ALL = "SELECT * FROM projects ORDER BY published IS NOT NULL, published, name"
_HISTORY = """
SELECT 1 AS is_last, NULL AS number, * FROM projects WHERE name = ?1
UNION ALL SELECT 0, * FROM earlier WHERE name = ?1 ORDER BY is_last DESC, number DESC
"""
_AGES = "SELECT name, published FROM projects WHERE published IS NOT NULL"
_FAILED = "SELECT name FROM projects WHERE is_failed ORDER BY name"
_RELEASE = "UPDATE projects SET is_released = 1 WHERE name = ?"
_RELEASED = "SELECT name FROM projects WHERE is_released"
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
        return self._rows(_HISTORY, name).bind(lambda rows: self._read(lambda: tuple(map(record_of, rows))))

    def ages(self) -> Result[Mapping[str, float], StateLost]:
        """Return when the server last had the snapshot of each project, as far as it ever did."""
        return self._rows(_AGES).map(lambda rows: {str(row["name"]): float(row["published"]) for row in rows})

    def release(self, matches: Callable[[str], bool]) -> Result[tuple[str, ...], StateLost]:
        """Let the failed projects whose names match be tried again, and return their names."""
        return Result.do(
            names
            for rows in self._rows(_FAILED)
            for names in Success(tuple(str(row["name"]) for row in rows if matches(str(row["name"]))))
            for _ in self._rows(_RELEASE, *names, many=True)
        )

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

    def _rows(self, statement: str, *values: object, many: bool = False) -> Result[list[sqlite3.Row], StateLost]:
        try:
            with self._lock:
                if many:
                    self._connection.execute("BEGIN IMMEDIATE")
                    self._connection.executemany(statement, [(value,) for value in values])
                    self._connection.execute("COMMIT")
                    return Success([])
                return Success(self._connection.execute(statement, values).fetchall())
        except sqlite3.Error as error:
            return Failure(StateLost(printable(self._path), str(error)))

    def _read(self, read: Callable[[], _Value]) -> Result[_Value, StateLost]:
        try:
            return Success(read())
        except UNREADABLE as error:
            return Failure(StateLost(printable(self._path), unreadable(error)))


@contextmanager
def opened_state(path: Path, *, only_reads: bool = False) -> Iterator[Result[SqliteState, StateLost]]:
    """Open the state, and close it in the end; one that is only read, and is not there, is empty."""
    opened = _connected(path, only_reads=only_reads)
    try:
        yield opened.map(lambda connection: SqliteState(path, connection))
    finally:
        opened.map(lambda connection: connection.close())


def _connected(path: Path, *, only_reads: bool) -> Result[sqlite3.Connection, StateLost]:
    try:
        if only_reads and is_absent(path):
            connection = sqlite3.connect(":memory:", isolation_level=None)
        else:
            make_folder(path.parent)
            if is_absent(path):
                path.touch(mode=_OWNER_ONLY)
            connection = connect(path, "rwc", _BUSY_SECONDS, is_shared=True)
        return Success(_prepared(connection))
    except sqlite3.Error as error:
        return Failure(StateLost(printable(path), str(error)))
    except OSError as error:
        return Failure(StateLost(printable(path), reason_of(error)))


def _prepared(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.row_factory = sqlite3.Row
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")  # a power cut may take the last outcomes, and nothing else
        for statement in _SCHEMA:
            connection.execute(statement)
    except BaseException:
        connection.close()
        raise
    return connection
