"""A pull between two pages, and the page that it has read."""

from attrs import evolve, field, frozen
from msgspec.structs import replace

from ...core.issues.moments import earlier, later
from ...core.issues.pull_state import PullState, ResumePoint
from ...core.trackers.batch import Batch
from ...core.trackers.findings import Findings
from ...core.trackers.pulled import PullCounts, Pulled
from ...core.trackers.unmapped import most_frequent
from .keeping import Kept
from .reader import RawPage
from .removal import Removed
from .still_listed import StillListed


@frozen(kw_only=True)
class SoFar:
    """A pull between two pages.

    Attributes:
        state: its ``under_way`` is the page that comes next, and None after the last one.
        is_full: the whole list is read.
        listed: what else is known about the whole list.
        total: of the pages that were read in this run.
        findings: of the same pages.
        asked: the cursors of the same pages.
        idle: how many pages in a row have brought nothing new.
    """

    state: PullState
    is_full: bool
    listed: StillListed = field(factory=StillListed)
    total: PullCounts = field(factory=PullCounts)
    findings: Findings = field(factory=Findings)
    asked: frozenset[str | None] = frozenset()
    idle: int = 0

    def after(self, read: "ReadPage", kept: Kept, gone: Removed, state: PullState) -> "SoFar":
        """Return the same after one page more. It may have been the last one of the changes, and all is read now."""
        counts = replace(kept.counts, removed=len(gone.names))
        begins_anew = state.under_way is not None and state.under_way.is_full and not self.is_full
        return evolve(
            self,
            state=state,
            is_full=self.is_full or begins_anew,
            total=self.total.plus(counts),
            findings=self.findings.plus(read.batch, (*read.page.warnings, *kept.warnings, *gone.warnings), gone.names),
            asked=frozenset() if begins_anew else self.asked | {read.at.page},
            idle=0 if kept.has_news or begins_anew else self.idle + 1,
        )


@frozen(kw_only=True)
class ReadPage:
    """A page that was read and understood.

    Attributes:
        at: where it stands in the pull.
        batch: what it holds.
        following: the cursor of the next page; None after the last one.
        page: as the tracker sent it.
    """

    at: ResumePoint
    batch: Batch
    following: str | None
    page: RawPage

    @property
    def is_whole(self) -> bool:
        """Whether the page is of the whole list, of which nothing was kept so far."""
        return self.at.is_full and self.at.pulled == 0

    def after(self, kept: Kept) -> ResumePoint:
        """Return where the pull goes on."""
        return replace(
            self.at,
            page=self.following,
            pulled=self.at.pulled + kept.counts.issues,
            newest=later(self.at.newest, self.batch.newest),
            retry_from=earlier(self.at.retry_from, self.batch.retry_from),
        )


def result_of(so_far: SoFar) -> Pulled:
    """Return what a pull has done that ends here."""
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
