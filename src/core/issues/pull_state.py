"""How far a project's pull has come, as a row of the cache's checkpoints.

The row ``provider:workspace`` is for everybody: the cursor of the page that comes next, and the instant from which on
changes are asked for. But several projects may share that row, so each resource has a row of its own beside it, which
decides: ``provider:workspace#resource``. Its cursor says as JSON where a pull that is under way goes on.
"""

import re
from typing import Annotated

import msgspec
from attrs import evolve, frozen
from msgspec import Meta

from .model import Checkpoint

_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


@frozen(kw_only=True)
class ResumePoint:
    """A pull that has not read all.

    Attributes:
        page: the tracker's cursor of the page that comes next; None is the first.
        size: how many issues a page has; trackers that number their pages need it to stay.
        began: when the pull began, ISO 8601.
    """

    page: str | None
    size: Annotated[int, Meta(ge=1)]
    began: str


@frozen(kw_only=True)
class PullState:
    """Where the next pull begins.

    Attributes:
        since: the instant from which on changes are asked for, ISO 8601; None is for all.
        under_way: None where the last pull read all.
    """

    since: str | None = None
    under_way: ResumePoint | None = None


def widened(place: ResumePoint, size: int) -> ResumePoint:
    """Return the same place among pages of *size*, for a tracker that numbers its pages; it may be a little before it.

    >>> widened(ResumePoint(page="8", size=20, began="2026-03-01T12:00:00Z"), 100)
    ResumePoint(page='2', size=100, began='2026-03-01T12:00:00Z')
    """
    if place.page is None or _NUMBER.fullmatch(place.page) is None or size <= place.size:
        return place
    return evolve(place, page=str((int(place.page) - 1) * place.size // size + 1), size=size)


_DECODER = msgspec.json.Decoder(ResumePoint)


def parse_state(row: Checkpoint | None) -> PullState:
    """Return what the row of a resource says. One that says nothing, or cannot be read, begins at the beginning."""
    if row is None:
        return PullState()
    try:
        under_way = None if row.cursor is None else _DECODER.decode(row.cursor)
    except (msgspec.DecodeError, RecursionError):
        return PullState()
    return PullState(since=row.updated_since, under_way=under_way)


def state_row(state: PullState) -> Checkpoint:
    """Return the row of a resource."""
    cursor = None if state.under_way is None else msgspec.json.encode(state.under_way).decode()
    return Checkpoint(cursor=cursor, updated_since=state.since)


def shared_row(state: PullState) -> Checkpoint:
    """Return the row that is for everybody."""
    return Checkpoint(cursor=None if state.under_way is None else state.under_way.page, updated_since=state.since)
