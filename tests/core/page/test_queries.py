"""What the URL of a page asks for."""

from collections.abc import Mapping

import pytest
from returns.result import Failure, Result, Success

from trackpost.core.page.queries import (
    PER_PAGE,
    Paging,
    QueryError,
    SnapshotFilter,
    UnusablePage,
    offset_of,
    parse_change_kind,
    parse_page,
    parse_snapshot_filter,
)
from trackpost.core.parsing.text import UnknownChoice

PAGES: Mapping[str, Result[int, QueryError]] = {
    "1": Success(1),
    "20": Success(20),
    "0": Failure(UnusablePage("0")),
    "-1": Failure(UnusablePage("-1")),
    "": Failure(UnusablePage("")),
    "two": Failure(UnusablePage("two")),
    "²": Failure(UnusablePage("²")),
    "٣": Failure(UnusablePage("٣")),
    "1" * 10: Failure(UnusablePage("1" * 10)),
}


@pytest.mark.parametrize(("given", "expected"), PAGES.items(), ids=PAGES.keys())
def test_page(given: str, expected: Result[int, QueryError]) -> None:
    """A page is a number from 1, in ASCII digits."""
    assert parse_page({"page": given}) == expected


def test_filter() -> None:
    """Nothing is filtered by default, and an unknown status is refused."""
    assert parse_snapshot_filter({}) == Success(SnapshotFilter("", None))
    known = ("resolved", "waiting", "mapped")
    assert parse_snapshot_filter({"status": "wating"}) == Failure(UnknownChoice("status", "wating", known, "waiting"))


def test_change_kind() -> None:
    """A kind of change, or all of them."""
    assert (parse_change_kind({"kind": "added"}), parse_change_kind({})) == (Success("added"), Success(None))


ROWS: Mapping[str, tuple[Paging, tuple[int, int, int]]] = {
    "nothing": (Paging(1, 0), (1, 0, 0)),
    "one": (Paging(1, 1), (1, 1, 1)),
    "a full page": (Paging(1, PER_PAGE), (1, 1, 50)),
    "the last": (Paging(3, 101), (3, 101, 101)),
    "behind the last": (Paging(9, 101), (3, 101, 101)),
}


@pytest.mark.parametrize(("paging", "expected"), ROWS.values(), ids=ROWS.keys())
def test_paging(paging: Paging, expected: tuple[int, int, int]) -> None:
    """Pages, first row and last row."""
    assert (paging.pages, paging.first, paging.last) == expected


def test_the_message_of_a_page() -> None:
    """It says what to write, and the first page begins with the first row."""
    assert offset_of(1) == 0
    assert UnusablePage("x").message == "page must be a number from 1, not 'x'"
