"""Lists whose pages have numbers, read while they change."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain, repeat

import pytest
from attrs import Factory, define, frozen
from hypothesis import given
from hypothesis import strategies as st

from tests.core.strategies import QUICK
from trackpost.core.trackers.page_numbers import LARGEST, NumberedPage, Place, next_place, page_at

Answer = tuple[list[str], bool | None]
Change = Callable[["Numbered"], None]


@define
class Numbered:
    """A tracker that numbers its pages.

    Attributes:
        rows: the ids, in the order of the list.
        most: how many it gives at once.
        says_more: it says whether another page follows.
        adds_first: the newest stands first, not last.
        own_size: its pages have this size, whichever is asked for; None if they have the size that is asked for.
    """

    rows: list[str]
    most: int = LARGEST
    says_more: bool = False
    adds_first: bool = False
    own_size: int | None = None
    added: int = 0

    def answer(self, page: NumberedPage) -> Answer:
        """Return the rows of a page, and whether there are more."""
        size = self.own_size or min(page.size, self.most)
        start = (page.number - 1) * size
        return self.rows[start : start + size], start + size < len(self.rows) if self.says_more else None

    def delete(self, start: int, count: int) -> None:
        """Delete some rows."""
        del self.rows[start : start + count]

    def add(self) -> None:
        """Add a new issue."""
        self.added += 1
        self.rows.insert(0 if self.adds_first else len(self.rows), f"new {self.added}")


@define
class Reading:
    """A list while it is read.

    Attributes:
        read: all ids.
        asked: all pages.
    """

    tracker: Numbered
    read: list[str] = Factory(list)
    asked: list[NumberedPage] = Factory(list)

    def run(self, sizes: Sequence[int] = (LARGEST,), changes: Sequence[Change] = ()) -> list[str]:
        """Read it all. After each page, make one of the changes and take the next size; the last size stays."""
        place: Place | None = Place()
        for size, change in zip(chain(sizes, repeat(sizes[-1])), chain(changes, repeat(_nothing)), strict=False):
            if place is None:
                return self.read
            page = page_at(place, size)
            self.asked.append(page)
            ids, has_more = self.tracker.answer(page)
            self.read += ids
            place = next_place(place, page, ids, has_more=has_more)
            change(self.tracker)
            assert len(self.asked) < 500, "it does not end"
        return self.read


def _nothing(_tracker: Numbered) -> None:
    """Change nothing."""


def _numbers(count: int) -> list[str]:
    return [str(number) for number in range(1, count + 1)]


@pytest.mark.parametrize("count", [0, 1, 4, 5, 6, 19, 20, 21, 99, 100, 101, 250, 2_000])
@pytest.mark.parametrize("says_more", [True, False], ids=["says whether there are more", "does not say"])
def test_a_list_that_stays(count: int, says_more: bool) -> None:  # noqa: FBT001 - of the table
    """All is read in order, with a few more requests than pages."""
    reading = Reading(Numbered(_numbers(count), says_more=says_more))
    assert list(dict.fromkeys(reading.run())) == _numbers(count)
    assert len(reading.asked) <= count / 80 + 1


def test_the_pages_overlap_by_a_few_rows() -> None:
    """The size of a page is what lets it begin where it should."""
    reading = Reading(Numbered(_numbers(300)))
    reading.run()
    assert reading.asked == [NumberedPage(1, 100), NumberedPage(2, 95), NumberedPage(3, 92), NumberedPage(4, 90)]


CHANGES = st.one_of(
    st.just(_nothing),
    st.just(Numbered.add),
    st.tuples(st.integers(0, 150), st.integers(1, 30)).map(
        lambda drawn: lambda tracker: tracker.delete(drawn[0], drawn[1])
    ),
)


@QUICK
@given(
    count=st.integers(0, 400),
    most=st.integers(20, LARGEST),
    says_more=st.sampled_from([True, True, False]),
    sizes=st.lists(st.integers(1, 150), min_size=1, max_size=4),
    changes=st.lists(CHANGES, max_size=12),
)
def test_nothing_is_lost_while_the_list_changes(
    count: int,
    most: int,
    says_more: bool,  # noqa: FBT001 - drawn
    sizes: list[int],
    changes: list[Change],
) -> None:
    """Every issue that was there all the time is read, whatever was added and deleted between the pages."""
    tracker = Numbered(_numbers(count), most=most if says_more else LARGEST, says_more=says_more)
    read = Reading(tracker).run(sizes, changes)
    assert {row for row in tracker.rows if not row.startswith("new")} <= set(read)


@QUICK
@given(
    count=st.integers(0, 400),
    most=st.integers(20, LARGEST),
    changes=st.lists(CHANGES, max_size=12),
)
def test_nothing_is_lost_if_the_newest_comes_first(count: int, most: int, changes: list[Change]) -> None:
    """The same is true of Gitea's order, in which a new issue moves all others down."""
    tracker = Numbered(_numbers(count), most=most, says_more=True, adds_first=True)
    read = Reading(tracker).run(changes=changes)
    assert {row for row in tracker.rows if not row.startswith("new")} <= set(read)


@frozen(kw_only=True)
class Odd:
    """A tracker whose pages do not have the size that is asked for, and how often it may be asked."""

    own_size: int | None = None
    most: int = LARGEST
    says_more: bool = False
    requests: int


ODD: Mapping[str, Odd] = {
    "its pages have 100 rows, whatever is asked for": Odd(own_size=100, requests=6),
    "they have 30": Odd(own_size=30, says_more=True, requests=14),
    "they have 2": Odd(own_size=2, says_more=True, requests=160),
    "it gives 10 at most": Odd(most=10, says_more=True, requests=40),
    "it gives 1 at most": Odd(most=1, says_more=True, requests=310),
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
def test_a_tracker_with_pages_of_its_own(odd: Odd) -> None:
    """Its pages are counted instead, and all is read."""
    tracker = Numbered(_numbers(301), own_size=odd.own_size, most=odd.most, says_more=odd.says_more)
    reading = Reading(tracker)
    assert set(reading.run()) == set(_numbers(301))
    assert len(reading.asked) <= odd.requests


def test_a_tracker_that_gives_less_than_it_is_asked_for() -> None:
    """The page that shows it began elsewhere, and is asked for again."""
    reading = Reading(Numbered(_numbers(301), most=50, says_more=True))
    assert set(reading.run(sizes=(30, 100))) == set(_numbers(301))
    assert [page.size for page in reading.asked[:4]] == [30, 100, 25, 45]


def test_a_limit_does_not_stop_a_tracker_with_pages_of_its_own() -> None:
    """The first page can be smaller than those that are counted afterwards."""
    assert set(Reading(Numbered(_numbers(301), own_size=100)).run(sizes=(3, 100))) == set(_numbers(301))


@QUICK
@given(at=st.integers(0, 5_000), size=st.integers(1, 200))
def test_a_page_begins_in_time_and_gets_on(at: int, size: int) -> None:
    """It begins at the place or before it, and ends more than the overlap behind it."""
    page = page_at(Place(at=at, last=("x",)), size)
    assert page.start <= at < page.end - 5
    assert page.size <= LARGEST
