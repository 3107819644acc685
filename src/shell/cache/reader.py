"""Reads the SQLite cache of issues, work-package links and checkpoints. Facts of the file: docs/reference/files.md."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import TypeAlias, TypeVar

import msgspec
from attrs import frozen
from returns.result import Failure, Result, Success

from ...core.errors import BusyCache, CacheFault, CorruptRow, InterruptedCache, MissingCache, UnreadableCache
from ...core.issues.filing import CheckpointKeys
from ...core.issues.model import NOTHING_READ, CacheCount, Checkpoint, Issue, WorkPackageLink
from ...core.issues.pull_state import parse_state, shared_row
from ...core.result import sealed
from ...core.snapshot.body import Reading
from ..files.database import Opened, code_of, connect, lacks_shared_memory, transaction
from ..files.reading import is_absent, is_empty, printable

_Value = TypeVar("_Value")
_Error = TypeVar("_Error")
_Row: TypeAlias = tuple[object, ...]
_Look: TypeAlias = Callable[[str, sqlite3.Connection], Result[_Value, _Error]]

_ISSUES = "SELECT identity, payload FROM tracker_issues WHERE system = ? ORDER BY identity COLLATE BINARY"
_MAPPINGS = """
SELECT wp_id, system, workspace, external_id, external_key, external_url, created_at, updated_at
FROM tracker_mappings ORDER BY wp_id COLLATE BINARY, system COLLATE BINARY
"""
# Of all trackers, which takes a small part of the time: the number only shows progress.
_COUNT = "SELECT count(*), EXISTS (SELECT 1 FROM tracker_issues WHERE system = ?) FROM tracker_issues"
_AT_A_TIME = 128
_COUNTS = """
SELECT (SELECT count(*) FROM tracker_issues WHERE system = ?), (SELECT count(*) FROM tracker_mappings)
"""
_CHECKPOINT = "SELECT cursor, updated_since FROM tracker_checkpoints WHERE checkpoint_key = ?"

_DECODE_ISSUE = msgspec.json.Decoder(Issue).decode
_UNDECODABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_FAULTS: Mapping[int, Callable[[str], BusyCache | InterruptedCache]] = {
    sqlite3.SQLITE_BUSY: BusyCache,
    sqlite3.SQLITE_LOCKED: BusyCache,
    sqlite3.SQLITE_READONLY: InterruptedCache,
}


@frozen
class CacheReader:
    """The cache in one file, which is open for reading only, and only while it is read.

    Attributes:
        path: of the SQLite file, which need not exist.
        busy_seconds: how long to wait for a program that is writing it.
    """

    path: Path
    busy_seconds: float = 5.0

    def read(
        self, provider: str, keys: CheckpointKeys, use: Callable[[Reading], Result[_Value, _Error]]
    ) -> Result[_Value, _Error | CacheFault]:
        """Return what *use* makes of what the cache holds for one binding at one moment.

        A cache into which nothing was ever pulled is a missing one: it says nothing about what the tracker has.

        Args:
            provider: canonical name; only its issues are read, but all links.
            keys: of the rows that may hold the checkpoint.
            use: iterates over the issues. Its result counts only if every issue could be read.
        """
        return self._look(lambda path, connection: _read(path, connection, provider, keys, use))

    def mappings(self) -> Result[tuple[WorkPackageLink, ...], CacheFault]:
        """Return all work-package links, ordered by work package and system."""
        return self._look(lambda path, connection: _mappings(path, connection.execute(_MAPPINGS)))

    def count(self, provider: str, keys: CheckpointKeys) -> Result[CacheCount, CacheFault]:
        """Return how much the cache holds for one binding, without looking into the issues."""
        return self._look(lambda path, connection: _counted(path, connection, provider, keys))

    def _look(self, look: _Look[_Value, _Error]) -> Result[_Value, _Error | CacheFault]:
        if is_absent(self.path):
            return Failure(MissingCache(printable(self.path)))
        seen = self._look_once(look, self._locked)
        match sealed(seen):
            case Failure(InterruptedCache()) if self._is_at_rest():
                return self._look_once(look, self._at_rest)
            case _:
                return seen

    def _look_once(
        self, look: _Look[_Value, _Error], opened: Callable[[], AbstractContextManager[Opened]]
    ) -> Result[_Value, _Error | CacheFault]:
        path = printable(self.path)
        try:
            with opened() as database:
                # Text is left as bytes: what is not UTF-8 is then one row's fault and not the query's.
                database.connection.text_factory = bytes
                return look(path, database.connection)
        except sqlite3.DatabaseError as error:
            return Failure(_fault(self.path, error))
        except UnicodeDecodeError:  # an error message that quotes a broken schema
            return Failure(UnreadableCache(path, "malformed database schema"))

    def _locked(self) -> AbstractContextManager[Opened]:
        return transaction(self.path, "ro", self.busy_seconds, _begin)

    @contextmanager
    def _at_rest(self) -> Iterator[Opened]:
        with closing(connect(self.path, "ro", 0, "immutable=1")) as connection:
            _begin(connection)
            yield Opened(connection)

    def _is_at_rest(self) -> bool:
        """Say whether everything is in the file itself, so that it can be read where nothing can be written."""
        journals = (self.path.with_name(f"{self.path.name}{suffix}") for suffix in ("-wal", "-journal"))
        return all(is_absent(journal) or is_empty(journal) for journal in journals)


def _begin(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN")
    connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()  # takes the lock


def _fault(path: Path, error: sqlite3.DatabaseError) -> CacheFault:
    code = code_of(error)
    cannot_log = code == sqlite3.SQLITE_CANTOPEN and os.access(path, os.R_OK)  # a log needs locks, too
    if cannot_log or lacks_shared_memory(error):
        return InterruptedCache(printable(path))
    return _FAULTS[code](printable(path)) if code in _FAULTS else UnreadableCache(printable(path), str(error))


def _read(
    path: str,
    connection: sqlite3.Connection,
    provider: str,
    keys: CheckpointKeys,
    use: Callable[[Reading], Result[_Value, _Error]],
) -> Result[_Value, _Error | CacheFault]:
    ((count, is_filled),) = connection.execute(_COUNT, (provider,))
    issues = _Issues(path, connection.execute(_ISSUES, (provider,)))
    return Result.do(
        made
        for mappings in _mappings(path, connection.execute(_MAPPINGS))
        for checkpoint in _checkpoint_of(path, connection, keys)
        for _ in _ever_filled(path, checkpoint, is_filled=is_filled)
        for made in issues.unless_faulty(
            use(Reading(issues=issues, count=count, mappings=mappings, checkpoint=checkpoint or NOTHING_READ))
        )
    )


def _ever_filled(path: str, checkpoint: Checkpoint | None, *, is_filled: bool) -> Result[None, MissingCache]:
    return Success(None) if is_filled or checkpoint is not None else Failure(MissingCache(path))


def _counted(
    path: str, connection: sqlite3.Connection, provider: str, keys: CheckpointKeys
) -> Result[CacheCount, CorruptRow]:
    issues, mappings = connection.execute(_COUNTS, (provider,)).fetchone()
    return _checkpoint_of(path, connection, keys).map(
        lambda checkpoint: CacheCount(issues=issues, mappings=mappings, checkpoint=checkpoint or NOTHING_READ)
    )


def _issue(payload: object) -> Issue:
    # A column of SQLite holds values of any type; one that is not text fails in convert, which names its type.
    return _DECODE_ISSUE(payload) if isinstance(payload, bytes) else msgspec.convert(payload, Issue)


class _Issues:
    """Rows as issues. The first row that is not an issue ends them, and is the fault."""

    def __init__(self, path: str, cursor: sqlite3.Cursor) -> None:
        self._path = path
        self._cursor = cursor
        self._fault: CorruptRow | None = None

    def __iter__(self) -> Iterator[Issue]:
        while self._fault is None and (rows := self._cursor.fetchmany(_AT_A_TIME)):
            try:
                issues = [_DECODE_ISSUE(payload) for _, payload in rows]
            except (*_UNDECODABLE, TypeError):  # TypeError: a column of SQLite holds values of any type
                issues = list(self._one_by_one(rows))
            yield from issues

    def _one_by_one(self, rows: Iterable[tuple[object, object]]) -> Iterator[Issue]:
        for identity, payload in rows:
            try:
                yield _issue(payload)
            except _UNDECODABLE as error:
                self._fault = _corrupt(self._path, "tracker_issues", identity, error)
                return

    def unless_faulty(self, made: Result[_Value, _Error]) -> Result[_Value, _Error | CorruptRow]:
        """Return what was made of the issues, unless a row was not an issue."""
        return made if self._fault is None else Failure(self._fault)


def _mappings(path: str, cursor: sqlite3.Cursor) -> Result[tuple[WorkPackageLink, ...], CorruptRow]:
    mappings: list[WorkPackageLink] = []
    for row in cursor:
        try:
            mappings.append(msgspec.convert(_texts(cursor, row), WorkPackageLink))
        except _UNDECODABLE as error:
            return Failure(_corrupt(path, "tracker_mappings", row[0], error))
    return Success(tuple(mappings))


def _checkpoint_of(
    path: str, connection: sqlite3.Connection, keys: CheckpointKeys
) -> Result[Checkpoint | None, CorruptRow]:
    """Return what the row of the resource says, or else the shared row."""
    own, shared = (_checkpoint(path, connection.execute(_CHECKPOINT, (key,)), key) for key in (keys.own, keys.shared))
    return own.bind(lambda row: shared if row is None else Success(shared_row(parse_state(row))))


def _checkpoint(path: str, cursor: sqlite3.Cursor, key: str) -> Result[Checkpoint | None, CorruptRow]:
    row: _Row | None = cursor.fetchone()
    if row is None:
        return Success(None)
    try:
        return Success(msgspec.convert(_texts(cursor, row), Checkpoint))
    except _UNDECODABLE as error:
        return Failure(_corrupt(path, "tracker_checkpoints", key.encode(), error))


def _texts(cursor: sqlite3.Cursor, row: _Row) -> dict[str, object]:
    names: list[str] = [column[0] for column in cursor.description]
    return {name: value.decode() if isinstance(value, bytes) else value for name, value in zip(names, row, strict=True)}


def _corrupt(path: str, table: str, identity: object, error: Exception) -> CorruptRow:
    name = "NULL" if identity is None else str(identity)
    if isinstance(identity, bytes):
        name = identity.decode(errors="backslashreplace")
    return CorruptRow(path, table, name, str(error))
