"""Looking back: the snapshots that were put on the wire, and what differs between two of them."""

from typing import ClassVar, Literal, Protocol, TypeAlias

from attrs import frozen
from returns.result import Result

from ..errors import Category, NoHome, sentence
from ..routing.route import ResourceRoute
from ..snapshot.fingerprint import Difference
from ..snapshot.idempotency import Digest, IdempotencyKey
from .ledger import LedgerFault, Target
from .verdict import Delivered, Rejected, Replayed, Verdict


@frozen
class UnknownKey:
    """No snapshot left this machine under a key that begins so."""

    key: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"no key begins with {self.key!r}; `trackpost receipts` lists what was sent"


@frozen
class AmbiguousKey:
    """More than one key begins so."""

    key: str
    count: int
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"{self.key!r} matches {self.count} keys; use a longer prefix"


@frozen
class Forgotten:
    """What the snapshot under this key was made of is not remembered any more, for it is too long ago."""

    key: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"{self.key}: details are kept for the last 20 snapshots only"


State: TypeAlias = Literal["pending", "acknowledged", "refused"]


@frozen(kw_only=True)
class LedgerEntry:
    """One snapshot that was put on the wire.

    Attributes:
        target: where it went.
        route: the routing key that it carried; None where both fields were null.
        key: the idempotency key.
        digest: of the body.
        state: ``acknowledged`` once the server took it, ``refused`` where it refused it for good, else ``pending``.
        issues: how many it had.
        mappings: how many it had.
        bytes: the length of the body.
        began_at: when it was put on the wire first, ISO 8601.
        ended_at: when it last came to an end, ISO 8601; None where it never did, as after a crash.
        times: how often it was published.
        attempts: how many requests that took in all.
        outcome: the last verdict's name; None where it came to none.
        status_code: of the last answer; None where there was none.
    """

    target: Target
    route: ResourceRoute | None
    key: IdempotencyKey
    digest: Digest
    state: State
    issues: int
    mappings: int
    bytes: int
    began_at: str
    ended_at: str | None
    times: int
    attempts: int
    outcome: str | None
    status_code: int | None


ReceiptsError: TypeAlias = LedgerFault | NoHome | UnknownKey | AmbiguousKey | Forgotten


class History(Protocol):
    """What a ledger can tell of earlier publishes."""

    def newest(self, limit: int) -> Result[tuple[LedgerEntry, ...], LedgerFault]:
        """Return the newest *limit* entries, the newest first."""

    def last_of(self, provider: str, workspace: str, project: str) -> Result[LedgerEntry | None, LedgerFault]:
        """Return the newest entry of a project, whichever server it went to."""

    def of_key(self, key: str) -> Result[LedgerEntry, ReceiptsError]:
        """Return the entry whose key begins with *key*; where several targets share a key, the newest."""

    def difference(self, earlier: str, later: str) -> Result[Difference, ReceiptsError]:
        """Return what differs between the snapshots of two keys, each given by its beginning."""


def settled(state: State, verdict: Verdict) -> State:
    """Return the state of an entry after *verdict*. What was acknowledged stays so, unless it is refused afterwards."""
    match verdict:
        case Delivered() | Replayed():
            return "acknowledged"
        case Rejected():
            return "refused"
        case _:
            return state
