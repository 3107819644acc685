"""A ledger that is only advice: if it cannot be read or written, that is a warning and does not stop a publish."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from msgspec.structs import replace
from returns.result import Failure, Result, Success

from ...core.delivery.ledger import Begun, OpenTarget, Past, Target
from ...core.delivery.ledger_faults import (
    AnotherPublish,
    BrokenLedger,
    CorruptEntry,
    LedgerIsLost,
    LedgerLost,
    LedgerSetAside,
    LocalLedgerFault,
)
from ...core.delivery.retry import Outcome
from ...core.errors import Problem
from ...core.project.faults import BusyFile, NoFileLocks, UnwritableFile, WriteFault
from ...core.result import sealed
from ...core.routing.route import ResourceRoute
from ...core.snapshot.packing import PackedSnapshot
from ..clock import Clock
from ..files.lock import holding
from ..files.reading import target_of
from .aside import set_aside
from .sqlite import LedgerFile

if TYPE_CHECKING:
    from .history import SqliteHistory

_SHARE_OF_TIME = 4

_Value = TypeVar("_Value")
_Error = TypeVar("_Error")


class BestEffortLedger(Struct, frozen=True):
    """The ledger of this machine; implements `trackpost.core.delivery.ledger.Ledger`.

    Attributes:
        file: the ledger file.
        clock: the source of time.
    """

    file: LedgerFile
    clock: Clock

    @property
    def history(self) -> "SqliteHistory":
        """The publishes in the file. A fault is returned, because nothing is lost if a person sees it."""
        from .history import SqliteHistory  # noqa: PLC0415 - a publish does not need it

        return SqliteHistory(self.file)

    def open(
        self, target: Target, seconds: float, use: Callable[[OpenTarget], Result[_Value, _Error]]
    ) -> Result[_Value, _Error | AnotherPublish]:
        """Call *use* while the lock on *target* is held, and return its result; wait at most *seconds* for the lock.

        If the lock file cannot be created, *use* is called without a lock, since nobody else can hold it either. If the
        file system has no locks, the warnings of the past say so.
        """
        until = self.clock.monotonic() + seconds

        def with_target(unlocked: tuple[NoFileLocks, ...] = ()) -> Result[_Value, _Error]:
            return use(_OpenTarget(self.file, target, self.clock, until, unlocked))

        lock = target_of(self.file.path).with_name(target.name)
        held: Result[Result[_Value, _Error], WriteFault] = holding(
            lock,
            seconds,
            lambda unlocked: Success(with_target(unlocked)),
            busy="another publish of this project is running",
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

    def past(self, target: Target, route: ResourceRoute | None) -> Result[Past, LocalLedgerFault]:
        """Return what the ledger knows about *target*; if it cannot be read, nothing but a warning."""
        return self.file.past(target, route).lash(_unknown_past)


class _OpenTarget(Struct, frozen=True):
    ledger_file: LedgerFile
    target: Target
    clock: Clock
    until: float
    unlocked: tuple[NoFileLocks, ...] = ()

    @property
    def file(self) -> LedgerFile:
        """The ledger, with a wait of at most a quarter of the remaining time, because the request is more important."""
        left = max(0.0, self.until - self.clock.monotonic())
        return replace(self.ledger_file, busy_seconds=min(self.ledger_file.busy_seconds, left / _SHARE_OF_TIME))

    def past(self, route: ResourceRoute | None) -> Result[Past, LocalLedgerFault]:
        return self._past(route).map(lambda past: replace(past, warnings=(*self.unlocked, *past.warnings)))

    def _past(self, route: ResourceRoute | None) -> Result[Past, LocalLedgerFault]:
        match sealed(self.file.past(self.target, route)):
            case Failure(BrokenLedger()):
                return self._past_after_setting_aside(route).lash(_unknown_past)
            case past:
                return past.lash(_unknown_past)

    def _past_after_setting_aside(self, route: ResourceRoute | None) -> Result[Past, LocalLedgerFault]:
        def is_broken() -> bool:
            return isinstance(self.file.past(self.target, route).swap().value_or(None), BrokenLedger)

        stamp = self.clock.now().strftime("%Y%m%dT%H%M%S%f")
        return Result.do(
            past if aside is None else Past(warnings=(LedgerSetAside(aside),))
            for aside in set_aside(self.file.path, self.file.busy_seconds, stamp, is_broken)
            for past in self.file.past(self.target, route)
        )

    def begin(self, snapshot: PackedSnapshot, now: str, link: str | None) -> Result[Begun, LocalLedgerFault]:
        begun = self.file.begin(self.target, snapshot, now, link)
        return begun.lash(
            lambda fault: Success(Begun(entry=None, key=snapshot.idempotency_key, warnings=(_warning(fault),)))
        )

    def conclude(self, begun: Begun, outcome: Outcome, now: str) -> tuple[Problem, ...]:
        if begun.entry is None:
            return ()
        concluded = self.file.conclude(begun, outcome, now)
        return concluded.swap().map(lambda fault: (_warning(fault),)).value_or(())


def _unknown_past(fault: LocalLedgerFault) -> Result[Past, LocalLedgerFault]:
    return Success(Past(warnings=(_warning(fault),)))


def _warning(fault: LocalLedgerFault) -> Problem:
    match fault:
        case BrokenLedger(path):
            return LedgerLost(path, "it is no longer a database")
        case CorruptEntry(path, _, reason) | LedgerIsLost(path, reason):
            return LedgerLost(path, reason)
