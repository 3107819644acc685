"""How far a project's pull has come, as a checkpoint row of the cache.

All projects of a workspace share the row ``provider:workspace``: the cursor of the next page, and the instant since
which changes are asked for. Because they share it, a pull cannot rely on it. Each resource therefore has a row of its
own, ``provider:workspace#resource``, whose cursor is the JSON of a `ResumePoint` while a pull is unfinished.
"""

import re
from typing import Annotated

import msgspec
from attrs import evolve, frozen
from msgspec import Meta

from .model import DATE_AND_TIME, ZONE, Checkpoint

_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
# An instant with a zone, in the years 1000 to 9998, so that it can be compared and moved to any time zone
_USABLE = re.compile(rf"(?!0|9999){DATE_AND_TIME}{ZONE}")


@frozen(kw_only=True)
class ResumePoint:
    """Where an unfinished pull continues.

    Attributes:
        page: the tracker's cursor of the next page; None for the first page.
        size: the number of issues per page; it must not change if the tracker numbers its pages.
        began: when the pull began, ISO 8601.
    """

    page: str | None
    size: Annotated[int, Meta(ge=1)]
    began: str


@frozen(kw_only=True)
class PullState:
    """Where the next pull starts.

    Attributes:
        since: the pull asks for changes since this instant, ISO 8601; None: for everything.
        under_way: where an unfinished pull continues; None if the last pull was complete.
    """

    since: str | None = None
    under_way: ResumePoint | None = None


def with_page_size(point: ResumePoint, size: int) -> ResumePoint:
    """Return the page of the larger *size* that contains the start of the page of *point*.

    A smaller *size*, and a cursor that is not a page number, leave the point as it is.

    >>> with_page_size(ResumePoint(page="8", size=20, began="2026-03-01T12:00:00Z"), 100)
    ResumePoint(page='2', size=100, began='2026-03-01T12:00:00Z')
    """
    if point.page is None or _NUMBER.fullmatch(point.page) is None or size <= point.size:
        return point
    return evolve(point, page=str((int(point.page) - 1) * point.size // size + 1), size=size)


_DECODER = msgspec.json.Decoder(ResumePoint)


def parse_state(row: Checkpoint | None) -> PullState:
    """Parse the row of a resource. If it is absent or unusable, the next pull reads everything."""
    if row is None:
        return PullState()
    try:
        under_way = None if row.cursor is None else _DECODER.decode(row.cursor)
    except (msgspec.DecodeError, RecursionError):
        return PullState()
    instants = (row.updated_since, None if under_way is None else under_way.began)
    if not all(instant is None or _USABLE.fullmatch(instant) for instant in instants):
        return PullState()
    return PullState(since=row.updated_since, under_way=under_way)


def state_row(state: PullState) -> Checkpoint:
    """Return the row of a resource."""
    cursor = None if state.under_way is None else msgspec.json.encode(state.under_way).decode()
    return Checkpoint(cursor=cursor, updated_since=state.since)


def shared_row(state: PullState) -> Checkpoint:
    """Return the row that all projects of the workspace share."""
    return Checkpoint(cursor=None if state.under_way is None else state.under_way.page, updated_since=state.since)
