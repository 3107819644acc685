"""Update the cache from the tracker, page by page."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from attrs import evolve, field, frozen
from returns.result import Failure, Result, Success
from spec_kitty_tracker import CanonicalIssue, Page

from ...core.issues.cache_faults import BusyCache, CorruptRow, UnreadableCache
from ...core.issues.filing import checkpoint_key, connector_workspace, filing_workspace, state_key
from ...core.issues.pull import BrokenTracker, PullCounts, Pulled, TrackerFault, TrackerRefused
from ...core.issues.pull_state import PullState, ResumePoint, parse_state, shared_row, state_row, with_page_size
from ...core.parsing.text import is_unicode
from ...core.project.binding import Binding
from ...core.project.faults import NoFileLocks, UnwritableFile
from ...core.result import sealed
from ...core.snapshot.guards import Owns
from ..cache.writer import CacheWriter, write_cache
from ..files.reading import printable
from .cached import CachedIssues, UnusableRow
from .merge import Merged, merge
from .source import Source

_PAGE = 100
_WHOLE: Mapping[str, int] = {"azure_devops": 20_000, "beads": 1_000_000, "fp": 1_000_000}
"""The page size of connectors without pages: large enough for everything."""
_NUMBERED = frozenset({"github", "gitlab"})
"""The providers with numbered pages, which must all have one size. With the cursors of the others, sizes may differ."""
_OVERLAP = timedelta(minutes=5)
"""How far the tracker's clock may lag behind ours."""

_Fault: TypeAlias = TrackerFault | BusyCache | CorruptRow | UnreadableCache | UnwritableFile


@frozen(kw_only=True)
class _PullSoFar:
    """A pull between two pages.

    Attributes:
        since: the pull asks for changes since this instant, ISO 8601.
        at: the next page; None after the last one.
        total: the counts of this run.
        newest: the latest change seen.
        seen: the cursors of the pages read in this run.
        unlocked: a warning if the cache was written without a lock.
    """

    since: str | None
    at: ResumePoint | None
    total: PullCounts = field(factory=PullCounts)
    newest: datetime | None = None
    seen: frozenset[str | None] = frozenset()
    unlocked: tuple[NoFileLocks, ...] = ()


