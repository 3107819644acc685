"""What a ledger remembers: the snapshots that were put on the wire, and what differs between two of them."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise, takewhile
from typing import ClassVar, Protocol, TypeAlias

from msgspec import Struct
from returns.result import Failure, Result, Success

from ..errors import Category, sentence
from ..project.faults import NoHome
from ..routing.route import ResourceRoute
from ..snapshot.fingerprint import Difference
from ..snapshot.idempotency import Digest, IdempotencyKey
from .effect import Effect
from .ledger import State, Target
from .ledger_faults import LedgerFault
from .shared_ledger import LedgerChoiceFault


class UnknownKey(Struct, frozen=True):
    """No snapshot in the ledger has a key with this prefix."""

    key: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"no key begins with {self.key!r}; `trackpost receipts` lists what was sent"


class AmbiguousKey(Struct, frozen=True):
    """More than one key has this prefix."""

    key: str
    count: int
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"{self.key!r} matches {self.count} keys; use a longer prefix"


class NothingBefore(Struct, frozen=True):
    """No snapshot was sent to the same target before the one with this key."""

    key: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"{self.key}: no earlier snapshot of this project was sent to this server; give the keys of two"


class Forgotten(Struct, frozen=True):
    """The snapshot with this key is too old: the ledger no longer has its fingerprint."""

    key: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"{self.key}: details are kept for the last 20 snapshots only"


class LedgerEntry(Struct, frozen=True, kw_only=True):
    """One snapshot that was put on the wire.

    Attributes:
        target: where it was sent.
        route: its route; None if both routing fields were null.
        key: the idempotency key.
        digest: the digest of the body.
        state: ``acknowledged`` once the server accepted it, ``refused`` if the server refused it for good, otherwise
            ``pending``.
        issues: the number of issues.
        mappings: the number of work-package links.
        bytes: the length of the body.
        began_at: when it was first put on the wire, ISO 8601.
        ended_at: when its last publish ended, ISO 8601; None if none ended, for example after a crash.
        times: how many times it was published.
        attempts: the number of requests in all these publishes.
        outcome: the name of the last verdict; None if there is none.
        status_code: the HTTP status of the last answer; None if there is none.
        effect: what all these publishes changed at the server; None in the ledger of an older version.
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
    effect: Effect | None = None

    @property
    def has_left(self) -> bool:
        """Whether any of it may have left the machine, as far as the ledger knows."""
        is_new = self.state == "pending" and self.effect == "none"
        return not (is_new and self.outcome in _BEFORE_THE_WIRE)


_BEFORE_THE_WIRE = frozenset({"unreachable", "interrupted"})
"""The outcomes that, without an effect, mean that nothing was sent, unless an earlier publish was answered."""

ReceiptsError: TypeAlias = (
    LedgerFault | LedgerChoiceFault | NoHome | UnknownKey | AmbiguousKey | NothingBefore | Forgotten
)


def last_that_left(key: str, entries: Iterable[LedgerEntry]) -> Result[LedgerEntry, NothingBefore]:
    """Return the first of *entries*, those before *key* from the newest on, that was sent."""
    found = next((entry for entry in entries if entry.has_left), None)
    return Failure(NothingBefore(key)) if found is None else Success(found)


def unambiguous(keys: Iterable[str], shortest: int) -> Mapping[str, str]:
    """Return the beginning of each key that no other of them has, but at least *shortest* characters.

    >>> unambiguous(["abcd", "abce", "bcde"], 2)
    {'abcd': 'abcd', 'abce': 'abce', 'bcde': 'bc'}
    """
    ordered = sorted(set(keys))
    shared = [_in_common(*pair) for pair in pairwise(["", *ordered, ""])]
    return {
        key: key[: max(shortest, *(1 + common for common in pair))]
        for key, pair in zip(ordered, pairwise(shared), strict=True)
    }


def _in_common(one: str, two: str) -> int:
    return sum(1 for _ in takewhile(lambda both: both[0] == both[1], zip(one, two, strict=False)))


class History(Protocol):
    """Read access to the publishes in a ledger."""

    def newest(self, limit: int) -> Result[tuple[LedgerEntry, ...], LedgerFault]:
        """Return up to *limit* entries, the newest first."""

    def last_of(self, provider: str, workspace: str, project: str) -> Result[LedgerEntry | None, LedgerFault]:
        """Return the newest entry of a project for any server; None if there is none."""

    def of_key(self, key: str) -> Result[LedgerEntry, ReceiptsError]:
        """Return the entry whose key starts with *key*; if several targets share that key, the newest entry."""

    def before(self, key: str) -> Result[LedgerEntry, ReceiptsError]:
        """Return the entry that was sent to the same target before the one whose key starts with *key*."""

    def difference(self, earlier: str, later: str) -> Result[Difference, ReceiptsError]:
        """Return what differs between the snapshots of two keys, each given by a prefix."""


def differing(history: History, key: str, later: str | None) -> Result[Difference, ReceiptsError]:
    """Return what differs between the snapshots of *key* and *later*; by default, of the one before *key* and *key*."""
    if later is not None:
        return history.difference(key, later)
    return Result.do(found for entry in history.before(key) for found in history.difference(entry.key, key))


def last_in_words(entries: Sequence[LedgerEntry]) -> str:
    """Return when a ledger was last used, by its newest entry.

    >>> last_in_words(())
    'nothing was sent yet'
    """
    return f"last used at {entries[0].began_at}" if entries else "nothing was sent yet"
