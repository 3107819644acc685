"""What the ledger says of keys, and of what left the machine."""

from collections.abc import Mapping

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace
from returns.result import Failure, Result, Success

from tests.core.strategies import QUICK
from trackpost.core.delivery.effect import Effect
from trackpost.core.delivery.history import (
    LedgerEntry,
    NothingBefore,
    ReceiptsError,
    differing,
    last_that_left,
    unambiguous,
)
from trackpost.core.delivery.ledger import Target
from trackpost.core.delivery.ledger_faults import LedgerFault
from trackpost.core.snapshot.fingerprint import Difference
from trackpost.core.snapshot.idempotency import Digest, IdempotencyKey


@QUICK
@example(keys={"XXXXaa", "aaaaaa"}, shortest=1)
@example(keys={"BBBBBB", "XXXXaa"}, shortest=1)
@given(keys=st.sets(st.text("ab", min_size=6, max_size=6)), shortest=st.integers(1, 6))
def test_beginnings_are_unambiguous(keys: set[str], shortest: int) -> None:
    """Each is the beginning of its key alone, and none is longer than it must be."""
    heads = unambiguous(keys, shortest)
    assert heads.keys() == keys
    for key, head in heads.items():
        assert [one for one in keys if one.startswith(head)] == [key]
        assert len(head) == shortest or sum(one.startswith(head[:-1]) for one in keys) > 1


LEFT: Mapping[str, tuple[str | None, Effect | None, bool]] = {
    "delivered": ("delivered", "applied", True),
    "refused": ("rejected", "none", True),
    "not reached": ("unreachable", "none", False),
    "not reached, but an earlier publish was": ("unreachable", "unknown", True),
    "interrupted before": ("interrupted", "none", False),
    "interrupted meanwhile": ("interrupted", "unknown", True),
    "not finished": (None, "unknown", True),
    "of an older version": ("unreachable", None, True),
}


@pytest.mark.parametrize(("outcome", "effect", "expected"), LEFT.values(), ids=LEFT.keys())
def test_what_has_left(outcome: str | None, effect: Effect | None, expected: object) -> None:
    """Only what certainly never left counts as that; what was answered once has left."""
    entry = _entry("k", outcome, effect)
    assert entry.has_left is expected
    assert [replace(entry, state=state).has_left for state in ("acknowledged", "refused")] == [True, True]


def _entry(key: str, outcome: str | None, effect: Effect | None) -> LedgerEntry:
    return LedgerEntry(
        target=Target(endpoint="https://kitty.example", provider="jira", workspace="acme.example", project="/p"),
        route=None,
        key=IdempotencyKey(key),
        digest=Digest("d"),
        state="pending",
        issues=1,
        mappings=0,
        bytes=1,
        began_at="2026-03-01T12:00:00Z",
        ended_at=None,
        times=1,
        attempts=1,
        outcome=outcome,
        status_code=None,
        effect=effect,
    )


SENT, KEPT = _entry("sent", "delivered", "applied"), _entry("kept", "unreachable", "none")
BEFORE: Mapping[str, tuple[tuple[LedgerEntry, ...], Result[LedgerEntry, NothingBefore]]] = {
    "the newest one": ((SENT, KEPT), Success(SENT)),
    "the newest one that left": ((KEPT, SENT), Success(SENT)),
    "none that left": ((KEPT,), Failure(NothingBefore("key"))),
    "none": ((), Failure(NothingBefore("key"))),
}


@pytest.mark.parametrize(("entries", "expected"), BEFORE.values(), ids=BEFORE.keys())
def test_the_last_that_left(entries: tuple[LedgerEntry, ...], expected: Result[LedgerEntry, NothingBefore]) -> None:
    """What never left is no past."""
    assert last_that_left("key", entries) == expected


def _names(one: str, two: str) -> Difference:
    return Difference(members=(one, two), added=(), removed=(), changed=())


class _History:
    """A ledger with one snapshot before all others."""

    def newest(self, limit: int) -> Result[tuple[LedgerEntry, ...], LedgerFault]:
        return Success((SENT,)[:limit])

    def last_of(self, provider: str, workspace: str, project: str) -> Result[LedgerEntry | None, LedgerFault]:
        return Success(SENT if all((provider, workspace, project)) else None)

    def of_key(self, key: str) -> Result[LedgerEntry, ReceiptsError]:
        return Success(_entry(key, "delivered", "applied"))

    def before(self, key: str) -> Result[LedgerEntry, ReceiptsError]:
        return Failure(NothingBefore(key)) if key == SENT.key else Success(SENT)

    def difference(self, earlier: str, later: str) -> Result[Difference, ReceiptsError]:
        return Success(_names(earlier, later))


def test_two_keys_or_one() -> None:
    """Of two, the earlier is the first; of one, it is the one before."""
    history = _History()
    assert differing(history, "a", "b") == Success(_names("a", "b"))
    assert differing(history, "a", None) == Success(_names("sent", "a"))
    assert differing(history, "sent", None) == Failure(NothingBefore("sent"))
