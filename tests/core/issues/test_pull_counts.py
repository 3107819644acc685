"""What a pull comes to."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.strategies import QUICK
from trackpost.core.issues.pull import Tally

NONE = Tally()
FIRST = Tally(created=1, updated=2, unchanged=3, conflicts=4)
SECOND = Tally(created=10, updated=20, unchanged=30, conflicts=40)

SUMS: Mapping[str, tuple[Tally, Tally, Tally]] = {
    "nothing": (NONE, NONE, NONE),
    "nothing before": (NONE, FIRST, FIRST),
    "nothing more": (FIRST, NONE, FIRST),
    "each of its own kind": (FIRST, SECOND, Tally(created=11, updated=22, unchanged=33, conflicts=44)),
}


@pytest.mark.parametrize(("tally", "page", "expected"), SUMS.values(), ids=SUMS.keys())
def test_sums(tally: Tally, page: Tally, expected: Tally) -> None:
    """A page is added kind by kind."""
    assert tally.and_(page) == expected


ISSUES: Mapping[str, tuple[Tally, int]] = {
    "none": (NONE, 0),
    "created": (Tally(created=1), 1),
    "updated": (Tally(updated=1), 1),
    "unchanged": (Tally(unchanged=1), 1),
    "conflicts are fields, not issues": (Tally(conflicts=1), 0),
    "all": (FIRST, 6),
}


@pytest.mark.parametrize(("tally", "expected"), ISSUES.values(), ids=ISSUES.keys())
def test_issues(tally: Tally, expected: int) -> None:
    """Each issue that was read is one of three kinds."""
    assert tally.issues == expected


COUNT = st.integers(0, 10**6)
TALLIES = st.builds(Tally, created=COUNT, updated=COUNT, unchanged=COUNT, conflicts=COUNT)


@QUICK
@given(TALLIES, TALLIES, TALLIES)
def test_how_the_pages_fall_changes_nothing(first: Tally, second: Tally, third: Tally) -> None:
    """Many small pages come to what a few large ones come to, in any order, and no issue is lost."""
    total = first.and_(second).and_(third)
    assert total == first.and_(second.and_(third)) == third.and_(first).and_(second)
    assert total.issues == first.issues + second.issues + third.issues
