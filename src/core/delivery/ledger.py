"""The ledger: what this installation has put on the wire, per target.

`Ledger` is all that the rest of trackpost knows of a ledger. ``shell/ledger`` has two implementations: a file of this
machine, and a database that machines share. ``shell/operations/wiring.py`` chooses one.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Literal, Protocol, TypeAlias, TypeVar

import msgspec
from msgspec import Meta, Struct
from returns.result import Result

from ..errors import Problem
from ..project.binding import Binding
from ..routing.route import ResourceRoute
from ..snapshot.idempotency import Digest, IdempotencyKey, LastKey
from ..snapshot.packing import PackedSnapshot
from .effect import Effect
from .ledger_faults import AnotherPublish, LedgerFault
from .retry import Outcome
from .verdict import Delivered, Rejected, Replayed

if TYPE_CHECKING:  # a publish does not look back
    from .history import History


class Target(Struct, frozen=True, kw_only=True):
    """Where the snapshots of a project go. Each target has its own chain of keys.

    Attributes:
        endpoint: the URL.
        provider: canonical name.
        workspace: the binding's workspace.
        project: the name of the project (see `project_of`).
    """

    endpoint: str
    provider: str
    workspace: str
    project: str

    @property
    def name(self) -> str:
        """A short name for files: 16 hex digits."""
        parts = [self.endpoint, self.provider, self.workspace, self.project]
        return sha256(msgspec.json.encode(parts)).hexdigest()[:16]


def project_of(binding: Binding, folder: str) -> str:
    """Return the name of a project in the ledger: its UUID, otherwise its slug, otherwise its *folder*."""
    return binding.project_uuid or binding.project_slug or folder


def target_of(endpoint: str, binding: Binding, folder: str) -> Target:
    """Return the target of a project's snapshots."""
    return Target(
        endpoint=endpoint,
        provider=binding.provider,
        workspace=binding.workspace,
        project=project_of(binding, folder),
    )


class Past(Struct, frozen=True, kw_only=True):
    """What the ledger knows about a target before a publish.

    Attributes:
        last: the last key that was put on the wire; None if there is none.
        acknowledged: the digest that was sent under it, if the server accepted it; None while that is not known, and
            after a refusal.
        issues: the number of issues in the last acknowledged snapshot with the same route; None if there is none.
        mappings: the number of links in the same snapshot.
        is_original: whether the last key belongs to this very file. A copy or a restored backup may lack later keys,
            and a key that was derived without a past may be older than the ledger.
        warnings: why the ledger knows less than it should.
    """

    last: LastKey | None = None
    acknowledged: Digest | None = None
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

    def has_arrived(self, digest: Digest) -> bool:
        """Return whether the last snapshot was this one and the server accepted it, so that sending it changes nothing.

        Nobody knows that from a copy of the ledger, which may lack a later snapshot.
        """
        return self.is_original and self.acknowledged == digest


class Begun(Struct, frozen=True, kw_only=True):
    """A snapshot that may be sent, because it is recorded or because the ledger is only advice.

    Attributes:
        entry: its number in the ledger; None if it could not be recorded.
        key: its key, because a ledger that is replaced meanwhile gives the number to another one.
        effect: the effect of earlier publishes under the same key.
        sequence: the fence of the lease on the target, which only grows; None if the ledger has no leases.
        warnings: why it could not be recorded.
    """

    entry: int | None
    key: IdempotencyKey
    effect: Effect = "none"
    sequence: int | None = None
    warnings: tuple[Problem, ...] = ()


State: TypeAlias = Literal["pending", "acknowledged", "refused"]


def settled(state: State, outcome: Outcome) -> State:
    """Return the state of an entry after *outcome*.

    An acknowledged entry stays acknowledged, unless the server refuses it later. An entry is refused, and its key
    spent, only if no attempt can have been accepted.
    """
    match outcome.verdict:
        case Delivered() | Replayed():
            return "acknowledged"
        case Rejected() if outcome.effect == "none":
            return "refused"
        case _:
            return state


_Value = TypeVar("_Value")
_Error = TypeVar("_Error")


class OpenTarget(Protocol):
    """A target while its lock, or the lease on it, is held, so that nobody else publishes to it.

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
    def history(self) -> "History":
        """The publishes that it records, to look them up."""

    def open(
        self, target: Target, seconds: float, use: Callable[[OpenTarget], Result[_Value, _Error]]
    ) -> Result[_Value, _Error | AnotherPublish | LedgerFault]:
        """Call *use* while the lock on *target* is held, and return its result; wait at most *seconds* for the lock."""

    def past(self, target: Target, route: ResourceRoute | None) -> Result[Past, LedgerFault]:
        """Return what the ledger knows about *target*, without locking it, for a preview."""
