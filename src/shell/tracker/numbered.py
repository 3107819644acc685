"""One page of a tracker that numbers its pages, unless it gives cursors of its own."""

from collections.abc import Callable, Container, Mapping
from typing import TypeAlias

import msgspec
from returns.result import Result

from ...core.issues.tracker_fault import TrackerFault
from ...core.trackers.answers import Answered, decode_list
from ...core.trackers.link_header import following
from ...core.trackers.page_numbers import LARGEST, NumberedPage, Place, next_place, page_at
from ...core.trackers.tracker_json import Scalar
from .http import Request, clock_of
from .moving import Whereabouts
from .reader import IdList, RawPage, ids_on

Ask: TypeAlias = Callable[[NumberedPage, Mapping[str, str]], Request]
"""Asks for a page: by the parameters of the tracker's cursor if there are any, else by its number."""


_MOST_LISTED = 1_000
"""Whole issues are large."""


class _Row(msgspec.Struct):
    number: Scalar = None
    iid: Scalar = None


_ROWS = msgspec.json.Decoder(list[msgspec.Raw])
_ROW = msgspec.json.Decoder(_Row)
_PLACE = msgspec.json.Decoder(Place)


def numbered_page(
    whereabouts: Whereabouts, cursor: str | None, size: int, names: Container[str], ask: Ask
) -> Result[RawPage, TrackerFault]:
    """Return one page of a list that is ordered by creation.

    Args:
        whereabouts: of the list.
        cursor: of `RawPage`; one that another tool has left begins anew.
        size: how many issues there should be.
        names: of the parameters that can be the tracker's own cursor.
        ask: makes the request.
    """
    place = _place(cursor)
    page, http = page_at(place, size), whereabouts.http
    return Result.do(
        RawPage(
            issues=tuple(map(bytes, rows)),
            next=_cursor(_next(place, page, rows, answered, names)),
            now=clock_of(answered),
        )
        for answered in http.exchange(ask(page, place.after)).bind(whereabouts.accept)
        for rows in decode_list(http.provider, answered, _ROWS, http.hide)
    )


def ids_of_whole_list(page: Callable[[None, str | None, int], Result[RawPage, TrackerFault]]) -> IdList:
    """Return how to ask for the ids where the tracker gives them with the whole issues only.

    Args:
        page: of `Reader`.
    """
    return IdList(_MOST_LISTED, lambda cursor: page(None, cursor, LARGEST).map(ids_on))


def _place(cursor: str | None) -> Place:
    try:
        return Place() if cursor is None else _PLACE.decode(cursor)
    except (msgspec.DecodeError, UnicodeError):
        return Place()


def _cursor(place: Place | None) -> str | None:
    return None if place is None else msgspec.json.encode(place).decode()


def _next(
    place: Place, page: NumberedPage, rows: list[msgspec.Raw], answered: Answered, names: Container[str]
) -> Place | None:
    link = following(answered.headers, names)
    if link.cursor:
        return Place(after=dict(link.cursor))
    return None if place.after else next_place(place, page, list(map(_id_in, rows)), has_more=link.is_there)


def _id_in(row: msgspec.Raw) -> str:
    try:
        found = _ROW.decode(row)
    except msgspec.DecodeError:
        return ""
    return str(found.iid if found.number is None else found.number)
