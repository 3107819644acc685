"""Keeps a worker that was frozen from publishing what it pulled before."""

from collections.abc import Callable
from typing import TypeVar

from attrs import frozen
from returns.result import Failure, Result, Success

from ....core.delivery.ledger import Begun, OpenTarget, Past, Target
from ....core.delivery.ledger_faults import AnotherPublish, CorruptEntry, LedgerFault
from ....core.delivery.retry import Outcome
from ....core.delivery.shared_ledger import LeaseLost, SharedLedgerFault
from ....core.errors import Problem
from ....core.fleet.faults import StateUnavailable
from ....core.result import sealed
from ....core.routing.route import ResourceRoute
from ....core.snapshot.packing import PackedSnapshot
from ...ledger.postgres.history import PostgresHistory
from ...ledger.postgres.ledger import SharedLedger

_Value = TypeVar("_Value")
_Error = TypeVar("_Error")


@frozen
class GuardedLedger:
    """The shared ledger, for a worker that may have been frozen; implements `trackpost.core.delivery.ledger.Ledger`.

    Attributes:
        ledger: the shared one.
        is_latest: says whether nobody has written the cache of the project since this worker did.
    """

    ledger: SharedLedger
    is_latest: Callable[[], Result[bool, StateUnavailable]]

    @property
    def history(self) -> PostgresHistory:
        """The publishes of all machines."""
        return self.ledger.history

    def open(
        self, target: Target, seconds: float, use: Callable[[OpenTarget], Result[_Value, _Error]]
    ) -> Result[_Value, _Error | AnotherPublish | SharedLedgerFault]:
        """Call *use* while the lease on *target* is held, and return its result."""
        lost = LeaseLost(self.ledger.address.shown, target.endpoint)
        return self.ledger.open(target, seconds, lambda opened: use(_GuardedTarget(opened, self.is_latest, lost)))

    def past(self, target: Target, route: ResourceRoute | None) -> Result[Past, SharedLedgerFault | CorruptEntry]:
        """Return what the ledger knows about *target*."""
        return self.ledger.past(target, route)


@frozen
class _GuardedTarget:
    """Under the lease, nobody else can begin: so whoever has the latest cache now publishes the latest."""

    target: OpenTarget
    is_latest: Callable[[], Result[bool, StateUnavailable]]
    lost: LeaseLost

    def past(self, route: ResourceRoute | None) -> Result[Past, LedgerFault]:
        return self.target.past(route)

    def begin(self, snapshot: PackedSnapshot, now: str, link: str | None) -> Result[Begun, LedgerFault]:
        match sealed(self.is_latest()):
            case Success(True):
                return self.target.begin(snapshot, now, link)
            case _:
                return Failure(self.lost)

    def conclude(self, begun: Begun, outcome: Outcome, now: str) -> tuple[Problem, ...]:
        return self.target.conclude(begun, outcome, now)
