"""How far a project's pull has come, as rows of the cache's checkpoints.

The row ``provider:workspace`` is for every tool: the instant from which on changes are asked for, and no cursor,
because some tools continue at the cursor that they find, and ours belong to our queries. Several projects may share
that row, so each resource has rows of its own beside it:
``provider:workspace#resource`` decides, and its cursor says as JSON where a pull that is under way goes on;
``provider:workspace#resource#full`` says when the whole list was read last. Other tools keep rows that they do not
know.
"""

import re
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from .model import DATE_AND_TIME, ZONE, Checkpoint
from .moments import earlier, later, microseconds

_MICROSECONDS_A_DAY = 86_400_000_000
# An instant with a zone, in the years 1000 to 9998, so that it can be compared and moved to any time zone
_USABLE = re.compile(rf"(?!0|9999){DATE_AND_TIME}{ZONE}")


class ResumePoint(Struct, frozen=True, kw_only=True):
    """A pull that has not read all.

    Attributes:
        page: the tracker's cursor of the page that comes next; None is the first.
        size: how many issues a page has.
        began: the tracker's clock when the pull began, ISO 8601.
        number: tells the pull from the earlier ones of the same resource.
        is_full: the whole list is read, and what it does not hold will be removed.
        pulled: how many issues were read so far.
        newest: the latest change that was seen so far.
        retry_from: the instant from which on all skipped issues are listed again; None if there were none.
    """

    page: str | None
    size: Annotated[int, Meta(ge=1)]
    began: str
    number: int = 0
    is_full: bool = False
    pulled: int = 0
    newest: str | None = None
    retry_from: str | None = None


class PullState(Struct, frozen=True, kw_only=True):
    """Where the next pull begins.

    Attributes:
        since: the instant from which on changes are asked for, ISO 8601; None is for all.
        under_way: None if the last pull read all.
    """

    since: str | None = None
    under_way: ResumePoint | None = None


def next_since(before: PullState, pull: ResumePoint, latest: str) -> str | None:
    """Return the instant from which on the next pull asks for changes.

    That is the latest change that was seen, but not after *latest*: what was changed while the pages were read is newer
    than that. And it is not after the change of an issue that was skipped, so that it is asked for again. Only a pull
    of the whole list can go back for that, to before what *before* had: a pull of changes lists again what it listed.

    Args:
        before: the state when the pull began.
        pull: as it ended.
        latest: shortly before the pull began, by the tracker's clock, ISO 8601.
    """
    if pull.newest is None and pull.retry_from is None:
        return before.since
    reached = later(before.since, earlier(earlier(pull.newest, latest), pull.retry_from))
    return earlier(reached, pull.retry_from) if pull.is_full else reached


def is_full_due(row: Checkpoint | None, now: str, days: int) -> bool:
    """Say whether the whole list should be read again.

    Args:
        row: the one that says when it was read last; None if it never was.
        now: ISO 8601. If it is before that, a clock was wrong, and the list is read.
        days: after which it is due.
    """
    last, this = microseconds(None if row is None else row.updated_since), microseconds(now)
    return last is None or this is None or not 0 <= this - last < days * _MICROSECONDS_A_DAY


NOTHING_PULLED = PullState()

_DECODER = msgspec.json.Decoder(ResumePoint)


def parse_state(row: Checkpoint | None) -> PullState:
    """Parse the row of a resource. If it is absent or unusable, the next pull reads everything."""
    if row is None:
        return NOTHING_PULLED
    try:
        under_way = None if row.cursor is None else _DECODER.decode(row.cursor)
    except (msgspec.DecodeError, RecursionError):
        return NOTHING_PULLED
    instants = (row.updated_since, None if under_way is None else under_way.began)
    if not all(instant is None or _USABLE.fullmatch(instant) for instant in instants):
        return NOTHING_PULLED
    return PullState(since=row.updated_since, under_way=under_way)


def state_row(state: PullState) -> Checkpoint:
    """Return the row of a resource."""
    cursor = None if state.under_way is None else msgspec.json.encode(state.under_way).decode()
    return Checkpoint(cursor=cursor, updated_since=state.since)


def shared_row(state: PullState) -> Checkpoint:
    """Return the row that is for every tool; a pull of theirs then asks for all changes since the same instant."""
    return Checkpoint(cursor=None, updated_since=state.since)


def shown(state: PullState) -> Checkpoint:
    """Return the checkpoint that is published and shown: the tracker's cursor, where a pull is under way."""
    return Checkpoint(cursor=None if state.under_way is None else state.under_way.page, updated_since=state.since)
