"""A ledger that is only advice: that it cannot be read or written is a warning, and stops no publish."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from attrs import evolve, frozen
from returns.result import Failure, Result, Success

from ...core.delivery.ledger import (
    AnotherPublish,
    Begun,
    BrokenLedger,
    CorruptEntry,
    LedgerFault,
    LedgerIsLost,
    LedgerLost,
    LedgerSetAside,
    OpenTarget,
    Past,
    Target,
)
from ...core.delivery.retry import Outcome
from ...core.errors import BusyFile, NoFileLocks, Problem, UnwritableFile, WriteFault
from ...core.result import sealed
from ...core.routing.route import ResourceRoute
from ...core.snapshot.packing import PackedSnapshot
from ..files.lock import holding
from ..files.reading import target_of
from .aside import set_aside
from .sqlite import LedgerFile

_Value = TypeVar("_Value")
_Error = TypeVar("_Error")


@frozen
class BestEffortLedger:
    """The ledger of this machine: an adapter of `trackpost.core.delivery.ledger.Ledger`.

    Attributes:
        file: the ledger file.
        now: what time it is, with its zone.
    """

    file: LedgerFile
    now: Callable[[], datetime]

    def open(
        self, target: Target, seconds: float, use: Callable[[OpenTarget], Result[_Value, _Error]]
    ) -> Result[_Value, _Error | AnotherPublish]:
        """Return what *use* returns, called while the lock of *target* is held.

        Where the lock cannot be made, nobody else can hold it either. Where the file system has no locks, the warnings
        of the past say so.
        """

        def with_target(unlocked: tuple[NoFileLocks, ...] = ()) -> Result[_Value, _Error]:
            return use(_OpenTarget(self.file, target, self.now, unlocked))

        lock = target_of(self.file.path).with_name(target.name)
        held: Result[Result[_Value, _Error], WriteFault] = holding(
            lock, seconds, lambda unlocked: Success(with_target(unlocked))
        )
        match sealed(held):
            case Success(used):
                return used
            case Failure(fault):
                match fault:
                    case UnwritableFile():
                        return with_target()
                    case BusyFile():
                        return Failure(AnotherPublish(target.endpoint))

    def past(self, target: Target, route: ResourceRoute | None) -> Result[Past, LedgerFault]:
        """Return what is known of *target*; nothing, and why, where the ledger cannot be read."""
        return self.file.past(target, route).lash(_nothing)


@frozen
class _OpenTarget:
    file: LedgerFile
    target: Target
    clock: Callable[[], datetime]
    unlocked: tuple[NoFileLocks, ...] = ()

    def past(self, route: ResourceRoute | None) -> Result[Past, LedgerFault]:
        return self._past(route).map(lambda past: evolve(past, warnings=(*self.unlocked, *past.warnings)))

    def _past(self, route: ResourceRoute | None) -> Result[Past, LedgerFault]:
        match sealed(self.file.past(self.target, route)):
            case Failure(BrokenLedger()):
                return self._mended(route).lash(_nothing)
            case past:
                return past.lash(_nothing)

    def _mended(self, route: ResourceRoute | None) -> Result[Past, LedgerFault]:
        def is_broken() -> bool:
            return isinstance(self.file.past(self.target, route).swap().value_or(None), BrokenLedger)

        stamp = self.clock().strftime("%Y%m%dT%H%M%S%f")
        return Result.do(
            past if aside is None else Past(warnings=(LedgerSetAside(aside),))
            for aside in set_aside(self.file.path, self.file.busy_seconds, stamp, is_broken)
            for past in self.file.past(self.target, route)
        )

    def begin(self, snapshot: PackedSnapshot, now: str) -> Result[Begun, LedgerFault]:
        begun = self.file.begin(self.target, snapshot, now).map(lambda entry: Begun(entry=entry))
        return begun.lash(lambda fault: Success(Begun(entry=None, warnings=(_lost(fault),))))

    def conclude(self, begun: Begun, outcome: Outcome, now: str) -> tuple[Problem, ...]:
        if begun.entry is None:
            return ()
        concluded = self.file.conclude(begun.entry, outcome, now)
        return concluded.swap().map(lambda fault: (_lost(fault),)).value_or(())


def _nothing(fault: LedgerFault) -> Result[Past, LedgerFault]:
    return Success(Past(warnings=(_lost(fault),)))


def _lost(fault: LedgerFault) -> Problem:
    match fault:
        case BrokenLedger(path):
            return LedgerLost(path, "it is not a database any more")
        case CorruptEntry(path, _, reason) | LedgerIsLost(path, reason):
            return LedgerLost(path, reason)