@frozen(kw_only=True)
class Pull:
    """One pull of one project.

    Attributes:
        binding: the project's binding.
        credentials: the credentials of its provider; not printed.
        path: the cache.
        source: the tracker.
        clock: returns the current time, with its zone.
        on_page: called after each page with the counts so far.
        keeps: tells which cached issues to keep; the others are removed first. None keeps all.
        busy_seconds: how long to wait for another writer of the cache.
    """

    binding: Binding
    credentials: Mapping[str, object] = field(repr=False)
    path: Path
    source: Source
    clock: Callable[[], datetime]
    on_page: Callable[[PullCounts], None]
    keeps: Owns | None = None
    busy_seconds: float = 5.0

    def run(self, limit: int | None) -> Result[Pulled, _Fault]:
        """Read the tracker to its end, or until *limit* issues are read.

        One transaction stores each page and the cursor of the next one. So an interrupted pull loses nothing, and the
        next pull continues there. If the tracker no longer knows the cursor, the pull starts over.
        """
        result: Result[_PullSoFar, _Fault] = self._begin(limit)
        while (so_far := result.value_or(None)) is not None and so_far.at is not None:
            if limit is not None and so_far.total.issues >= limit:
                break
            result = self._step(so_far, so_far.at, limit)
        return result.map(_pulled)

    def _begin(self, limit: int | None) -> Result[_PullSoFar, _Fault]:
        return write_cache(self.path, self.busy_seconds, lambda writer: Success(self._state(writer))).map(
            lambda state: _PullSoFar(
                since=state.since, at=self._place(state.under_way, limit), newest=_instant(state.since)
            )
        )

    def _state(self, writer: CacheWriter) -> PullState:
        key = state_key(self.binding, self.credentials)
        if self.keeps is not None:
            writer.drop_issues(self.binding.provider, self.keeps)
            # Without its checkpoint, the next pull of another project reads the issues again that were removed here.
            writer.drop_checkpoints(f"{checkpoint_key(self.binding)}#", key)
        return parse_state(writer.checkpoint(key))

    def _place(self, under_way: ResumePoint | None, limit: int | None) -> ResumePoint:
        """Return where to start: where an earlier pull stopped, otherwise at the first page."""
        provider = self.binding.provider
        if under_way is not None:
            return with_page_size(under_way, _PAGE) if provider in _NUMBERED and limit is None else under_way
        size = min(_PAGE, limit or _PAGE) if provider in _NUMBERED else _WHOLE.get(provider, _PAGE)
        return ResumePoint(page=None, size=size, began=self.clock().isoformat())

    def _size(self, so_far: _PullSoFar, at: ResumePoint, limit: int | None) -> int:
        """Return how many issues to ask for; numbered pages must all have one size."""
        if limit is None or self.binding.provider in _WHOLE or self.binding.provider in _NUMBERED:
            return at.size
        return min(at.size, limit - so_far.total.issues)

    def _step(self, so_far: _PullSoFar, at: ResumePoint, limit: int | None) -> Result[_PullSoFar, _Fault]:
        answer = self.source.page(_instant(so_far.since), at.page, self._size(so_far, at, limit))
        if _is_lost(answer, so_far, at):
            return Success(evolve(so_far, at=self._place(None, limit)))
        return Result.do(
            stored
            for page in answer
            for following in _following(self.binding.provider, page, at, so_far.seen)
            for stored in self._store(so_far, at, page.items, following)
        ).map(self._reported)

    def _reported(self, so_far: _PullSoFar) -> _PullSoFar:
        self.on_page(so_far.total)
        return so_far

    def _store(
        self, so_far: _PullSoFar, at: ResumePoint, issues: list[CanonicalIssue], following: ResumePoint | None
    ) -> Result[_PullSoFar, _Fault]:
        return write_cache(
            self.path, self.busy_seconds, lambda writer: self._merged(writer, so_far, at, issues, following)
        )

    def _merged(
        self,
        writer: CacheWriter,
        so_far: _PullSoFar,
        at: ResumePoint,
        issues: list[CanonicalIssue],
        following: ResumePoint | None,
    ) -> Result[_PullSoFar, BrokenTracker | CorruptRow]:
        """Write a page and the cursor of the *following* one to the cache, and return the state of the pull."""
        names = (filing_workspace(self.binding, self.credentials), connector_workspace(self.binding, self.credentials))
        store = CachedIssues(writer, *names, self.clock().isoformat())
        try:
            page = merge(self.source.runner, self.binding, issues, store, so_far.newest)
        except UnusableRow as row:
            return Failure(CorruptRow(printable(self.path), "tracker_issues", row.identity, row.reason))
        except _UNMERGEABLE as error:
            return Failure(BrokenTracker(self.binding.provider, self.source.hide(f"{type(error).__name__}: {error}")))
        since = so_far.since if following is not None else _next_since(page, at) or so_far.since
        state = PullState(since=since, under_way=following)
        writer.put_checkpoint(state_key(self.binding, self.credentials), state_row(state))
        writer.put_checkpoint(checkpoint_key(self.binding), shared_row(state))
        total, seen = so_far.total.plus(page.counts), so_far.seen | {at.page}
        return Success(
            _PullSoFar(since=since, at=following, total=total, newest=page.newest, seen=seen, unlocked=writer.unlocked)
        )


_UNMERGEABLE = (TypeError, ValueError, RecursionError)
"""What merging raises for a mix of instants with and without a zone and for values that JSON cannot express."""


def _is_lost(answer: Result[Page[CanonicalIssue], TrackerFault], so_far: _PullSoFar, at: ResumePoint) -> bool:
    """Say whether the tracker no longer knows the cursor at which an earlier pull stopped."""
    match sealed(answer):
        case Failure(TrackerRefused()):
            return at.page is not None and not so_far.seen
        case _:
            return False


def _following(
    provider: str, page: Page[CanonicalIssue], at: ResumePoint, seen: frozenset[str | None]
) -> Result[ResumePoint | None, BrokenTracker]:
    """Return where the pull continues after *page*; None after the last one."""
    if page.next_cursor is None:
        return Success(None)
    if page.next_cursor in seen | {at.page}:
        return Failure(BrokenTracker(provider, "it keeps returning the same page"))
    if not is_unicode(page.next_cursor):
        return Failure(BrokenTracker(provider, "its cursor is not valid Unicode"))
    return Success(evolve(at, page=page.next_cursor))


def _instant(text: str | None) -> datetime | None:
    try:
        return None if text is None else datetime.fromisoformat(text)
    except ValueError:
        return None


def _next_since(page: Merged, at: ResumePoint) -> str | None:
    """Return the instant since which the next pull asks for changes; None if it is unknown.

    This is the latest change seen, but at most the start of this pull, because issues that changed during the pull may
    have been missed. It stays in the tracker's own time zone, because Jira takes it for the local time of its user.
    """
    began = _instant(at.began)
    if page.newest is None or began is None:
        return None
    return min(page.newest, (began - _OVERLAP).astimezone(page.newest.tzinfo)).isoformat()


def _pulled(so_far: _PullSoFar) -> Pulled:
    return Pulled(
        counts=so_far.total,
        is_complete=so_far.at is None,
        updated_since=so_far.since,
        warnings=so_far.unlocked,
    )
