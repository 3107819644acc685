"""Lets a project move between machines: its cache, with its checkpoints and its links, is in the shared database."""

import zlib
from pathlib import Path
from typing import TypeAlias

from attrs import define, field, frozen
from returns.result import Failure, Result, Success

from ....core.fleet.faults import StateUnavailable, TakenOver
from ....core.issues.cache_faults import BusyCache, CacheFault, UnreadableCache
from ....core.project.faults import UnwritableFile
from ....core.result import sealed
from ...ledger.postgres.ledger import SharedLedger
from ...ledger.postgres.session import Connection
from ..moving import Base, Copy, base_of, copy_of, merge, note_base
from .database import Database
from .guard import GuardedLedger

MoveError: TypeAlias = StateUnavailable | TakenOver | CacheFault | UnwritableFile

_VERSION = "SELECT version FROM trackpost.fleet_caches WHERE name = %(name)s"
_PACKED = "SELECT version, packed FROM trackpost.fleet_caches WHERE name = %(name)s"
# The first version is the clock's microseconds, so that no version comes twice, even if the database is made anew.
_FIRST = """
INSERT INTO trackpost.fleet_caches (name, version, packed)
VALUES (%(name)s, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, %(packed)s)
ON CONFLICT (name) DO NOTHING RETURNING version
"""
_NEXT = """
UPDATE trackpost.fleet_caches SET version = version + 1, packed = %(packed)s
WHERE name = %(name)s AND version = %(version)s RETURNING version
"""


@frozen
class Moves:
    """The caches of a fleet, in its database.

    Attributes:
        database: that the machines share.
        ledger: that the machines share.
    """

    database: Database
    ledger: SharedLedger

    def of(self, project: str, cache: Path) -> "Moved":
        """Return the move of the cache of one project to this machine, and of its changes away from it."""
        return Moved(self.database, self.ledger, project, cache)


@define
class Moved:
    """The cache of one project during one job.

    Attributes:
        database: that the machines share.
        ledger: that the machines share.
        project: its name.
        cache: the file on this machine.
        version: of the shared copy that this job goes on from; 0 if there is none.
    """

    database: Database
    ledger: SharedLedger
    project: str
    cache: Path
    version: int = field(default=0, init=False)

    @property
    def guard(self) -> GuardedLedger:
        """The ledger, which lets nothing be sent if another worker has written the cache since."""
        return GuardedLedger(self.ledger, self._is_latest)

    def arrive(self) -> Result[None, MoveError]:
        """Bring the cache on this machine up to what the last worker left, and keep the links that were made here."""
        return Result.do(
            brought
            for base in base_of(self.cache)
            for version in self._current()
            for brought in self._bring(version, base)
        )

    def leave(self) -> Result[None, MoveError]:
        """Store the cache for the next worker, unless another one has done so since it arrived here."""
        return Result.do(
            noted
            for copy in copy_of(self.cache)
            for base in base_of(self.cache)
            for version in self._stored(copy, base)
            for noted in self._note(version, copy)
        )

    def _bring(self, version: int, base: Base) -> Result[None, MoveError]:
        self.version = version
        if version in {0, base.version}:  # nothing is there, or nothing else than what this machine goes on from
            return Success(None)
        return Result.do(merged for found, copy in self._copy() for merged in self._merge(found, copy))

    def _merge(self, version: int, copy: bytes) -> Result[None, BusyCache | UnreadableCache | UnwritableFile]:
        self.version = version
        return merge(self.cache, version, copy)

    def _note(self, version: int, copy: Copy) -> Result[None, BusyCache | UnreadableCache | UnwritableFile]:
        self.version = version
        return note_base(self.cache, Base(version, copy.digest, copy.links))

    def _stored(self, copy: Copy, base: Base) -> Result[int, StateUnavailable | TakenOver]:
        is_same = (base.version, base.digest) == (self.version, copy.digest)
        written = self._is_latest().map(lambda is_so: self.version if is_so else None) if is_same else self._write(copy)
        match sealed(written):
            case Success(int(version)):
                return Success(version)
            case Success():
                return Failure(TakenOver())
            case Failure(fault):
                return Failure(fault)

    def _write(self, copy: Copy) -> Result[int | None, StateUnavailable]:
        given = {"name": self.project, "version": self.version, "packed": zlib.compress(copy.database, 1)}

        def write(connection: Connection) -> int | None:
            row = connection.execute(_NEXT if self.version else _FIRST, given).fetchone()
            return None if row is None else int(row["version"])

        return self.database.run(write)

    def _current(self) -> Result[int, StateUnavailable]:
        def ask(connection: Connection) -> int:
            row = connection.execute(_VERSION, {"name": self.project}).fetchone()
            return 0 if row is None else int(row["version"])

        return self.database.run(ask)

    def _copy(self) -> Result[tuple[int, bytes], StateUnavailable]:
        def ask(connection: Connection) -> tuple[int, bytes] | None:
            row = connection.execute(_PACKED, {"name": self.project}).fetchone()
            return None if row is None else (int(row["version"]), bytes(row["packed"]))

        gone = self.database.lost("the cache of this project is gone from it")
        found = self.database.run(ask).bind(lambda row: Failure(gone) if row is None else Success(row))
        return found.bind(self._unpacked)

    def _unpacked(self, stored: tuple[int, bytes]) -> Result[tuple[int, bytes], StateUnavailable]:
        try:
            return Success((stored[0], zlib.decompress(stored[1])))
        except zlib.error:
            return Failure(self.database.lost("the cache of this project is damaged there"))

    def _is_latest(self) -> Result[bool, StateUnavailable]:
        return self._current().map(lambda version: version == self.version)
