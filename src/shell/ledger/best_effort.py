"""A ledger that is only advice: that it cannot be read or written is a warning, and stops no publish."""

from collections.abc import Callable
from typing import TypeVar

from attrs import evolve, frozen
from returns.result import Failure, Result, Success

from ...core.delivery.ledger import (
    AnotherPublish,
    Begun,
    BrokenLedger,
    LedgerFault,
    LedgerIsLost,
    LedgerLost,
    LedgerSetAside,
    OpenTarget,
    Past,
    Target,
)
from ...core.delivery.retry import Outcome
from ...core.errors import BusyFile, Problem, UnwritableFile, WriteFault
from ...core.result import sealed
from ...core.routing.route import ResourceRoute
from ...core.snapshot.packing import PackedSnapshot
from ..clock import Clock
from ..files.lock import holding
from .sqlite import LedgerFile

_SHARE = 4

_Value = TypeVar("_Value")
_Error = TypeVar("_Error")


@frozen
class BestEffortLedger:
    """The ledger of this machine: an adapter of `trackpost.core.delivery.ledger.Ledger`.

    Attributes:
        file: the ledger file.
        clock: what is waited by.
    """

    file: LedgerFile
    clock: Clock

    def open(
        self, target: Target, seconds: float, use: Callable[[OpenTarget], Result[_Value, _Error]]
    ) -> Result[_Value, _Error | AnotherPublish]:
        """Return what *use* returns, called while the lock of *target* is held.

        Where the lock cannot be made, nobody else can hold it either.
        """
        until = self.clock.monotonic() + seconds

        def with_target() -> Result[_Value, _Error]:
            return use(_OpenTarget(self.file, target, self.clock, until))

        lock = self.file.path.with_name(target.name)
        held: Result[Result[_Value, _Error], WriteFault] = holding(lock, seconds, lambda: Success(with_target()))
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
    whole: LedgerFile
    target: Target
    clock: Clock
    until: float

    @property
    def file(self) -> LedgerFile:
        """The ledger, waited for at most a part of the time that is left: it is advice, and the request comes first."""
        left = max(0.0, self.until - self.clock.monotonic())
        return evolve(self.whole, busy_seconds=min(self.whole.busy_seconds, left / _SHARE))

    def past(self, route: ResourceRoute | None) -> Result[Past, LedgerFault]:
        match sealed(self.file.past(self.target, route)):
            case Failure(BrokenLedger()):
                return self._mended(route).lash(_nothing)
            case past:
                return past.lash(_nothing)

    def _mended(self, route: ResourceRoute | None) -> Result[Past, LedgerFault]:
        def is_broken() -> bool:
            return isinstance(self.file.past(self.target, route).swap().value_or(None), BrokenLedger)

        stamp = self.clock.now().strftime("%Y%m%dT%H%M%S%f")
        return Result.do(
            past if aside is None else Past(warnings=(LedgerSetAside(aside),))
            for aside in self.file.set_aside(stamp, is_broken)
            for past in self.file.past(self.target, route)
        )

    def begin(self, snapshot: PackedSnapshot, now: str, *, is_new: bool) -> Result[Begun, LedgerFault]:
        begun = self.file.begin(self.target, snapshot, now, is_new=is_new)
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
        case LedgerIsLost(path, reason):
            return LedgerLost(path, reason)
