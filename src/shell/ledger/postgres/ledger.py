"""A ledger that many machines share, and that must not be lost: without it, nothing is sent."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import msgspec
import psycopg
from attrs import frozen
from psycopg.conninfo import conninfo_to_dict
from returns.result import Failure, Result, Success

from ....core.delivery.ledger import Begun, OpenTarget, Past, Target
from ....core.delivery.ledger_faults import AnotherPublish, CorruptEntry
from ....core.delivery.retry import Outcome
from ....core.delivery.shared_ledger import (
    LeaseLost,
    LedgerUnavailable,
    LedgerUrl,
    OutcomeNotRecorded,
    SharedLedgerFault,
    UnusableLedgerUrl,
    parse_ledger_url,
)
from ....core.errors import Problem
from ....core.result import sealed
from ....core.routing.route import ResourceRoute
from ....core.snapshot.packing import PackedSnapshot
from ...clock import Clock
from ...waiting import waiting
from .leases import MARGIN, give_up, take
from .records import Found, Records, find
from .session import Session

if TYPE_CHECKING:
    from .history import PostgresHistory

_Value = TypeVar("_Value")
_Error = TypeVar("_Error")

READING = 10.0
"""Seconds that a look into the ledger may take outside of a publish."""
_RECORDING = 5.0
"""Seconds that recording an outcome may take at most."""
_TAKEN_OVER = "another publish of this project has taken over"
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.05, 0.25


@frozen
class SharedLedger:
    """The ledger of a fleet; implements `trackpost.core.delivery.ledger.Ledger`.

    Attributes:
        address: the database.
        clock: the source of time; leases go by the database's clock.
    """

    address: LedgerUrl
    clock: Clock

    @property
    def history(self) -> "PostgresHistory":
        """The publishes of all machines."""
        from .history import PostgresHistory  # noqa: PLC0415 - a publish does not need it

        return PostgresHistory(self.address, self.clock)

    def open(
        self, target: Target, seconds: float, use: Callable[[OpenTarget], Result[_Value, _Error]]
    ) -> Result[_Value, _Error | AnotherPublish | SharedLedgerFault]:
        """Call *use* while the lease on *target* is held, and return its result; wait at most *seconds* for the lease.

        The lease lasts until the time is over, and a margin longer. A process that is killed keeps it until then.
        """
        until = self.clock.monotonic() + seconds
        session = Session(self.address, self.clock)
        try:
            match sealed(self._taken(session, target, until)):
                case Success(fence):
                    try:
                        return use(_LeasedTarget(session, Records(target, fence), self.clock, until))
                    finally:
                        session.run(0, lambda connection: give_up(connection, target, fence))
                case Failure(fault):
                    return Failure(fault)
        finally:
            session.close()

    def past(self, target: Target, route: ResourceRoute | None) -> Result[Past, SharedLedgerFault | CorruptEntry]:
        """Return what the ledger knows about *target*."""
        session = Session(self.address, self.clock)
        try:
            return _past(session, READING, target, route)
        finally:
            session.close()

    def _taken(self, session: Session, target: Target, until: float) -> Result[int, AnotherPublish | SharedLedgerFault]:
        """Return the fence of the lease on *target*, once nobody else holds it."""
        match sealed(self._asked(session, target, until)):
            case Success(int(fence)):
                return Success(fence)
            case Success():
                with waiting("another publish of this project is running", self._left(until), now=self.clock.now):
                    return self._when_free(session, target, until)
            case Failure(fault):
                return Failure(fault)

    def _when_free(
        self, session: Session, target: Target, until: float
    ) -> Result[int, AnotherPublish | SharedLedgerFault]:
        while (left := self._left(until)) > 0:
            self.clock.sleep(min(_SHORTEST_PAUSE + self.clock.draw() * (_LONGEST_PAUSE - _SHORTEST_PAUSE), left))
            match sealed(self._asked(session, target, until)):
                case Success(int(fence)):
                    return Success(fence)
                case Success():
                    pass
                case Failure(fault):
                    return Failure(fault)
        return Failure(AnotherPublish(target.endpoint))

    def _asked(self, session: Session, target: Target, until: float) -> Result[int | None, SharedLedgerFault]:
        left = self._left(until)
        return session.run(left, lambda connection: take(connection, target, left + MARGIN))

    def _left(self, until: float) -> float:
        return max(0.0, until - self.clock.monotonic())


@frozen
class _LeasedTarget:
    """A target under a lease; implements `trackpost.core.delivery.ledger.OpenTarget`."""

    session: Session
    records: Records
    clock: Clock
    until: float

    @property
    def _left(self) -> float:
        return max(0.0, self.until - self.clock.monotonic())

    def past(self, route: ResourceRoute | None) -> Result[Past, SharedLedgerFault | CorruptEntry]:
        return _past(self.session, self._left, self.records.target, route)

    def begin(self, snapshot: PackedSnapshot, now: str, link: str | None) -> Result[Begun, SharedLedgerFault]:
        """Record *snapshot*, if the lease lasts for as long as it may be sent."""
        left = self._left
        begun = self.session.run(left, lambda connection: self.records.begin(connection, snapshot, now, link, left))
        return Result.do(held for found in begun for held in self._unless_lost(found))

    def _unless_lost(self, begun: Begun | None) -> Result[Begun, LeaseLost]:
        lost = LeaseLost(self.session.address.shown, self.records.target.endpoint)
        return Failure(lost) if begun is None else Success(begun)

    def conclude(self, begun: Begun, outcome: Outcome, now: str) -> tuple[Problem, ...]:
        shown = self.session.address.shown
        concluded = self.session.run(
            min(self._left, _RECORDING),
            lambda connection: self.records.conclude(connection, begun, outcome, now),
            patient=True,
        )
        match sealed(concluded):
            case Success(True):
                return ()
            case Success():
                return (OutcomeNotRecorded(shown, _TAKEN_OVER),)
            case Failure(LedgerUnavailable(_, reason)):
                return (OutcomeNotRecorded(shown, reason),)
            case Failure(fault):
                return (OutcomeNotRecorded(shown, fault.message),)


def shared_ledger(text: str, clock: Clock) -> Result[SharedLedger, UnusableLedgerUrl]:
    """Return the ledger at the URL *text*, or what is wrong with it. Nothing is asked yet."""
    return parse_ledger_url(text).bind(_known_to_the_driver).map(lambda address: SharedLedger(address, clock))


def _known_to_the_driver(address: LedgerUrl) -> Result[LedgerUrl, UnusableLedgerUrl]:
    try:
        conninfo_to_dict(address.url.reveal())
    except psycopg.ProgrammingError as error:
        return Failure(UnusableLedgerUrl(address.shown, address.hide(str(error).strip())))
    return Success(address)


def _past(
    session: Session, seconds: float, target: Target, route: ResourceRoute | None
) -> Result[Past, SharedLedgerFault | CorruptEntry]:
    found = session.look(seconds, lambda connection: find(connection, target, route), Found())
    return Result.do(past for rows in found for past in _parsed(session.address.shown, rows))


def _parsed(shown: str, found: Found) -> Result[Past, CorruptEntry]:
    try:
        return Success(found.past)
    except msgspec.ValidationError as error:
        return Failure(CorruptEntry(shown, str((found.last or {}).get("id")), str(error)))
