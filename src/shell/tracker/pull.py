"""Brings the cache up to date with the tracker, page by page."""

from collections.abc import Callable
from typing import TypeAlias

from attrs import evolve, field, frozen
from msgspec.structs import replace
from returns.result import Failure, Result, Success

from ...core.errors import Problem
from ...core.issues.filing import full_pull_key
from ...core.issues.model import NOTHING_READ
from ...core.issues.moments import earlier, later
from ...core.issues.pull_state import PullState, ResumePoint, next_since, shared_row, state_row
from ...core.issues.tracker_fault import BrokenTracker, TrackerFault, TrackerMoved, TrackerRefused
from ...core.parsing.text import is_unicode
from ...core.result import sealed
from ...core.trackers.batch import Batch, RenamedProject, keep_own, translate_page
from ...core.trackers.model import Translate
from ...core.trackers.order import PullOrder
from ...core.trackers.pulled import Findings, PullCounts, Pulled, TrackerShrank
from ...core.trackers.unmapped import most_frequent
from ..cache.seen import SeenIssues
from ..cache.writer import CacheWriter
from ..clock import Clock
from .beginning import PAGE, again, begin, shortly_before
from .keeping import Keeper, Kept
from .patience import Deadline, patiently
from .reader import RawPage, Reader
from .removal import Removed, remove_gone
from .resource import Resource, WriteFault

_NOTHING_NEW = 100
"""Pages in a row: some come again when a list has shifted, and some trackers give empty ones in between."""

_Fault: TypeAlias = TrackerFault | RenamedProject | TrackerShrank | WriteFault


@frozen(kw_only=True)
class _SoFar:
    """A pull between two pages.

    Attributes:
        state: its ``under_way`` is the page that comes next, and None after the last one.
        is_full: the whole list is read.
        total: of the pages that were read in this run.
        findings: of the same pages.
        asked: the cursors of the same pages.
        idle: how many pages in a row have brought nothing new.
    """

    state: PullState
    is_full: bool
    total: PullCounts = field(factory=PullCounts)
    findings: Findings = field(factory=Findings)
    asked: frozenset[str | None] = frozenset()
    idle: int = 0

    def after(self, read: "_Read", kept: Kept, gone: Removed, state: PullState) -> "_SoFar":
        """Return the same after one page more."""
        counts = evolve(kept.counts, removed=len(gone.names))
        return evolve(
            self,
            state=state,
            total=self.total.plus(counts),
            findings=self.findings.plus(read.batch, (*read.warnings, *kept.warnings, *gone.warnings), gone.names),
            asked=self.asked | {read.at.page},
            idle=0 if kept.has_news else self.idle + 1,
        )


