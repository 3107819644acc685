"""Moves the ledger of this machine into a shared one, and sets it aside, so that nobody goes on with it."""

import sqlite3
from collections.abc import Mapping, Sequence

from attrs import frozen
from returns.iterables import Fold
from returns.result import Failure, Result, Success

from ...core.delivery.ledger import Target
from ...core.delivery.ledger_faults import AnotherPublish, CorruptEntry, LocalLedgerFault
from ...core.delivery.move import LedgerMoved, MoveLedgerError
from ...core.project.faults import BusyFile, NoFileLocks, WriteFault
from ..clock import Clock
from ..files.lock import holding_all
from ..files.reading import is_absent, printable, target_of
from .aside import renamed
from .history import parsed
from .postgres.ledger import SharedLedger
from .postgres.moving import Chains, LocalEntry, adopt
from .rows import entry_of, past_of
from .sqlite import LedgerFile
from .transactions import read_ledger

_SECONDS = 60.0
"""How long to wait for publishes that are under way."""
_ENTRIES = "SELECT publishes.*, made FROM publishes LEFT JOIN fingerprints ON publish = id ORDER BY id"


@frozen
class LedgerMove:
    """The local ledger, and where it goes.

    Attributes:
        file: the local ledger.
        shared: the shared one.
        clock: the source of time.
    """

    file: LedgerFile
    shared: SharedLedger
    clock: Clock

    def run(self) -> Result[LedgerMoved, MoveLedgerError]:
        """Move it while nobody publishes to any of its targets. Whatever fails, it can be repeated."""
        if is_absent(self.file.path):
            return Success(LedgerMoved(self.shared.address.shown, 0, 0, None))
        return Result.do(moved for chains in self._chains() for moved in self._moved_while_held(frozenset(chains)))

    def _chains(self) -> Result[Chains, LocalLedgerFault]:
        none: Result[Chains, LocalLedgerFault] = Success({})
        return Result.do(
            chains
            for found in read_ledger(self.file.path, self.file.busy_seconds, self._read, none)
            for chains in found
        )

    def _moved_while_held(self, targets: frozenset[Target]) -> Result[LedgerMoved, MoveLedgerError]:
        locks = {target_of(self.file.path).with_name(target.name): target for target in targets}
        held: Result[LedgerMoved, MoveLedgerError | WriteFault] = holding_all(
            sorted(locks), _SECONDS, lambda unlocked: self._moved(targets, unlocked)
        )
        named = {printable(path): target for path, target in locks.items()}
        return held.alt(
            lambda fault: AnotherPublish(named[fault.path].endpoint) if isinstance(fault, BusyFile) else fault
        )

    def _moved(
        self, targets: frozenset[Target], unlocked: tuple[NoFileLocks, ...]
    ) -> Result[LedgerMoved, MoveLedgerError]:
        """Move everything while this process alone can use the file."""

        def move(connection: sqlite3.Connection) -> Result[LedgerMoved, MoveLedgerError]:
            return Result.do(
                LedgerMoved(self.shared.address.shown, len(chains), entries, aside, unlocked)
                for chains in self._read(connection)
                for _ in _none_is_new(targets, chains)
                for entries in adopt(self.shared, chains)
                for aside in renamed(self.file.path, f"moved-{self.clock.now().strftime('%Y%m%dT%H%M%S%f')}")
            )

        empty: Result[LedgerMoved, MoveLedgerError] = Success(LedgerMoved(self.shared.address.shown, 0, 0, None))
        return Result.do(
            moved
            for result in read_ledger(self.file.path, self.file.busy_seconds, move, empty, alone=True)
            for moved in result
        )

    def _read(self, connection: sqlite3.Connection) -> Result[Chains, LocalLedgerFault]:
        """Return the entries of each target, the oldest first."""
        rows: list[sqlite3.Row] = connection.execute(_ENTRIES).fetchall()
        start: Result[tuple[tuple[Target, LocalEntry], ...], CorruptEntry] = Success(())
        return Fold.collect([parsed(self.file.path, row, self._entry) for row in rows], start).map(_by_target)

    def _entry(self, row: sqlite3.Row) -> tuple[Target, LocalEntry]:
        columns = dict(row)
        entry, past = entry_of(columns), past_of(columns, None, self.file.place)
        mark = (entry.key, entry.digest, entry.began_at)
        return entry.target, LocalEntry(mark, columns["id"], columns, past.is_original, columns.pop("made"))


def _by_target(entries: tuple[tuple[Target, LocalEntry], ...]) -> Chains:
    chains: dict[Target, list[LocalEntry]] = {}
    for target, entry in entries:
        chains.setdefault(target, []).append(entry)
    return chains


def _none_is_new(
    held: frozenset[Target], chains: Mapping[Target, Sequence[LocalEntry]]
) -> Result[None, AnotherPublish]:
    """Fail if a first publish to a target has begun since the locks were taken."""
    new = [target for target in chains if target not in held]
    return Failure(AnotherPublish(new[0].endpoint)) if new else Success(None)
