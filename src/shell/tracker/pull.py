"""Brings the cache up to date with the tracker, page by page."""

from collections.abc import Callable
from typing import TypeAlias

from attrs import evolve, frozen
from msgspec.structs import replace
from returns.result import Failure, Result, Success

from ...core.issues.filing import full_pull_key, site_key
from ...core.issues.model import NOTHING_READ
from ...core.issues.pull_state import PullState, ResumePoint, shared_row, state_row
from ...core.issues.tracker_fault import BrokenTracker, TrackerFault, TrackerMoved, TrackerRefused, TrackerUnreachable
from ...core.parsing.text import is_unicode
from ...core.result import sealed
from ...core.trackers.batch import RenamedProject, keep_own, translate_page
from ...core.trackers.findings import Findings
from ...core.trackers.model import Translate
from ...core.trackers.order import PullOrder
from ...core.trackers.pulled import PullCounts, Pulled, TrackerShrank
from ..cache.seen import SeenIssues
from ..cache.writer import CacheWriter
from ..clock import Clock
from .beginning import PAGE, Beginning, again, ended
from .keeping import Keeper
from .no_news import kept_before
from .patience import Deadline, patiently
from .reader import RawPage, Reader
from .removal import Removed, remove_unlisted, remove_unseen
from .resource import Resource, WriteFault
from .so_far import ReadPage, SoFar, result_of
from .still_listed import still_listed

_NOTHING_NEW = 100
"""Pages in a row: some come again when a list has shifted, and some trackers give empty ones in between."""

_Fault: TypeAlias = TrackerFault | RenamedProject | TrackerShrank | WriteFault


