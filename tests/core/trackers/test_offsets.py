"""Paging through a list whose rows are counted, while it changes."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.strategies import QUICK
from trackpost.core.trackers.offsets import Offset, next_offset, requests_left
from trackpost.core.trackers.tracker_json import Scalar

IDS = tuple(str(number) for number in range(100))
PAGES: Mapping[str, tuple[Offset, Sequence[str], Scalar, int, Offset | None]] = {
    "the first of two": (Offset(), IDS[:20], 30, 20, Offset(10, IDS[10:20])),
    "the second of two": (Offset(10, IDS[10:20]), IDS[10:30], 30, 20, None),
    "without a total": (Offset(), IDS[:20], None, 20, Offset(10, IDS[10:20])),
    "without a total, the last": (Offset(), IDS[:19], None, 20, None),
    "a page of two": (Offset(), IDS[:2], 9, 2, Offset(1, IDS[1:2])),
    "a page of one": (Offset(), IDS[:1], 9, 1, Offset(1)),
    "the second page of one": (Offset(1), IDS[1:2], 9, 1, Offset(2)),
    "an empty list": (Offset(), (), 0, 20, None),
    "empty, whatever the total says": (Offset(), (), 9, 20, None),
    "moved up a little": (Offset(10, IDS[10:20]), IDS[13:33], 40, 20, Offset(20, IDS[23:33])),
    "moved up a page": (Offset(30, IDS[30:40]), IDS[60:80], 80, 20, Offset(10, IDS[30:40])),
    "moved up a page, near the beginning": (Offset(10, IDS[10:20]), IDS[60:80], 80, 20, Offset(0, IDS[10:20])),
    "moved up, and nothing is left": (Offset(30, IDS[30:40]), (), 12, 20, Offset(10, IDS[30:40])),
    "read again from the beginning": (Offset(0, IDS[10:20]), IDS[60:80], 80, 20, Offset(10, IDS[70:80])),
}


@pytest.mark.parametrize(("place", "ids", "total", "size", "expected"), PAGES.values(), ids=PAGES.keys())
def test_next_offset(place: Offset, ids: Sequence[str], total: Scalar, size: int, expected: Offset | None) -> None:
    """The next page begins with the last rows of this one; if those of the page before are gone, a page earlier."""
    assert next_offset(place, ids, total, size) == expected


LEFT: Mapping[str, tuple[Offset, Offset | None, int, Scalar, int]] = {
    "one more": (Offset(), Offset(10), 20, 30, 1),
    "a part of a page": (Offset(), Offset(10), 20, 31, 2),
    "of pages that hardly advance": (Offset(2), Offset(4), 12, 30, 8),
    "none": (Offset(), None, 20, 20, 0),
    "without a total": (Offset(), Offset(10), 20, None, 0),
    "a total that is text": (Offset(), Offset(10), 20, "30", 0),
    "back to an earlier page": (Offset(30), Offset(10), 20, 80, 0),
}


@pytest.mark.parametrize(("place", "following", "count", "total", "expected"), LEFT.values(), ids=LEFT.keys())
def test_requests_left(place: Offset, following: Offset | None, count: int, total: Scalar, expected: int) -> None:
    """What is not on this page takes this many requests."""
    assert requests_left(place, following, count, total) == expected


@QUICK
@given(
    st.integers(0, 60),
    st.integers(2, 25),
    st.lists(st.tuples(st.sets(st.integers(0, 59)), st.integers(0, 3)), max_size=6),
)
def test_nothing_is_lost(count: int, size: int, changes: list[tuple[set[int], int]]) -> None:
    """Whatever is deleted and added between the pages: what was there all the time is read, and there is an end."""
    rows = [str(number) for number in range(count)]
    always, read, place = set(rows), set[str](), Offset()
    for turn in range(1_000):
        page = rows[place.at : place.at + size]
        read |= set(page)
        following = next_offset(place, page, len(rows), size)
        if following is None:
            break
        place = following
        gone, new = changes[turn] if turn < len(changes) else (set[int](), 0)
        rows = [row for row in rows if int(row) not in gone] + [
            str(1_000 * (turn + 1) + number) for number in range(new)
        ]
        always &= set(rows)
    else:
        pytest.fail("no end")
    assert always <= read