@frozen(kw_only=True)
class Pull:
    """One pull of one resource.

    Attributes:
        resource: what is pulled.
        reader: reads the tracker.
        translate: translates what it reads.
        order: what is asked for.
        clock: what is waited by.
        deadline: of all requests together.
        on_page: is told how many issues were read, page after page; None tells nobody.
    """

    resource: Resource
    reader: Reader
    translate: Translate
    order: PullOrder
    clock: Clock
    deadline: Deadline
    on_page: Callable[[PullCounts], None] | None = None

    def run(self) -> Result[Pulled, _Fault]:
        """Read the tracker until it has no more, or until the limit is reached.

        Each page is kept together with the cursor of the next one, so a pull that is cut off has lost nothing, and the
        next one goes on there. If the tracker no longer knows that cursor, its list is read from the start.
        """
        result: Result[_SoFar, _Fault] = self.resource.write(lambda writer: Success(self._begin(writer)))
        while (so_far := result.value_or(None)) is not None and (at := so_far.state.under_way) is not None:
            if self.order.limit is not None and so_far.total.issues >= self.order.limit:
                break
            result = self._step(so_far, at)
        return result.map(_pulled)

    def _begin(self, writer: CacheWriter) -> _SoFar:
        always = self.reader.gives_whole_list
        state = begin(writer, self.resource, self.order, self.clock.now(), is_always_full=always)
        return _SoFar(state=state, is_full=state.under_way is not None and state.under_way.is_full)

    def _step(self, so_far: _SoFar, at: ResumePoint) -> Result[_SoFar, _Fault]:
        since = None if at.is_full else so_far.state.since
        size = PAGE if self.order.limit is None else min(PAGE, self.order.limit - so_far.total.issues)
        answer = patiently(lambda: self.reader.page(since, at.page, size), self.clock, self.deadline).alt(self._placed)
        if _is_lost(answer, so_far, at):
            return Success(evolve(so_far, state=again(so_far.state, at, self.clock.now())))
        return Result.do(
            kept for page in answer for read in self._read(page, at, so_far) for kept in self._kept(so_far, read)
        ).map(self._told)

    def _placed(self, fault: TrackerFault) -> TrackerFault:
        """Name the workspace, which readers do not know, in the command that moves the binding."""
        return replace(fault, workspace=self.resource.renamed.workspace) if isinstance(fault, TrackerMoved) else fault

    def _kept(self, so_far: _SoFar, read: "_Read") -> Result[_SoFar, RenamedProject | TrackerShrank | WriteFault]:
        return self.resource.write(lambda writer: self._keep(writer, so_far, read))

    def _read(self, page: RawPage, at: ResumePoint, so_far: _SoFar) -> Result["_Read", BrokenTracker]:
        context = evolve(self.resource.context, states=page.states)
        batch = translate_page(page.issues, self.translate, context)
        began = (page.now or at.began) if at.page is None else at.began
        return self._following(page, at, so_far).map(
            lambda following: _Read(
                at=evolve(at, began=began), batch=batch, following=following, warnings=page.warnings
            )
        )

    def _following(self, page: RawPage, at: ResumePoint, so_far: _SoFar) -> Result[str | None, BrokenTracker]:
        """Return the cursor of the next page; None after the last one."""
        if page.next is None:
            return Success(None)
        faults = {
            "it returns the same page over and over": page.next in so_far.asked | {at.page},
            "its page cursor is not valid text": not is_unicode(page.next),
            f"{_NOTHING_NEW} pages in a row had nothing new": so_far.idle >= _NOTHING_NEW,
        }
        fault = next((words for words, is_so in faults.items() if is_so), None)
        return Success(page.next) if fault is None else Failure(BrokenTracker(self.resource.context.provider, fault))

    def _keep(
        self, writer: CacheWriter, so_far: _SoFar, read: "_Read"
    ) -> Result[_SoFar, RenamedProject | TrackerShrank]:
        """Return what is known after a page, all of which is in the cache then, with the place where it goes on."""
        resource, now = self.resource, self.clock.now().isoformat()
        seen = SeenIssues(writer.connection, resource.keys.own, read.at.number)
        keeper = Keeper(writer, seen, resource, now)
        return Result.do(
            so_far.after(own, kept, gone, self._settled(writer, so_far.state, own.after(kept)))
            for batch in keep_own(
                read.batch, resource.owns, keeper.cached_ref, resource.renamed, is_whole=read.is_whole
            )
            for own in Success(evolve(read, batch=batch))
            for kept in Success(keeper.keep(batch))
            for gone in self._removed(keeper, own.after(kept))
        )

    def _removed(self, keeper: Keeper, pull: ResumePoint) -> Result[Removed, TrackerShrank]:
        if pull.page is not None or not pull.is_full:
            return Success(Removed())
        return remove_gone(keeper, allow_shrink=self.order.allow_shrink)

    def _settled(self, writer: CacheWriter, before: PullState, pull: ResumePoint) -> PullState:
        """Write down where the pull goes on, or where the next one begins."""
        if pull.page is None:
            state = PullState(since=next_since(before, pull, shortly_before(pull.began)))
        else:
            state = PullState(since=before.since, under_way=pull)
        writer.put_checkpoint(self.resource.keys.own, state_row(state))
        if pull.is_full:
            self._note_names(writer)
        if not self.resource.keys.is_filtered:
            writer.put_checkpoint(self.resource.keys.shared, shared_row(state))
        return state

    def _note_names(self, writer: CacheWriter) -> None:
        """Write down by which names the whole list is translated: under other names, it is read again."""
        key = full_pull_key(self.resource.keys.own)
        writer.put_checkpoint(key, evolve(writer.checkpoint(key) or NOTHING_READ, cursor=self.resource.names))

    def _told(self, so_far: _SoFar) -> _SoFar:
        if self.on_page is not None:
            self.on_page(so_far.total)
        return so_far


@frozen(kw_only=True)
class _Read:
    """A page that was read and understood.

    Attributes:
        at: where it stands in the pull.
        batch: what it holds.
        following: the cursor of the next page; None after the last one.
        warnings: of the tracker.
    """

    at: ResumePoint
    batch: Batch
    following: str | None
    warnings: tuple[Problem, ...]

    @property
    def is_whole(self) -> bool:
        """Whether the page is of the whole list, of which nothing was kept so far."""
        return self.at.is_full and self.at.pulled == 0

    def after(self, kept: Kept) -> ResumePoint:
        """Return where the pull goes on."""
        return evolve(
            self.at,
            page=self.following,
            pulled=self.at.pulled + kept.counts.issues,
            newest=later(self.at.newest, self.batch.newest),
            retry_from=earlier(self.at.retry_from, self.batch.retry_from),
        )


def _is_lost(answer: Result[RawPage, TrackerFault], so_far: _SoFar, at: ResumePoint) -> bool:
    """Say whether the tracker no longer knows the page at which an earlier pull stopped."""
    match sealed(answer):
        case Failure(TrackerRefused()):
            return at.page is not None and not so_far.asked
        case _:
            return False


def _pulled(so_far: _SoFar) -> Pulled:
    total, findings, is_complete = so_far.total, so_far.findings, so_far.state.under_way is None
    return Pulled(
        counts=total,
        is_complete=is_complete,
        is_full=is_complete and so_far.is_full,
        updated_since=so_far.state.since,
        skipped=findings.skipped,
        removed=findings.removed,
        unmapped=most_frequent(findings.unmapped),
        warnings=findings.as_warnings(total.skipped),
    )
