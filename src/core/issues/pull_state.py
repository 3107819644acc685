"""How far a project's pull has come, as a row of the cache's checkpoints.

All tools share the row ``provider:workspace``: the cursor of the next page, and the instant since which changes are
asked for. Because several projects may share it, each resource also has a row of its own, which decides:
``provider:workspace#resource``. Its cursor says as JSON where an unfinished pull goes on.
"""

import re
from typing import Annotated

import msgspec
from attrs import evolve, frozen
from msgspec import Meta

from .model import DATE_AND_TIME, ZONE, Checkpoint

_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
# an instant that can be compared, and moved by minutes into any zone: years 1000 to 9998
_USABLE = re.compile(rf"(?!0|9999){DATE_AND_TIME}{ZONE}")


@frozen(kw_only=True)
class ResumePoint:
    """Where an unfinished pull goes on.

    Attributes:
        page: the tracker's cursor of the next page; None is the first.
        size: how many issues a page has; trackers that number their pages need it to stay the same.
        began: when the pull began, ISO 8601.
    """

    page: str | None
    size: Annotated[int, Meta(ge=1)]
    began: str


@frozen(kw_only=True)
class PullState:
    """Where the next pull begins.

    Attributes:
        since: the instant since which changes are asked for, ISO 8601; None asks for all issues.
        under_way: None where the last pull read everything.
    """

    since: str | None = None
    under_way: ResumePoint | None = None


def widened(place: ResumePoint, size: int) -> ResumePoint:
    """Return the same place among pages of *size*, or a little earlier, for a tracker that numbers its pages.

    >>> widened(ResumePoint(page="8", size=20, began="2026-03-01T12:00:00Z"), 100)
    ResumePoint(page='2', size=100, began='2026-03-01T12:00:00Z')
    """
    if place.page is None or _NUMBER.fullmatch(place.page) is None or size <= place.size:
        return place
    return evolve(place, page=str((int(place.page) - 1) * place.size // size + 1), size=size)


_DECODER = msgspec.json.Decoder(ResumePoint)


def parse_state(row: Checkpoint | None) -> PullState:
    """Return what the row of a resource says. One that is absent, or cannot be used, begins at the beginning."""
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
    """Return the row that all tools share."""
    return Checkpoint(cursor=None if state.under_way is None else state.under_way.page, updated_since=state.since)
