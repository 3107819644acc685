"""Reads what the shared ledger holds about the snapshots that left any machine."""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from attrs import frozen
from returns.iterables import Fold
from returns.result import Failure, Result, Success

from ....core.delivery.history import Forgotten, LedgerEntry, ReceiptsError, UnknownKey, last_that_left
from ....core.delivery.ledger_faults import CorruptEntry, LedgerFault
from ....core.delivery.shared_ledger import LedgerUrl
from ....core.snapshot.fingerprint import Difference, Fingerprint, compare
from ...clock import Clock
from ..rows import UNREADABLE, entry_of, fingerprint_of, only
from .ledger import READING
from .session import Connection, Session

_Found = TypeVar("_Found")
_Columns = Mapping[str, object]

_NEWEST = "SELECT * FROM trackpost.publishes ORDER BY id DESC LIMIT %s"
_OF_PROJECT = """
SELECT * FROM trackpost.publishes WHERE provider = %s AND workspace = %s AND project = %s ORDER BY id DESC LIMIT 1
"""
_WITH_KEY = "SELECT * FROM trackpost.publishes WHERE key ^@ %s ORDER BY id DESC"
_BEFORE = """
SELECT * FROM trackpost.publishes
WHERE target = %s AND id < (SELECT max(id) FROM trackpost.publishes WHERE target = %s AND key = %s)
ORDER BY id DESC LIMIT 20
"""
_MADE_WITH_KEY = """
SELECT id, key, made FROM trackpost.publishes LEFT JOIN trackpost.fingerprints ON publish = id WHERE key ^@ %s
ORDER BY id DESC
"""
_PREFIX = re.compile(r"[0-9a-f]+")


@frozen
class PostgresHistory:
    """What left all machines: an adapter of `trackpost.core.delivery.history.History`.

    Attributes:
        address: the database.
        clock: the source of time.
    """

    address: LedgerUrl
    clock: Clock

    def newest(self, limit: int) -> Result[tuple[LedgerEntry, ...], LedgerFault]:
        """Return the newest entries, the newest first."""
        return self._look(_NEWEST, (limit,), entry_of)

    def last_of(self, provider: str, workspace: str, project: str) -> Result[LedgerEntry | None, LedgerFault]:
        """Return the newest entry of a project, whichever server it went to."""
        found = self._look(_OF_PROJECT, (provider, workspace, project), entry_of)
        return found.map(lambda entries: entries[0] if entries else None)

    def of_key(self, key: str) -> Result[LedgerEntry, ReceiptsError]:
        """Return the entry whose key begins with *key*; where several targets share a key, the newest."""
        return Result.do(
            entry
            for prefix in _prefix(key)
            for rows in self._look(_WITH_KEY, (prefix,), lambda row: (str(row["key"]), entry_of(row)))
            for entry in only(key, rows)
        )

    def before(self, key: str) -> Result[LedgerEntry, ReceiptsError]:
        """Return the entry that was sent to the same target before the newest one whose key begins with *key*."""
        return Result.do(
            earlier
            for entry in self.of_key(key)
            for entries in self._look(_BEFORE, (entry.target.name, entry.target.name, entry.key), entry_of)
            for earlier in last_that_left(key, entries)
        )

    def difference(self, earlier: str, later: str) -> Result[Difference, ReceiptsError]:
        """Return what differs between the snapshots of two keys."""
        return Result.do(compare(old, new) for old in self._fingerprint(earlier) for new in self._fingerprint(later))

    def _fingerprint(self, key: str) -> Result[Fingerprint, ReceiptsError]:
        return Result.do(
            fingerprint
            for prefix in _prefix(key)
            for rows in self._look(_MADE_WITH_KEY, (prefix,), _fingerprint)
            for found in only(key, rows)
            for fingerprint in found
        )

    def _look(
        self, query: str, parameters: tuple[object, ...], parse: Callable[[_Columns], _Found]
    ) -> Result[tuple[_Found, ...], LedgerFault]:
        """Return what *parse* makes of the rows, or the first row that it cannot make anything of."""

        def read(connection: Connection) -> list[Result[_Found, LedgerFault]]:
            return [self._parsed(row, parse) for row in connection.execute(query, parameters)]

        none: list[Result[_Found, LedgerFault]] = []
        session = Session(self.address, self.clock)
        try:
            return session.look(READING, read, none).bind(lambda found: Fold.collect(found, Success(())))
        finally:
            session.close()

    def _parsed(self, row: _Columns, parse: Callable[[_Columns], _Found]) -> Result[_Found, LedgerFault]:
        try:
            return Success(parse(row))
        except UNREADABLE as error:
            return Failure(CorruptEntry(self.address.shown, str(row["id"]), str(error)))


def _prefix(key: str) -> Result[str, UnknownKey]:
    """Return *key* if a key can begin with it: the database cannot be asked for any text."""
    return Success(key) if _PREFIX.fullmatch(key) else Failure(UnknownKey(key))


def _fingerprint(row: _Columns) -> tuple[str, Result[Fingerprint, Forgotten]]:
    key, made = str(row["key"]), row["made"]
    return key, fingerprint_of(key, made if isinstance(made, bytes) else None)
