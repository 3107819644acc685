"""Brings the cache up to date with the tracker, page by page."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from attrs import evolve, field, frozen
from returns.result import Failure, Result, Success
from spec_kitty_tracker import CanonicalIssue, Page

from ...core.errors import BusyCache, CorruptRow, NoFileLocks, UnreadableCache, UnwritableFile
from ...core.issues.filing import checkpoint_key, connector_workspace, filing_workspace, state_key
from ...core.issues.pull import BrokenTracker, PullCounts, Pulled, TrackerFault, TrackerRefused
from ...core.issues.pull_state import PullState, ResumePoint, parse_state, shared_row, state_row, widened
from ...core.parsing.text import is_unicode
from ...core.project.binding import Binding
from ...core.result import sealed
from ...core.snapshot.guards import Owns
from ..cache.writer import CacheWriter, write_cache
from ..files.reading import printable
from .cached import CachedIssues, UnusableRow
from .merge import Merged, merge
from .source import Source

_PAGE = 100
_WHOLE: Mapping[str, int] = {"azure_devops": 20_000, "beads": 1_000_000, "fp": 1_000_000}
"""How many issues to ask for where the connector knows no pages: all."""
_NUMBERED = frozenset({"github", "gitlab"})
"""Their pages have numbers; those of the others have names, so that each page may have another size."""
_OVERLAP = timedelta(minutes=5)
"""How far the tracker's clock may be behind ours."""

_Fault: TypeAlias = TrackerFault | BusyCache | CorruptRow | UnreadableCache | UnwritableFile


@frozen(kw_only=True)
class _PullSoFar:
    """A pull between two pages.

    Attributes:
        since: from which on it asks for changes, ISO 8601.
        at: the page that comes next; None after the last one.
        total: of the pages that were read in this run.
        newest: the latest change that was seen.
        seen: the pages that were read in this run.
        unlocked: a warning where the cache was written without a lock.
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
        binding: of the project.
        credentials: of its provider; not printed.
        path: of the cache.
        source: the tracker.
        clock: what time it is, with its zone.
        on_page: is told how many issues were read, page after page.
        keeps: the test that an issue passes which is not to be removed first; None removes none.
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
        """Read the tracker until it has no more, or until *limit* issues are read.

        Each page is kept together with the place where the next one begins. So a pull that is cut off has lost nothing,
        and the next one goes on there. Where the tracker does not know that place any more, it is read from the start.
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
            # Of what was removed here, another project's pull would otherwise only ask for the changes.
            writer.drop_checkpoints(f"{checkpoint_key(self.binding)}#", key)
        return parse_state(writer.checkpoint(key))

    def _place(self, under_way: ResumePoint | None, limit: int | None) -> ResumePoint:
        """Return where to begin: where an earlier pull stopped, or else at the first page."""
        provider = self.binding.provider
        if under_way is not None:
            return widened(under_way, _PAGE) if provider in _NUMBERED and limit is None else under_way
        size = min(_PAGE, limit or _PAGE) if provider in _NUMBERED else _WHOLE.get(provider, _PAGE)
        return ResumePoint(page=None, size=size, began=self.clock().isoformat())

    def _size(self, so_far: _PullSoFar, at: ResumePoint, limit: int | None) -> int:
        """Return how many issues to ask for: where pages have numbers they must all have one size."""
        if limit is None or self.binding.provider in _WHOLE or self.binding.provider in _NUMBERED:
            return at.size
        return min(at.size, limit - so_far.total.issues)

    def _step(self, so_far: _PullSoFar, at: ResumePoint, limit: int | None) -> Result[_PullSoFar, _Fault]:
        answer = self.source.page(_instant(so_far.since), at.page, self._size(so_far, at, limit))
        if _is_lost(answer, so_far, at):
            return Success(evolve(so_far, at=self._place(None, limit)))
        return Result.do(
            kept
            for page in answer
            for onward in _onward(self.binding.provider, page, at, so_far.seen)
            for kept in self._keep(so_far, at, page.items, onward)
        ).map(self._told)

    def _told(self, so_far: _PullSoFar) -> _PullSoFar:
        self.on_page(so_far.total)
        return so_far

    def _keep(
        self, so_far: _PullSoFar, at: ResumePoint, issues: list[CanonicalIssue], onward: ResumePoint | None
    ) -> Result[_PullSoFar, _Fault]:
        return write_cache(
            self.path, self.busy_seconds, lambda writer: self._merged(writer, so_far, at, issues, onward)
        )

    def _merged(
        self,
        writer: CacheWriter,
        so_far: _PullSoFar,
        at: ResumePoint,
        issues: list[CanonicalIssue],
        onward: ResumePoint | None,
    ) -> Result[_PullSoFar, BrokenTracker | CorruptRow]:
        """Return what is known after a page, all of which is in the cache then, with the place where it goes on."""
        names = (filing_workspace(self.binding, self.credentials), connector_workspace(self.binding, self.credentials))
        store = CachedIssues(writer, *names, self.clock().isoformat())
        try:
            page = merge(self.source.runner, self.binding, issues, store, so_far.newest)
        except UnusableRow as row:
            return Failure(CorruptRow(printable(self.path), "tracker_issues", row.identity, row.reason))
        except _UNMERGEABLE as error:
            return Failure(BrokenTracker(self.binding.provider, self.source.hide(f"{type(error).__name__}: {error}")))
        since = so_far.since if onward is not None else _next_since(page, at) or so_far.since
        state = PullState(since=since, under_way=onward)
        writer.put_checkpoint(state_key(self.binding, self.credentials), state_row(state))
        writer.put_checkpoint(checkpoint_key(self.binding), shared_row(state))
        total, seen = so_far.total.plus(page.counts), so_far.seen | {at.page}
        return Success(
            _PullSoFar(since=since, at=onward, total=total, newest=page.newest, seen=seen, unlocked=writer.unlocked)
        )


_UNMERGEABLE = (TypeError, ValueError, RecursionError)
"""What comes of instants without a zone beside others with one, and of values that are no JSON."""


def _is_lost(answer: Result[Page[CanonicalIssue], TrackerFault], so_far: _PullSoFar, at: ResumePoint) -> bool:
    """Say whether the tracker does not know the page any more at which an earlier pull stopped."""
    match sealed(answer):
        case Failure(TrackerRefused()):
            return at.page is not None and not so_far.seen
        case _:
            return False


def _onward(
    provider: str, page: Page[CanonicalIssue], at: ResumePoint, seen: frozenset[str | None]
) -> Result[ResumePoint | None, BrokenTracker]:
    """Return where the pull goes on behind *page*; None where that was the last one."""
    if page.next_cursor is None:
        return Success(None)
    if page.next_cursor in seen | {at.page}:
        return Failure(BrokenTracker(provider, "it gives the same page again and again"))
    if not is_unicode(page.next_cursor):
        return Failure(BrokenTracker(provider, "it names a page by what is no text"))
    return Success(evolve(at, page=page.next_cursor))


def _instant(text: str | None) -> datetime | None:
    try:
        return None if text is None else datetime.fromisoformat(text)
    except ValueError:
        return None


def _next_since(page: Merged, at: ResumePoint) -> str | None:
    """Return from which instant on the next pull asks for changes.

    That is the latest change that was seen, but not later than the beginning of this pull: what changed behind its back
    is newer than that. It stays in the tracker's own zone, for Jira reads it as a clock on its user's wall.
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
