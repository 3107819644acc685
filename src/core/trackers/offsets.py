"""How to page through a list whose rows are counted from its beginning, while it changes.

If an issue is deleted or moved away, all rows behind it move up by one, and the first row of the next page would never
be read. So each page begins with the last rows of the page before it. If none of them is there, the list has moved
further than that, and is read again from a page earlier on.
"""

from collections.abc import Sequence
from math import ceil

from attrs import frozen

from .tracker_json import Scalar

_OVERLAP = 10
"""Rows: this many issues may vanish between two pages without costing another request."""


@frozen
class Offset:
    """Where a page begins.

    Attributes:
        at: the number of its first row, from 0.
        last: the ids that the page before it ended with, one of which should be on it; none at the beginning.
    """

    at: int = 0
    last: tuple[str, ...] = ()


def next_offset(place: Offset, ids: Sequence[str], total: Scalar, size: int) -> Offset | None:
    """Return where the next page begins; None after the last one.

    Args:
        place: of this page.
        ids: of its rows, in their order.
        total: how many rows there are, if the tracker says so.
        size: how many rows it may have.

    >>> next_offset(Offset(), ["1", "2", "3"], 4, 3), next_offset(Offset(), ["1"], 1, 3)
    (Offset(at=1, last=('2', '3')), None)
    """
    if place.at > 0 and place.last and not set(place.last) & set(ids):
        return Offset(max(0, place.at - size), place.last)
    end = place.at + len(ids)
    has_more = end < total if isinstance(total, int | float) else len(ids) >= size
    if not ids or not has_more:
        return None
    overlap = min(_OVERLAP, len(ids) - 1)
    return Offset(end - overlap, tuple(ids[len(ids) - overlap :]))


def requests_left(place: Offset, following: Offset | None, count: int, total: Scalar) -> int:
    """Return how many requests the rest takes, if each page is like this one; 0 if nobody knows.

    Args:
        place: of this page.
        following: where the next page begins; None after the last one.
        count: how many rows this page has.
        total: how many rows there are, if the tracker says so.

    >>> requests_left(Offset(), Offset(2), 12, 30), requests_left(Offset(), Offset(2), 12, None)
    (9, 0)
    """
    step = 0 if following is None else following.at - place.at
    return ceil((total - place.at - count) / step) if step > 0 and isinstance(total, int | float) else 0
