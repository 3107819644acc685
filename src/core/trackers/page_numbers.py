"""How to read a list whose pages have numbers, while it changes.

The list is ordered by creation, so an edit moves nothing. But if an issue is deleted or moved away, all rows behind it
move up by one, and the first row of the next page would never be read. So each page begins with the last rows of the
page before it. If none of them is there, more rows have vanished than that, and reading goes on from a page earlier.

A page begins where its number and the size of all pages say, and the size is free: it is chosen so that the page
begins at the right row, or shortly before it. A tracker that gives cursors of its own needs none of this.
"""

from collections.abc import Sequence
from typing import Annotated

import msgspec
from attrs import frozen
from msgspec import Meta

LARGEST = 100
"""Rows: GitHub and GitLab allow no more. Gitea allows 50 by default, and gives that many."""
_SMALLEST = 20
"""Rows: a smaller page may have no room for more than the overlap."""
_OVERLAP = 5
"""Rows: this many issues may vanish between two pages without costing another request."""


class Place(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a page begins. As JSON it is the cursor of a reader.

    Attributes:
        at: how many rows come before it.
        last: the ids that the page before it ended with, one of which should be on it; none at the beginning.
        most: how many rows the tracker gives at once.
        missed: where none of *last* was, if that is why an earlier page is read again.
        number: of the page, for a tracker whose pages do not have the size that is asked for; at and last say nothing.
        after: the parameters of the tracker's own cursor; if there are any, the others say nothing.
    """

    at: Annotated[int, Meta(ge=0)] = 0
    last: tuple[str, ...] = ()
    most: Annotated[int, Meta(ge=1, le=LARGEST)] = LARGEST
    missed: Annotated[int, Meta(ge=0)] | None = None
    number: Annotated[int, Meta(ge=1)] | None = None
    after: dict[str, str] = {}


@frozen
class NumberedPage:
    """A page to ask for.

    Attributes:
        number: from 1.
        size: of all pages, in rows.
    """

    number: int
    size: int

    @property
    def start(self) -> int:
        """How many rows come before it."""
        return (self.number - 1) * self.size

    @property
    def end(self) -> int:
        """How many rows come before the next page."""
        return self.number * self.size


def page_at(place: Place, size: int) -> NumberedPage:
    """Return the page that begins at *place* or before it and reaches furthest.

    Args:
        place: without a cursor.
        size: how many rows there should be. The first page has at most as many, the others at least a few.

    >>> page_at(Place(), 7), page_at(Place(at=95, last=("95",)), 100), page_at(Place(at=185, last=("185",)), 100)
    (NumberedPage(number=1, size=7), NumberedPage(number=2, size=95), NumberedPage(number=3, size=92))
    """
    if place.number is not None:
        return NumberedPage(place.number, place.most)
    largest = min(max(size, _SMALLEST) if place.last else size, place.most)
    return max((NumberedPage(place.at // rows + 1, rows) for rows in range(1, largest + 1)), key=lambda page: page.end)


def next_place(place: Place, page: NumberedPage, ids: Sequence[str], *, has_more: bool | None) -> Place | None:
    """Return where the next page begins; None after the last one.

    Args:
        place: of this page.
        page: that was asked for.
        ids: of its rows, in their order.
        has_more: whether the tracker says that another page follows; None if it does not say.

    >>> next_place(Place(), NumberedPage(1, 3), ["1", "2", "3"], has_more=None)
    Place(at=0, last=('1', '2', '3'), most=100, missed=None, number=None, after={})
    >>> next_place(Place(), NumberedPage(1, 3), ["1", "2"], has_more=None)
    """
    is_followed = bool(ids) and (len(ids) >= page.size if has_more is None else has_more)
    if place.number is not None:
        return Place(number=place.number + 1, most=place.most) if is_followed else None
    most = min(place.most, len(ids)) if is_followed and len(ids) < page.size else place.most
    if place.last and most < place.most:  # the size is not the one that was asked for, so the page began elsewhere
        return msgspec.structs.replace(place, most=most)
    if page.start > 0 and set(place.last).isdisjoint(ids):
        missed = place.at if place.missed is None else place.missed
        return Place(at=max(0, page.start - page.size), last=place.last, most=most, missed=missed)
    return _behind(place, page, ids, most) if is_followed else None


def _behind(place: Place, page: NumberedPage, ids: Sequence[str], most: int) -> Place:
    overlap = min(_OVERLAP, len(ids))
    following = Place(at=page.start + len(ids) - overlap, last=tuple(ids[-overlap:]), most=most)
    if _adds_up(place, page, ids, following):
        return following
    return Place(number=2 if page.start == 0 else 1, most=min(page.size, most))


def _adds_up(place: Place, page: NumberedPage, ids: Sequence[str], following: Place) -> bool:
    """Say whether the tracker gives the rows that are asked for.

    It does not if rows that were missed have not moved, or if its pages are so short that reading would not get on.
    """
    if place.missed is None:
        return following.most >= _SMALLEST and (not place.last or following.at > place.at)
    rows = {name: row for row, name in enumerate(ids, start=page.start)}
    return all(rows.get(name, -1) < row for row, name in enumerate(place.last, start=place.missed))
