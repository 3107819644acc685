"""What a publish remembers of earlier ones, as far as it can: that it cannot is a notice, and no failure."""

from collections.abc import Callable
from datetime import datetime
from typing import assert_never

from attrs import frozen
from returns.result import Failure, Result, Success

from ...core.delivery.ledger import (
    NO_PAST,
    BrokenLedger,
    Ending,
    LedgerFault,
    LedgerIsLost,
    LedgerLost,
    LedgerSetAside,
    Past,
    Target,
)
from ...core.delivery.retry import Outcome
from ...core.errors import Problem
from ...core.result import sealed
from ...core.routing.route import ResourceRoute
from ...core.snapshot.packing import PackedSnapshot
from .sqlite import Ledger, set_aside


@frozen
class Memory:
    """The ledger, as one publish uses it.

    Attributes:
        ledger: of the home folder.
        target: that is published to.
        clock: what time it is, with its zone.
    """

    ledger: Ledger
    target: Target
    clock: Callable[[], datetime]

    def past(self, route: ResourceRoute | None) -> tuple[Past, tuple[Problem, ...]]:
        """Return what is known of the target; nothing, and why, where the ledger cannot be read."""
        match sealed(self.ledger.past(self.target, route)):
            case Success(past):
                return past, ()
            case Failure(fault):
                return NO_PAST, (_lost(fault),)
            case unreachable:
                assert_never(unreachable)

    def mend(self, route: ResourceRoute | None) -> tuple[Problem, ...]:
        """Set the ledger aside if it is none any more, and say so."""
        match sealed(self.ledger.past(self.target, route)):
            case Failure(BrokenLedger()):
                aside = set_aside(self.ledger.path, self.clock().strftime("%Y%m%dT%H%M%S%f"))
                return (_as_warning(aside.map(LedgerSetAside)),)
            case _:
                return ()

    def begin(self, snapshot: PackedSnapshot) -> Result[int, LedgerLost]:
        """Note that *snapshot* is about to leave, and return the number of the entry."""
        return self.ledger.begin(self.target, snapshot, self._now()).alt(_lost)

    def conclude(self, entry: int, outcome: Outcome) -> Result[None, LedgerLost]:
        """Note how it ended."""
        ending = Ending(verdict=outcome.verdict, attempts=outcome.attempts, ended_at=self._now())
        return self.ledger.conclude(entry, ending).alt(_lost)

    def _now(self) -> str:
        return self.clock().isoformat(timespec="milliseconds")


def _as_warning(aside: Result[LedgerSetAside, LedgerIsLost]) -> Problem:
    match sealed(aside):
        case Success(notice):
            return notice
        case Failure(fault):
            return _lost(fault)
        case unreachable:
            assert_never(unreachable)


def _lost(fault: LedgerFault) -> LedgerLost:
    match fault:
        case BrokenLedger(path):
            return LedgerLost(path, "it is no database any more")
        case LedgerIsLost(path, reason):
            return LedgerLost(path, reason)
        case unreachable:
            assert_never(unreachable)
