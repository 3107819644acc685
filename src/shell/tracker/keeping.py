"""Keeps a page of issues in the cache, inside of one transaction."""

from collections.abc import Callable, Iterable, Mapping

from attrs import evolve, frozen
from msgspec.structs import replace

from ...core.errors import Problem
from ...core.issues.model import IssueRef, identity_of, ref_in
from ...core.trackers.batch import Batch, former_key
from ...core.trackers.merge import merge
from ...core.trackers.model import Skipped, TrackerIssue, decode_payload, encode_payload
from ...core.trackers.pulled import PullCounts
from ...core.trackers.unmapped import Unmapped, encode_names
from ..cache.seen import SeenIssues
from ..cache.writer import CacheWriter
from .resource import Resource

NAMELESS = "skipped: nameless"
"""Marks that an issue was skipped of which nothing is known, not even its id."""
NOT_AN_ISSUE = "not an issue: "
"""Is before the id of what a list has beside issues."""
LEFT_OUT = "left out: "
"""Is before the id of a listed issue that not even the whole list brings."""


@frozen(kw_only=True)
class Kept:
    """What became of a page.

    Attributes:
        counts: of its issues.
        has_news: something on it was not on an earlier page of this pull.
        warnings: about the cache.
    """

    counts: PullCounts
    has_news: bool
    warnings: tuple[Problem, ...] = ()


@frozen
class Keeper:
    """The issues of one resource in the cache.

    Issues that other tools file under its alias are taken over.

    Attributes:
        writer: of the transaction.
        seen: what this pull has seen.
        resource: whose issues they are.
        now: when the rows are written, ISO 8601.
        names: `RawPage.names` of the resource.
    """

    writer: CacheWriter
    seen: SeenIssues
    resource: Resource
    now: str
    names: frozenset[str] = frozenset()

    def cached_ref(self, ref: IssueRef) -> IssueRef | None:
        """Return the ref of the same issue in the cache; None if it is not there."""
        identity, other_name = self.identities_of(ref)
        cached = self._cached(identity) or self._cached(other_name)
        return None if cached is None else cached.ref

    def identities_of(self, ref: IssueRef) -> tuple[str, str]:
        """Return under which identities the cache may hold an issue: its own one comes first."""
        return identity_of(ref), identity_of(replace(ref, workspace=self.resource.alias))

    @property
    def identities_before_id(self) -> tuple[str, str]:
        """What these identities have before the id."""
        return self._identities_with("")

    def keep(self, batch: Batch) -> Kept:
        """Merge the issues into the cache, and mark all that the page holds as seen."""
        counts, has_news = PullCounts(), False
        for issue in batch.issues:
            one, is_new = self._keep_issue(issue, batch.unmapped.get(identity_of(issue.ref), ()))
            counts, has_news = counts.plus(one) if is_new else counts, has_news or is_new
        for other in batch.others:
            has_news |= self.seen.mark(f"{NOT_AN_ISSUE}{other}")
        for skipped in batch.skipped:
            is_new = self._spare(skipped)
            counts, has_news = counts.plus(PullCounts(skipped=int(is_new))), has_news or is_new
        return Kept(counts=counts, has_news=has_news, warnings=self.writer.unlocked)

    def mark_listed(self, ids: frozenset[str]) -> None:
        """Mark the cached issues with these ids as seen, for the tracker lists them."""
        if "" in ids:  # an entry without an id, which may be any of them
            self.seen.mark(NAMELESS)
        self.seen.mark_cached(ids, self.identities_before_id)

    def unknown(self, ids: frozenset[str]) -> tuple[str, ...]:
        """Return which of these ids are neither cached nor known to be no issue, or one that cannot be kept."""
        return self.seen.unknown(ids - {""}, self.identities_before_id, (NOT_AN_ISSUE, LEFT_OUT))

    def leave_out(self, ids: Iterable[str]) -> None:
        """Mark these ids until the whole list brings them, if it does; the mark outlives the pull that reads it."""
        of_next_pull = evolve(self.seen, pull=self.seen.pull + 1)
        for number in ids:
            of_next_pull.mark(f"{LEFT_OUT}{number}")

    def _keep_issue(self, issue: TrackerIssue, unmapped: tuple[Unmapped, ...]) -> tuple[PullCounts, bool]:
        """Return how it is counted, and whether this pull had not seen it yet: an issue may be on two pages."""
        identity, other_name = self.identities_of(issue.ref)
        cached = self._cached(identity) or self._cached(other_name)
        merged = merge(cached, issue, self.resource.owner_of)
        self.writer.put_issue(issue.ref, encode_payload(merged.issue), self.now)
        if other_name != identity:
            self.writer.drop_issue(other_name)
        if cached is None:
            self.seen.forget(f"{LEFT_OUT}{issue.ref.id}")
        is_new = self.seen.mark(
            identity,
            was_cached=cached is not None,
            former_key=None if cached is None else former_key(cached.ref, issue.ref),
            unmapped=encode_names(unmapped),
        )
        return _COUNTED[merged.change](merged.conflicts), is_new

    def _cached(self, identity: str) -> TrackerIssue | None:
        """Return a cached issue; one that cannot be read is as if it were absent, and so is replaced."""
        payload = self.writer.payload(identity)
        return None if payload is None else decode_payload(payload).value_or(None)

    def _spare(self, skipped: Skipped) -> bool:
        """Mark a skipped issue as seen, for the tracker has it; what the cache holds of it stays."""
        for identity in self._identities_of_skipped(skipped):
            ref = ref_in(self.writer.payload(identity))
            # Nothing that has moved to another project: under a filter, what is marked is what is published.
            if ref is not None and self.resource.owns(ref):
                self.seen.mark(identity, was_cached=True)
        return self.seen.mark(NAMELESS if skipped.issue is None else f"skipped: {skipped.issue}")

    def _identities_with(self, number: str) -> tuple[str, str]:
        context = self.resource.context
        ref = IssueRef(system=context.provider, workspace=context.workspace, id=number, key=None, url=None)
        return self.identities_of(ref)

    def _identities_of_skipped(self, skipped: Skipped) -> tuple[str, ...]:
        """Return under which identities the cache may hold it: its key may have changed since, its id has not."""
        if skipped.id is not None:
            return self._identities_with(skipped.id)
        places = (self.resource.context.workspace, self.resource.alias)
        found = None if skipped.issue is None else self.writer.find_issue(skipped.provider, skipped.issue, places)
        return () if found is None else (identity_of(found),)


_COUNTED: Mapping[str, Callable[[int], PullCounts]] = {
    "created": lambda conflicts: PullCounts(created=1, conflicts=conflicts),
    "updated": lambda conflicts: PullCounts(updated=1, conflicts=conflicts),
    "unchanged": lambda conflicts: PullCounts(unchanged=1, conflicts=conflicts),
}
