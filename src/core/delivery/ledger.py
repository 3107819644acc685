"""The ledger: what this installation has put on the wire, per target.

`Ledger` is all that the rest of trackpost knows of a ledger. ``shell/ledger`` has an implementation, and
``shell/wiring.py`` chooses it.
"""

from collections.abc import Callable
from typing import Annotated, Protocol, TypeVar

from attrs import frozen
from msgspec import Meta
from returns.result import Result

from ..errors import Problem
from ..routing.route import ResourceRoute
from ..snapshot.idempotency import IdempotencyKey, LastKey
from ..snapshot.packing import PackedSnapshot
from .effect import Effect
from .history import History, Target
from .ledger_faults import AnotherPublish, LedgerFault
from .retry import Outcome


@frozen(kw_only=True)
class Past:
    """What the ledger knows about a target before a publish.

    Attributes:
        last: the last key that was put on the wire; None if there is none.
        issues: the number of issues in the last acknowledged snapshot with the same route; None if there is none.
        mappings: the number of links in the same snapshot.
        is_original: whether the last key belongs to this very file. A copy or a restored backup may lack later keys,
            and a key that was derived without a past may be older than the ledger.
        warnings: why the ledger knows less than it should.
    """

    last: LastKey | None = None
    issues: Annotated[int, Meta(ge=0)] | None = None
    mappings: Annotated[int, Meta(ge=0)] | None = None
    is_original: bool = True
    warnings: tuple[Problem, ...] = ()

    @property
    def proves_replays(self) -> bool:
        """Whether a replay under the last key proves that the server is at that snapshot. Without a past, it does not.

        Contract: contracts/tracker-snapshot-publish.md, "Idempotency key".
        """
        return self.last is not None and self.is_original


@frozen(kw_only=True)
class Begun:
    """A snapshot that may be sent, because it is recorded or because the ledger is only advice.

    Attributes:
        entry: its number in the ledger; None if it could not be recorded.
        key: its key, because a ledger that is replaced meanwhile gives the number to another one.
        effect: the effect of earlier publishes under the same key.
        warnings: why it could not be recorded.
    """

    entry: int | None
    key: IdempotencyKey
    effect: Effect = "none"
    warnings: tuple[Problem, ...] = ()


_Value = TypeVar("_Value")
_Error = TypeVar("_Error")


class OpenTarget(Protocol):
    """A target while its lock is held, so that nobody else publishes to it.

    A ledger that is only advice turns its faults into warnings. A ledger that must not be lost returns them, and then
    nothing is sent.
    """

    def past(self, route: ResourceRoute | None) -> Result[Past, LedgerFault]:
        """Return what the ledger knows about the target, and about what it accepted under *route*.

        A ledger that is not readable is set aside, so that a new one can be started; the warnings say so.
        """

    def begin(self, snapshot: PackedSnapshot, now: str, link: str | None) -> Result[Begun, LedgerFault]:
        """Record durably, at *now* (ISO 8601), that *snapshot* is about to be sent.

        Its *link* (see `LastKey`) is None if only publishes that this ledger knows can have used its key. Otherwise the
        ledger is no past for the key until the server has applied a snapshot under it.
        """

    def conclude(self, begun: Begun, outcome: Outcome, now: str) -> tuple[Problem, ...]:
        """Record the outcome, and return the problems with the record as warnings, because it is too late to fail."""


class Ledger(Protocol):
    """A ledger, whatever stores it."""

    @property
    def history(self) -> History:
        """The publishes that it records, to look them up."""

    def open(
        self, target: Target, seconds: float, use: Callable[[OpenTarget], Result[_Value, _Error]]
    ) -> Result[_Value, _Error | AnotherPublish | LedgerFault]:
        """Call *use* while the lock on *target* is held, and return its result; wait at most *seconds* for the lock."""

    def past(self, target: Target, route: ResourceRoute | None) -> Result[Past, LedgerFault]:
        """Return what the ledger knows about *target*, without locking it, for a preview."""
