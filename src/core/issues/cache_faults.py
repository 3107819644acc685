"""Why the issue cache cannot be used."""

from typing import ClassVar, TypeAlias

from msgspec import Struct

from ..errors import Category, sentence


class MissingCache(Struct, frozen=True):
    """There is no cache for this binding and these credentials yet."""

    path: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"{self.path}: no issues are cached for this binding and these credentials; run `trackpost pull` first"


class UnreadableCache(Struct, frozen=True):
    """The cache is not a database, lacks a table, or cannot be read."""

    path: str
    reason: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return (
            f"{self.path}: not a readable issue cache ({self.reason}); make it readable, or move it away and pull again"
        )


class InterruptedCache(Struct, frozen=True):
    """SQLite has to write in order to read the cache, for example to recover from an interrupted writer."""

    path: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"{self.path}: needs crash recovery; open it once with write access"


class BusyCache(Struct, frozen=True):
    """Another program is writing the cache and did not finish in time."""

    path: str
    category: ClassVar = Category.TEMPORARY

    @sentence
    def message(self) -> str:
        return f"{self.path}: another program is writing the cache; try again when it has finished"


class CorruptRow(Struct, frozen=True):
    """A row of the cache does not fit the contract, or cannot be compared with the tracker.

    Attributes:
        path: the cache.
        table: the table of the row.
        identity: the primary key of the row.
        reason: what was expected and what was found, with the path in the payload.
    """

    path: str
    table: str
    identity: str
    reason: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return (
            f"{self.path}: row {self.identity!r} of {self.table} cannot be used ({self.reason}); "
            "correct it, or delete it and pull again"
        )


CacheFault: TypeAlias = MissingCache | UnreadableCache | InterruptedCache | BusyCache | CorruptRow
