"""Reads what is remembered of the snapshots that left this machine."""

import sqlite3

import msgspec
from attrs import field, frozen
from returns.result import Failure, Result, Success

from ..core.fingerprint import Difference, Fingerprint, compare, parse_fingerprint
from ..core.ledger_entry import LedgerEntry
from ..core.ledger_fault import AmbiguousKey, Forgotten, LedgerFault, ReceiptsError, UnknownKey
from .file import is_absent
from .ledger import Ledger
from .ledger_file import read_ledger

_NEWEST = "SELECT * FROM publishes ORDER BY id DESC LIMIT ?"
_OF_TARGET = "SELECT * FROM publishes WHERE provider = ? AND workspace = ? AND project = ? ORDER BY id DESC LIMIT 1"
_WITH_KEY = "SELECT * FROM publishes WHERE substr(key, 1, ?) = ? ORDER BY id DESC"


@frozen
class Remembered:
    """An entry, and what its snapshot was made of; None where that is forgotten."""

    entry: LedgerEntry
    fingerprint: Fingerprint | None = field(repr=False)


@frozen
class Receipts:
    """What left this machine.

    Attributes:
        ledger: remembers it.
    """

    ledger: Ledger

    def newest(self, limit: int) -> Result[tuple[LedgerEntry, ...], LedgerFault]:
        """Return the newest entries, the newest first."""
        return self._look(_NEWEST, (limit,)).map(lambda rows: tuple(row.entry for row in rows))

    def last_of(self, provider: str, workspace: str, project: str) -> Result[LedgerEntry | None, LedgerFault]:
        """Return the newest entry of a project, whichever server it went to."""
        return self._look(_OF_TARGET, (provider, workspace, project)).map(lambda rows: rows[0].entry if rows else None)

    def of_key(self, key: str) -> Result[LedgerEntry, ReceiptsError]:
        """Return the entry whose key begins with *key*; where several targets share a key, the newest."""
        return self._with_key(key).map(lambda row: row.entry)

    def difference(self, earlier: str, later: str) -> Result[Difference, ReceiptsError]:
        """Return what differs between the snapshots of two keys."""
        return Result.do(compare(old, new) for old in self._fingerprint(earlier) for new in self._fingerprint(later))

    def _fingerprint(self, key: str) -> Result[Fingerprint, ReceiptsError]:
        return Result.do(found for row in self._with_key(key) for found in _not_forgotten(row))

    def _with_key(self, key: str) -> Result[Remembered, ReceiptsError]:
        return Result.do(row for rows in self._look(_WITH_KEY, (len(key), key)) for row in _only(key, rows))

    def _look(self, query: str, parameters: tuple[object, ...]) -> Result[tuple[Remembered, ...], LedgerFault]:
        if is_absent(self.ledger.path):
            return Success(())
        return read_ledger(
            self.ledger.path,
            self.ledger.busy_seconds,
            lambda connection: tuple(map(_remembered, connection.execute(query, parameters))),
        )


def _only(key: str, rows: tuple[Remembered, ...]) -> Result[Remembered, UnknownKey | AmbiguousKey]:
    keys = {row.entry.key for row in rows}
    if not keys:
        return Failure(UnknownKey(key))
    return Success(rows[0]) if len(keys) == 1 else Failure(AmbiguousKey(key, len(keys)))


def _not_forgotten(row: Remembered) -> Result[Fingerprint, Forgotten]:
    return Failure(Forgotten(row.entry.key)) if row.fingerprint is None else Success(row.fingerprint)


def _remembered(row: sqlite3.Row) -> Remembered:
    columns: dict[str, object] = dict(row)
    resource = {"external_resource_type": row["resource_type"], "external_resource_id": row["resource_id"]}
    return Remembered(
        msgspec.convert(
            {**columns, "target": columns, "route": None if row["resource_type"] is None else resource}, LedgerEntry
        ),
        None if row["fingerprint"] is None else parse_fingerprint(row["fingerprint"]),
    )
