"""Reads the issues of one project from the cache, in order, with only a few of them in memory at a time."""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import TypeVar

from returns.result import Failure, Result

from ...core.issues.cache_faults import CorruptRow
from ...core.issues.cached import UNDECODABLE, CachedIssue, cached_issue, cached_issues
from .selection import Selection

_Value = TypeVar("_Value")
_Error = TypeVar("_Error")

_AT_A_TIME = 128


class IssueRows:
    """Rows as issues. The first row that is not an issue ends them, and is the fault.

    Args:
        path: of the cache, for errors.
        connection: to it, in a transaction.
        selected: the issues of the project.
    """

    def __init__(self, path: str, connection: sqlite3.Connection, selected: Selection) -> None:
        self._path = path
        self._connection = connection
        self._selected = selected
        self._cursor = connection.execute(selected.queries.payloads, selected.values)
        self._fault: CorruptRow | None = None

    def __iter__(self) -> Iterator[Sequence[CachedIssue]]:
        """Yield the issues, a few at a time."""
        read = 0
        while self._fault is None and (rows := self._cursor.fetchmany(_AT_A_TIME)):
            if issues := self._decoded([payload for (payload,) in rows], read):
                yield issues
            read += len(rows)

    def unless_faulty(self, made: Result[_Value, _Error]) -> Result[_Value, _Error | CorruptRow]:
        """Return what was made of the issues, unless a row was not an issue."""
        return made if self._fault is None else Failure(self._fault)

    def _decoded(self, payloads: list[bytes], before: int) -> Sequence[CachedIssue]:
        try:
            return cached_issues(payloads)
        except (*UNDECODABLE, TypeError):  # TypeError: a column of SQLite holds values of any type
            return list(self._one_by_one(payloads, before))

    def _one_by_one(self, payloads: Sequence[object], before: int) -> Iterator[CachedIssue]:
        for number, payload in enumerate(payloads, before):
            try:
                yield cached_issue(payload)
            except UNDECODABLE as error:
                self._fault = corrupt(self._path, "tracker_issues", self._identity(number), error)
                return

    def _identity(self, number: int) -> object:
        """Return the identity of a row. It is read for a fault alone, because it makes a tenth of all reading.

        Where there are no locks, another program may have changed the rows by then.
        """
        selected = self._selected
        found = self._connection.execute(selected.queries.identity, (*selected.values, number)).fetchone()
        return f"row {number + 1}" if found is None else found[0]


def corrupt(path: str, table: str, identity: object, error: Exception) -> CorruptRow:
    """Return the fault of a row of *table* that a decoder refused with *error*."""
    name = "NULL" if identity is None else str(identity)
    if isinstance(identity, bytes):
        name = identity.decode(errors="backslashreplace")
    return CorruptRow(path, table, name, str(error))
