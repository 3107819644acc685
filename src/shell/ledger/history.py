"""Reads what the ledger holds about the snapshots that left this machine."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from attrs import frozen
from returns.iterables import Fold
from returns.result import Failure, Result, Success

from ...core.delivery.history import Forgotten, LedgerEntry, ReceiptsError, last_that_left
from ...core.delivery.ledger_faults import CorruptEntry, LocalLedgerFault
from ...core.parsing.text import is_unicode
from ...core.snapshot.fingerprint import Difference, Fingerprint, compare
from ..files.reading import printable
from .rows import UNREADABLE, entry_of, fingerprint_of, only
from .sqlite import LedgerFile
from .transactions import read_ledger

_Found = TypeVar("_Found")

_NEWEST = "SELECT * FROM publishes ORDER BY id DESC LIMIT ?"
_OF_TARGET = "SELECT * FROM publishes WHERE provider = ? AND workspace = ? AND project = ? ORDER BY id DESC LIMIT 1"
_WITH_KEY = "SELECT * FROM publishes WHERE substr(key, 1, ?) = ? ORDER BY id DESC"
_BEFORE = """
SELECT * FROM publishes WHERE target = ? AND id < (SELECT max(id) FROM publishes WHERE target = ? AND key = ?)
ORDER BY id DESC LIMIT 20
"""
_MADE_WITH_KEY = """
SELECT id, key, made FROM publishes LEFT JOIN fingerprints ON publish = id WHERE substr(key, 1, ?) = ? ORDER BY id DESC
"""


@frozen
class SqliteHistory:
    """What left this machine: an adapter of `trackpost.core.delivery.history.History`.

    Attributes:
        file: the ledger file.
    """

    file: LedgerFile

    def newest(self, limit: int) -> Result[tuple[LedgerEntry, ...], LocalLedgerFault]:
        """Return the newest entries, the newest first."""
        return self._look(_NEWEST, (limit,), _entry)

    def last_of(self, provider: str, workspace: str, project: str) -> Result[LedgerEntry | None, LocalLedgerFault]:
        """Return the newest entry of a project, whichever server it went to."""
        found = self._look(_OF_TARGET, (provider, workspace, project), _entry)
        return found.map(lambda entries: entries[0] if entries else None)

    def of_key(self, key: str) -> Result[LedgerEntry, ReceiptsError]:
        """Return the entry whose key begins with *key*; where several targets share a key, the newest."""
        return Result.do(
            entry
            for rows in self._look(_WITH_KEY, (len(key), key), lambda row: (row["key"], _entry(row)))
            for entry in only(key, rows)
        )

    def before(self, key: str) -> Result[LedgerEntry, ReceiptsError]:
        """Return the entry that was sent to the same target before the newest one whose key begins with *key*."""
        return Result.do(
            earlier
            for entry in self.of_key(key)
            for entries in self._look(_BEFORE, (entry.target.name, entry.target.name, entry.key), _entry)
            for earlier in last_that_left(key, entries)
        )

    def difference(self, earlier: str, later: str) -> Result[Difference, ReceiptsError]:
        """Return what differs between the snapshots of two keys."""
        return Result.do(compare(old, new) for old in self._fingerprint(earlier) for new in self._fingerprint(later))

    def _fingerprint(self, key: str) -> Result[Fingerprint, ReceiptsError]:
        return Result.do(
            fingerprint
            for rows in self._look(_MADE_WITH_KEY, (len(key), key), _fingerprint)
            for found in only(key, rows)
            for fingerprint in found
        )

    def _look(
        self, query: str, parameters: tuple[object, ...], parse: Callable[[sqlite3.Row], _Found]
    ) -> Result[tuple[_Found, ...], LocalLedgerFault]:
        """Return what *parse* makes of the rows, or the first row that it cannot make anything of."""

        def read(connection: sqlite3.Connection) -> list[Result[_Found, LocalLedgerFault]]:
            rows: list[sqlite3.Row] = connection.execute(query, parameters).fetchall()
            return [parsed(self.file.path, row, parse) for row in rows]

        none: list[Result[_Found, LocalLedgerFault]] = []
        return read_ledger(self.file.path, self.file.busy_seconds, read, none).bind(
            lambda found: Fold.collect(found, Success(()))
        )


def parsed(path: Path, row: sqlite3.Row, parse: Callable[[sqlite3.Row], _Found]) -> Result[_Found, CorruptEntry]:
    """Return what *parse* makes of a row of the ledger at *path*, or why it cannot make anything of it."""
    odd = [name for name, value in dict(row).items() if isinstance(value, str) and not is_unicode(value)]
    reason = f"{odd[0]} is not UTF-8" if odd else ""
    try:
        found = None if odd else parse(row)
    except UNREADABLE as error:
        found, reason = None, str(error)
    corrupt = CorruptEntry(printable(path), str(row["id"]), reason)
    return Failure(corrupt) if found is None else Success(found)


def _entry(row: sqlite3.Row) -> LedgerEntry:
    return entry_of(dict(row))


def _fingerprint(row: sqlite3.Row) -> tuple[str, Result[Fingerprint, Forgotten]]:
    return row["key"], fingerprint_of(row["key"], row["made"])