@frozen(kw_only=True)
class Pull:
    """One pull of one resource.

    Attributes:
        resource: what is pulled.
        beginning: where it begins.
        reader: reads the tracker.
        translate: translates what it reads.
        order: what is asked for.
        clock: what is waited by.
        deadline: of all requests together.
        on_page: is told how many issues were read, page after page; None tells nobody.
    """

    resource: Resource
    beginning: Beginning
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

        What is gone is not among the changes. So the tracker is also asked which issues it has, before its changes: one
        that is made in between is seen among these.
        """
        result: Result[SoFar, _Fault] = Success(self._begun())
        while (so_far := result.value_or(None)) is not None and (at := so_far.state.under_way) is not None:
            if self.order.limit is not None and so_far.total.issues >= self.order.limit:
                break
            result = self._step(so_far, at)
        return result.map(result_of)

    def _begun(self) -> SoFar:
        """Return the pull with what is known about the whole list, which it reads if the project seems renamed."""
        state = self.beginning.state
        so_far = SoFar(state=state, is_full=state.under_way is not None and state.under_way.is_full)
        if so_far.is_full or self.reader.ids is None:
            return so_far
        listed = still_listed(self.reader.ids, self.beginning.known, self._half_time())
        at = so_far.state.under_way
        if at is not None and listed.is_only_under_other_keys(self.resource.renamed.old):
            return evolve(so_far, state=again(so_far.state, replace(at, is_full=True), self.clock.now()), is_full=True)
        return evolve(so_far, listed=listed, findings=Findings(warnings=listed.warnings))

    def _half_time(self) -> Callable[[], TrackerUnreachable | None]:
        """Return what says whether half of the time has passed: the rest is for the changes."""
        half = self.deadline.left() / 2
        late = TrackerUnreachable(self.resource.context.provider, f"no whole list of ids within {half:.0f} s")
        return lambda: late if self.deadline.left() <= half else None

    def _step(self, so_far: SoFar, at: ResumePoint) -> Result[SoFar, _Fault]:
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

    def _kept(self, so_far: SoFar, read: ReadPage) -> Result[SoFar, RenamedProject | TrackerShrank | WriteFault]:
        return self.resource.write(lambda writer: self._keep(writer, so_far, read))

    def _read(self, page: RawPage, at: ResumePoint, so_far: SoFar) -> Result[ReadPage, BrokenTracker]:
        context = evolve(self.resource.context, states=page.states)
        batch = translate_page(page.issues, self.translate, context)
        began = (page.now or at.began) if at.page is None else at.began
        return self._following(page, at, so_far).map(
            lambda following: ReadPage(at=replace(at, began=began), batch=batch, following=following, page=page)
        )

    def _following(self, page: RawPage, at: ResumePoint, so_far: SoFar) -> Result[str | None, BrokenTracker]:
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
        self, writer: CacheWriter, so_far: SoFar, read: ReadPage
    ) -> Result[SoFar, RenamedProject | TrackerShrank]:
        """Return what is known after a page, all of which is in the cache then, with the place where it goes on."""
        resource, now = self.resource, self.clock.now().isoformat()
        seen = SeenIssues(writer.connection, resource.keys.own, read.at.number)
        keeper = Keeper(writer, seen, resource, now, read.page.names)
        return Result.do(
            after
            for batch in keep_own(
                read.batch, resource.owns, keeper.cached_ref, resource.renamed, is_whole=read.is_whole
            )
            for own in Success(evolve(read, batch=batch))
            for after in self._with_page(keeper, so_far, own)
        )

    def _with_page(self, keeper: Keeper, so_far: SoFar, own: ReadPage) -> Result[SoFar, TrackerShrank]:
        before = kept_before(keeper, so_far, own)
        if before is not None:
            return Success(so_far.after(own, before, Removed(), ended(so_far.state, own.after(before))))
        kept = keeper.keep(own.batch)
        self._note_site(keeper.writer, own.page.site)
        return self._removed(keeper, so_far, own.after(kept)).map(
            lambda gone: so_far.after(own, kept, gone, self._settled(keeper, so_far, own.after(kept)))
        )

    def _removed(self, keeper: Keeper, so_far: SoFar, pull: ResumePoint) -> Result[Removed, TrackerShrank]:
        if pull.page is not None:
            return Success(Removed())
        if pull.is_full:
            return remove_unseen(keeper, allow_shrink=self.order.allow_shrink)
        ids = so_far.listed.ids
        none = Success(Removed())
        return none if ids is None else remove_unlisted(keeper, ids, allow_shrink=self.order.allow_shrink)

    def _settled(self, keeper: Keeper, so_far: SoFar, pull: ResumePoint) -> PullState:
        """Write down where the pull goes on, or where the next one begins."""
        writer, before = keeper.writer, so_far.state
        if pull.page is None:
            state = ended(before, pull)
            if not pull.is_full and self._lacks_issues(keeper, so_far):
                state = again(state, replace(pull, is_full=True), self.clock.now())
        else:
            state = PullState(since=before.since, under_way=pull)
        writer.put_checkpoint(self.resource.keys.own, state_row(state))
        if pull.is_full:
            self._note_names(writer)
        if not self.resource.keys.is_filtered:
            writer.put_checkpoint(self.resource.keys.shared, shared_row(state))
        return state

    def _lacks_issues(self, keeper: Keeper, so_far: SoFar) -> bool:
        """Say whether the tracker lists issues that were not among its changes, so that the whole list must be read.

        The account sees them again, or they match the filter only now. What even the whole list does not bring is left
        out from then on.
        """
        unknown = keeper.unknown(so_far.listed.ids or frozenset())
        keeper.leave_out(unknown)
        return bool(unknown)

    def _note_names(self, writer: CacheWriter) -> None:
        """Write down by which names the whole list is translated: under other names, it is read again."""
        key = full_pull_key(self.resource.keys.own)
        writer.put_checkpoint(key, replace(writer.checkpoint(key) or NOTHING_READ, cursor=self.resource.names))

    def _note_site(self, writer: CacheWriter, site: str | None) -> None:
        key = site_key(self.resource.keys.own)
        row = writer.checkpoint(key) or NOTHING_READ
        if row.cursor != site:
            writer.put_checkpoint(key, replace(row, cursor=site))

    def _told(self, so_far: SoFar) -> SoFar:
        if self.on_page is not None:
            self.on_page(so_far.total)
        return so_far


def _is_lost(answer: Result[RawPage, TrackerFault], so_far: SoFar, at: ResumePoint) -> bool:
    """Say whether the tracker no longer knows the page at which an earlier pull stopped."""
    match sealed(answer):
        case Failure(TrackerRefused()):
            return at.page is not None and not so_far.asked
        case _:
            return False
