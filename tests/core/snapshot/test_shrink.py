"""The guard that keeps a wiped cache from wiping the server."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Success

from tests.core.strategies import QUICK
from trackpost.core.snapshot.guards import SnapshotShrank, refuse_shrunken

COUNTS: Mapping[str, tuple[int | None, int, bool]] = {
    "the first snapshot": (None, 0, True),
    "empty, as before": (0, 0, True),
    "more than nothing": (0, 5, True),
    "the same number": (10, 10, True),
    "more": (10, 11, True),
    "half of them": (10, 5, True),
    "less than half of them": (10, 4, False),
    "half of an odd number, upwards": (3, 2, True),
    "half of an odd number, downwards": (3, 1, False),
    "none of one": (1, 0, False),
    "none of many": (100_000, 0, False),
}


@pytest.mark.parametrize(("before", "after", "passes"), COUNTS.values(), ids=COUNTS.keys())
def test_refuse_shrunken(before: int | None, after: int, *, passes: bool) -> None:
    """A snapshot that lost more than half of its issues is refused."""
    expected = Success(None) if passes else Failure(SnapshotShrank(before or 0, after))
    assert refuse_shrunken(before, after, allow=False) == expected


def test_links_that_are_gone() -> None:
    """The error says what is gone."""
    assert refuse_shrunken(10, 4, allow=False, counted="links") == Failure(SnapshotShrank(10, 4, "links"))


@QUICK
@given(st.none() | st.integers(0, 10**6), st.integers(0, 10**6))
def test_what_is_allowed_passes(before: int | None, after: int) -> None:
    """With the caller's permission, any snapshot passes."""
    assert refuse_shrunken(before, after, allow=True) == Success(None)
