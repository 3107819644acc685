"""What a pull comes to."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.strategies import QUICK
from trackpost.core.trackers.pulled import PullCounts

NONE = PullCounts()
FIRST = PullCounts(created=1, updated=2, unchanged=3, conflicts=4, skipped=5, removed=6)
SECOND = PullCounts(created=10, updated=20, unchanged=30, conflicts=40, skipped=50, removed=60)

SUMS: Mapping[str, tuple[PullCounts, PullCounts, PullCounts]] = {
    "nothing": (NONE, NONE, NONE),
    "nothing before": (NONE, FIRST, FIRST),
    "nothing more": (FIRST, NONE, FIRST),
    "each of its own kind": (
        FIRST,
        SECOND,
        PullCounts(created=11, updated=22, unchanged=33, conflicts=44, skipped=55, removed=66),
    ),
}


@pytest.mark.parametrize(("counts", "page", "expected"), SUMS.values(), ids=SUMS.keys())
def test_sums(counts: PullCounts, page: PullCounts, expected: PullCounts) -> None:
    """A page is added kind by kind."""
    assert counts.plus(page) == expected


ISSUES: Mapping[str, tuple[PullCounts, int]] = {
    "none": (NONE, 0),
    "created": (PullCounts(created=1), 1),
    "updated": (PullCounts(updated=1), 1),
    "unchanged": (PullCounts(unchanged=1), 1),
    "conflicts are fields, not issues": (PullCounts(conflicts=1), 0),
    "skipped": (PullCounts(skipped=1), 0),
    "removed": (PullCounts(removed=1), 0),
    "all": (FIRST, 6),
}


@pytest.mark.parametrize(("counts", "expected"), ISSUES.values(), ids=ISSUES.keys())
def test_issues(counts: PullCounts, expected: int) -> None:
    """Each issue that the cache holds now is one of three kinds."""
    assert counts.issues == expected


COUNT = st.integers(0, 10**6)
TALLIES = st.builds(
    PullCounts, created=COUNT, updated=COUNT, unchanged=COUNT, conflicts=COUNT, skipped=COUNT, removed=COUNT
)


@QUICK
@given(TALLIES, TALLIES, TALLIES)
def test_how_the_pages_fall_changes_nothing(first: PullCounts, second: PullCounts, third: PullCounts) -> None:
    """Many small pages come to what a few large ones come to, in any order, and no issue is lost."""
    total = first.plus(second).plus(third)
    assert total == first.plus(second.plus(third)) == third.plus(first).plus(second)
    assert total.issues == first.issues + second.issues + third.issues
