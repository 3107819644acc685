"""The counts of a pull."""

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
    "all counts": (
        FIRST,
        SECOND,
        PullCounts(created=11, updated=22, unchanged=33, conflicts=44, skipped=55, removed=66),
    ),
}


@pytest.mark.parametrize(("counts", "page", "expected"), SUMS.values(), ids=SUMS.keys())
def test_sums(counts: PullCounts, page: PullCounts, expected: PullCounts) -> None:
    """Each count of a page is added to the same count of the total."""
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
    """Each issue is created, updated or unchanged."""
    assert counts.issues == expected


COUNT = st.integers(0, 10**6)
COUNTS = st.builds(
    PullCounts, created=COUNT, updated=COUNT, unchanged=COUNT, conflicts=COUNT, skipped=COUNT, removed=COUNT
)


@QUICK
@given(COUNTS, COUNTS, COUNTS)
def test_the_division_into_pages_does_not_matter(first: PullCounts, second: PullCounts, third: PullCounts) -> None:
    """The total does not depend on the size or the order of the pages, and no issue is lost."""
    total = first.plus(second).plus(third)
    assert total == first.plus(second.plus(third)) == third.plus(first).plus(second)
    assert total.issues == first.issues + second.issues + third.issues
