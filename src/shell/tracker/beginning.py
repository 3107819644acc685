"""Where a pull begins: where an earlier one stopped, or else at the first page, of the changes or of the whole list."""

from datetime import datetime, timedelta

from attrs import frozen

from ...core.issues.filing import full_pull_key, site_key
from ...core.issues.model import NOTHING_READ
from ...core.issues.moments import BEGINNING
from ...core.issues.pull_state import PullState, ResumePoint, is_full_due, next_since, parse_state
from ...core.trackers.order import PullOrder
from ..cache.seen import SeenIssues
from ..cache.writer import CacheWriter
from .resource import Resource

_OVERLAP = timedelta(minutes=5)
"""How far a search index may be behind the tracker's clock."""
PAGE = 100
"""Issues, which is the most that trackers give at once."""


@frozen(kw_only=True)
class Beginning:
    """What is known when a pull begins.

    Attributes:
        state: its ``under_way`` is the first page to read.
        known: how many entries the tracker's list had.
        site: `RawPage.site` of the pull before.
    """

    state: PullState
    known: int
    site: str | None


def begin(
    writer: CacheWriter, resource: Resource, order: PullOrder, now: datetime, *, is_always_full: bool
) -> Beginning:
    """Return where the pull begins.

    Args:
        writer: of the transaction.
        resource: what is pulled.
        order: what is asked for.
        now: the clock of this machine.
        is_always_full: the tracker gives its whole list each time.
    """
    if order.drop_foreign:
        _drop_foreign(writer, resource)
    row, own = writer.checkpoint, resource.keys.own
    next_pull = SeenIssues.of_next_pull(writer.connection, own)
    state, last_full = parse_state(row(own)), row(full_pull_key(own))
    has_new_names = last_full is not None and last_full.cursor != resource.names
    if has_new_names or not _goes_on(state.under_way, wants_full=order.full):
        is_due = state.since is None or has_new_names or is_full_due(last_full, now.isoformat(), order.full_every)
        is_full = is_always_full or order.full or is_due
        first = ResumePoint(page=None, size=PAGE, began=now.isoformat(), number=next_pull.pull, is_full=is_full)
        state = PullState(since=state.since, under_way=first)
    return Beginning(state=state, known=next_pull.count_known(), site=(row(site_key(own)) or NOTHING_READ).cursor)


def again(state: PullState, lost: ResumePoint, now: datetime) -> PullState:
    """Return where to begin again after the tracker has forgotten the page that comes next."""
    first = ResumePoint(page=None, size=PAGE, began=now.isoformat(), number=lost.number + 1, is_full=lost.is_full)
    return PullState(since=state.since, under_way=first)


def _drop_foreign(writer: CacheWriter, resource: Resource) -> None:
    writer.drop_issues(resource.context.provider, resource.owns)
    # The pulls of other projects would only ask for changes, and never again for what was removed here.
    writer.drop_checkpoints(f"{resource.keys.shared}#", resource.keys.own)


def _goes_on(under_way: ResumePoint | None, *, wants_full: bool) -> bool:
    return under_way is not None and under_way.number > 0 and (under_way.is_full or not wants_full)


def ended(before: PullState, pull: ResumePoint) -> PullState:
    """Return where the pull after *pull* begins, which has read all; *before* is where that began."""
    return PullState(since=next_since(before, pull, shortly_before(pull.began)))


def shortly_before(began: str) -> str:
    """Return an instant at which the tracker's search index surely knew every change so far.

    Args:
        began: when a pull began, ISO 8601; another program may have written it, and so a day that does not exist.
    """
    try:
        return (datetime.fromisoformat(began) - _OVERLAP).isoformat()
    except (ValueError, OverflowError):
        return BEGINNING
