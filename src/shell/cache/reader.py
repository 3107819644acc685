"""Reads the SQLite cache of issues, work-package links and checkpoints. Facts of the file: docs/reference/files.md."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import msgspec
from msgspec import Struct
from returns.result import Failure, Result, Success

from ...core.issues.cache_faults import CacheFault, CorruptRow, MissingCache
from ...core.issues.cached import UNDECODABLE
from ...core.issues.filing import CheckpointKeys, Filing, full_pull_key
from ...core.issues.incomplete import pulled_so_far
from ...core.issues.model import (
    NOTHING_READ,
    CacheCount,
    Checkpoint,
    IssueRef,
    WorkPackageLink,
    ref_in,
    up_to_date,
)
from ...core.issues.pull_state import parse_state, shown
from ...core.snapshot.body import Reading
from .issue_rows import IssueRows, corrupt
from .opening import look_into
from .selection import selection_of

if TYPE_CHECKING:
    from ...core.trackers.unmapped import Counts

_Value = TypeVar("_Value")
_Error = TypeVar("_Error")
_Row: TypeAlias = tuple[object, ...]

_MAPPINGS = """
SELECT wp_id, system, workspace, external_id, external_key, external_url, created_at, updated_at
FROM tracker_mappings ORDER BY wp_id COLLATE BINARY, system COLLATE BINARY
"""
_PAYLOAD = "SELECT CAST(payload AS BLOB) FROM tracker_issues WHERE identity = ?"
_CHECKPOINT = "SELECT cursor, updated_since FROM tracker_checkpoints WHERE checkpoint_key = ?"


class CacheReader(Struct, frozen=True):
    """The cache in one file, which is open for reading only, and only while it is read.

    Attributes:
        path: of the SQLite file, which need not exist.
        busy_seconds: how long to wait for a program that is writing it.
    """

    path: Path
    busy_seconds: float = 5.0

    def read(
        self, filing: Filing, use: Callable[[Reading], Result[_Value, _Error]]
    ) -> Result[_Value, _Error | CacheFault]:
        """Return what *use* makes of what the cache holds for one binding at one moment.

        A cache into which nothing was ever pulled is a missing one: it says nothing about what the tracker has.

        Args:
            filing: of the project. It says which issues are read (`selection_of`); links are all read.
            use: iterates over the issues. Its result counts only if every issue could be read.
        """
        return look_into(self.path, self.busy_seconds, lambda path, connection: _read(path, connection, filing, use))

    def mappings(self, filing: Filing) -> Result[tuple[WorkPackageLink, ...], CacheFault]:
        """Return all work-package links, ordered by work package and system."""
        return look_into(
            self.path, self.busy_seconds, lambda path, connection: _mappings(path, connection, filing.workspaces)
        )

    def overview(self, filing: Filing) -> Result[tuple[CacheCount, "Counts"], CacheFault]:
        """Return how much the cache holds for one binding, without looking into the issues.

        Beside it, return the names that no table holds, and how many issues have each.
        """
        from .seen import unmapped_in  # noqa: PLC0415 - a publish does not need what pulls have seen

        def look(path: str, connection: sqlite3.Connection) -> "Result[tuple[CacheCount, Counts], CorruptRow]":
            unmapped = unmapped_in(connection, filing.keys.own)
            return _counted(path, connection, filing).map(lambda count: (count, unmapped))

        return look_into(self.path, self.busy_seconds, look)


def _read(
    path: str,
    connection: sqlite3.Connection,
    filing: Filing,
    use: Callable[[Reading], Result[_Value, _Error]],
) -> Result[_Value, _Error | CacheFault]:
    selected = selection_of(connection, filing)
    ((count, is_filled),) = connection.execute(selected.queries.size, selected.values)
    issues = IssueRows(path, connection, selected)
    return Result.do(
        made
        for mappings in _mappings(path, connection, filing.workspaces)
        for come in _how_far(path, connection, filing.keys, is_apart=selected.is_apart)
        for _ in _ever_filled(path, come.checkpoint, is_filled=is_filled)
        for made in issues.unless_faulty(
            use(
                Reading(
                    batches=issues,
                    count=count,
                    mappings=mappings,
                    checkpoint=come.checkpoint or NOTHING_READ,
                    part=come.part,
                )
            )
        )
    )


def _ever_filled(path: str, checkpoint: Checkpoint | None, *, is_filled: bool) -> Result[None, MissingCache]:
    return Success(None) if is_filled or checkpoint is not None else Failure(MissingCache(path))


def _counted(path: str, connection: sqlite3.Connection, filing: Filing) -> Result[CacheCount, CorruptRow]:
    selected = selection_of(connection, filing)
    issues, mappings = connection.execute(selected.queries.counts, selected.values).fetchone()
    key = full_pull_key(filing.keys.own)
    return Result.do(
        CacheCount(
            issues=issues,
            mappings=mappings,
            checkpoint=come.checkpoint or NOTHING_READ,
            part=come.part,
            full_at=None if full is None else full.updated_since,
        )
        for come in _how_far(path, connection, filing.keys, is_apart=selected.is_apart)
        for full in _checkpoint(path, connection.execute(_CHECKPOINT, (key,)), key)
    )


def _mappings(
    path: str, connection: sqlite3.Connection, workspaces: frozenset[str]
) -> Result[tuple[WorkPackageLink, ...], CorruptRow]:
    cursor = connection.execute(_MAPPINGS)
    mappings: list[WorkPackageLink] = []
    for row in cursor:
        try:
            mapping = msgspec.convert(_texts(cursor, row), WorkPackageLink)
        except UNDECODABLE as error:
            return Failure(corrupt(path, "tracker_mappings", row[0], error))
        mappings.append(up_to_date(mapping, _linked(connection, mapping, workspaces)))
    return Success(tuple(mappings))


def _linked(connection: sqlite3.Connection, mapping: WorkPackageLink, workspaces: frozenset[str]) -> IssueRef | None:
    """Return the ref of the linked issue, which may be filed under any name of the workspace; None if not cached."""
    names = (mapping.workspace, *sorted(workspaces - {mapping.workspace}))
    for name in names:
        found = connection.execute(_PAYLOAD, (f"{mapping.system}:{name}:{mapping.external_id}",)).fetchone()
        if found is not None:
            return ref_in(found[0])
    return None


class _HowFar(Struct, frozen=True):
    """How far the cache has read the tracker.

    Attributes:
        checkpoint: None if nothing says so.
        part: how many issues an unfinished pull has read so far; None if there is none.
    """

    checkpoint: Checkpoint | None
    part: int | None


def _how_far(
    path: str, connection: sqlite3.Connection, keys: CheckpointKeys, *, is_apart: bool
) -> Result[_HowFar, CorruptRow]:
    """Return what the row of the resource says, or else the shared row, unless the project's issues are apart."""
    own, shared = (_checkpoint(path, connection.execute(_CHECKPOINT, (key,)), key) for key in (keys.own, keys.shared))
    return own.bind(
        lambda row: (
            shared.map(lambda other: _HowFar(None if is_apart else other, None))
            if row is None
            else Success(_HowFar(shown(parse_state(row)), pulled_so_far(row)))
        )
    )


def _checkpoint(path: str, cursor: sqlite3.Cursor, key: str) -> Result[Checkpoint | None, CorruptRow]:
    row: _Row | None = cursor.fetchone()
    if row is None:
        return Success(None)
    try:
        return Success(msgspec.convert(_texts(cursor, row), Checkpoint))
    except UNDECODABLE as error:
        return Failure(corrupt(path, "tracker_checkpoints", key.encode(), error))


def _texts(cursor: sqlite3.Cursor, row: _Row) -> dict[str, object]:
    names: list[str] = [column[0] for column in cursor.description]
    return {name: value.decode() if isinstance(value, bytes) else value for name, value in zip(names, row, strict=True)}
