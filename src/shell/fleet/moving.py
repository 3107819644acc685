"""Copies a cache, and merges a copy from another machine into the one of this machine.

What was pulled is taken as the copy has it, since a pull goes on from there. The links are people's work, and may have
been made on any machine: those that were made or removed here since the last move are made or removed in the copy, too.
"""

import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from attrs import field, frozen
from returns.result import Failure, Result, Success

from ...core.issues.cache_faults import BusyCache, CacheFault, MissingCache, UnreadableCache
from ...core.project.faults import UnwritableFile
from ...core.result import sealed
from ..cache.opening import look_into
from ..cache.writer import SCHEMA, CacheWriter, write_cache
from ..files.reading import printable
from .links import Links, decoded, encoded, links_in, made_in, put_links, remove_links, removed_from

_BUSY_SECONDS = 5.0
_HEADER = 100
"""Bytes at the beginning of an SQLite file, which differ although nothing that it says does."""
_ROLLBACK_JOURNAL = b"\x01\x01"
"""At the offset of the journal's kind: a copy in memory has no write-ahead log, whatever the file had."""
_KIND_OF_JOURNAL = slice(18, 20)
_BASE = """
CREATE TABLE IF NOT EXISTS trackpost_moved (version INTEGER NOT NULL, digest TEXT NOT NULL, links TEXT NOT NULL)
"""
_OF_THIS_MACHINE = ("trackpost_moved", "trackpost_gathered")
"""Tables that say what a cache was like here, and so stay here."""
_TABLES = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT IN (?, ?)"


@frozen
class Copy:
    """A cache as it was at one instant.

    Attributes:
        database: the SQLite file.
        digest: of what it says.
        links: in it.
    """

    database: bytes
    digest: str
    links: Links


@frozen
class Base:
    """What a cache was like when it last came from the shared database, or went there.

    Attributes:
        version: of the copy there; 0 if there was none.
        digest: of the copy.
        links: in the copy.
    """

    version: int = 0
    digest: str = ""
    links: Links = field(factory=dict)


def copy_of(path: Path) -> Result[Copy, CacheFault]:
    """Return a copy of a cache."""

    def copied(_path: str, connection: sqlite3.Connection) -> Result[Copy, CacheFault]:
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as memory:
            connection.backup(memory)
            for table in _OF_THIS_MACHINE:
                memory.execute(f"DROP TABLE IF EXISTS {table}")
            memory.execute("VACUUM")
            database = bytearray(memory.serialize())
            database[_KIND_OF_JOURNAL] = _ROLLBACK_JOURNAL
            return Success(Copy(bytes(database), sha256(database[_HEADER:]).hexdigest(), links_in(memory)))

    return look_into(path, _BUSY_SECONDS, copied)


def base_of(path: Path) -> Result[Base, CacheFault]:
    """Return what a cache was like at its last move."""

    def found(_path: str, connection: sqlite3.Connection) -> Result[Base, CacheFault]:
        connection.text_factory = str
        return Success(_base(connection))

    base = look_into(path, _BUSY_SECONDS, found)
    match sealed(base):
        case Failure(MissingCache()):
            return Success(Base())
        case _:
            return base


def note_base(path: Path, base: Base) -> Result[None, BusyCache | UnreadableCache | UnwritableFile]:
    """Remember in a cache what it was like at a move."""

    def note(cache: CacheWriter) -> Result[None, UnreadableCache]:
        _put_base(cache.connection, base)
        return Success(None)

    return write_cache(path, _BUSY_SECONDS, note)


def merge(path: Path, version: int, copy: bytes) -> Result[None, BusyCache | UnreadableCache | UnwritableFile]:
    """Put a copy in the place of a cache, with the links that were made or removed here since the last move."""

    def merged(cache: CacheWriter) -> Result[None, UnreadableCache]:
        try:
            with closing(sqlite3.connect(":memory:", isolation_level=None)) as source:
                _fill(source, copy)
                _replace(cache.connection, source, version)
        except (sqlite3.Error, ValueError) as error:
            return Failure(UnreadableCache(printable(path), f"a copy from another machine is damaged: {error}"))
        return Success(None)

    return write_cache(path, _BUSY_SECONDS, merged)


def _fill(source: sqlite3.Connection, copy: bytes) -> None:
    source.deserialize(copy)
    for table in SCHEMA:
        source.execute(table)


def _replace(here: sqlite3.Connection, source: sqlite3.Connection, version: int) -> None:
    base, ours, theirs = _base(here), links_in(here), links_in(source)
    for name, made in source.execute(_TABLES, _OF_THIS_MACHINE).fetchall():
        here.execute(str(made).replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS", 1))
        here.execute(f"DELETE FROM {_quoted(name)}")  # noqa: S608 - quoted
        rows = source.execute(f"SELECT * FROM {_quoted(name)}")  # noqa: S608 - quoted
        marks = ", ".join("?" for _ in rows.description)
        here.executemany(f"INSERT INTO {_quoted(name)} VALUES ({marks})", rows)  # noqa: S608 - quoted
    gone = removed_from(ours, base.links).items()
    remove_links(here, [key for key, row in gone if theirs.get(key) == row])  # else somebody linked it anew
    put_links(here, made_in(ours, base.links).values())
    _put_base(here, Base(version, "", theirs))


def _base(connection: sqlite3.Connection) -> Base:
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'trackpost_moved'").fetchone()
    row = None if known is None else connection.execute("SELECT version, digest, links FROM trackpost_moved").fetchone()
    if row is None:
        return Base()
    return Base(int(row[0]), str(row[1]), decoded(row[2]))


def _put_base(connection: sqlite3.Connection, base: Base) -> None:
    connection.execute(_BASE)
    connection.execute("DELETE FROM trackpost_moved")
    values = (base.version, base.digest, encoded(base.links))
    connection.execute("INSERT INTO trackpost_moved VALUES (?, ?, ?)", values)


def _quoted(name: object) -> str:
    return '"' + str(name).replace('"', '""') + '"'
