"""What the ledger says of keys, and of what left the machine."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.strategies import QUICK
from trackpost.core.delivery.effect import Effect
from trackpost.core.delivery.history import LedgerEntry, unambiguous
from trackpost.core.delivery.ledger import Target
from trackpost.core.snapshot.idempotency import Digest, IdempotencyKey


@QUICK
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
    """Only what certainly never left counts as that."""
    entry = LedgerEntry(
        target=Target(endpoint="https://kitty.example", provider="jira", workspace="acme.example", project="/p"),
        route=None,
        key=IdempotencyKey("k"),
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
    assert entry.has_left is expected
