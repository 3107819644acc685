"""Notices a pull of changes that has brought nothing new: all that it would write is in the cache already.

Then nothing is written but the number of the pull, which nobody would miss. A cache that is not written looks as
before, so a publish need not read it again.
"""

from ...core.issues.filing import site_key
from ...core.issues.model import NOTHING_READ, identity_of
from ...core.issues.pull_state import ResumePoint, shared_row, state_row
from ...core.trackers.batch import Batch
from ...core.trackers.merge import merge
from ...core.trackers.model import TrackerIssue, decode_payload, encode_payload
from ...core.trackers.pulled import PullCounts
from ...core.trackers.unmapped import encode_names
from ..cache.known import KnownIssues
from .beginning import ended
from .keeping import LEFT_OUT, NOT_AN_ISSUE, Keeper, Kept
from .so_far import ReadPage, SoFar


def kept_before(keeper: Keeper, so_far: SoFar, read: ReadPage) -> Kept | None:
    """Return what became of a page that is a whole pull without news; None if something may have to be written.

    Args:
        keeper: knows the cache and the resource.
        so_far: the pull before this page.
        read: the page, with the resource's own issues only.
    """
    is_whole_pull = read.at.page is None and read.following is None and not read.at.is_full
    if not is_whole_pull:
        return None
    known = KnownIssues(keeper.writer.connection, keeper.seen.resource)
    counts = _counts_if_cached(keeper, known, read.batch)
    if counts is None or not _is_listed(keeper, known, so_far.listed.ids):
        return None
    kept = Kept(counts=counts, has_news=False, warnings=keeper.writer.unlocked)
    return kept if _is_noted(keeper, so_far, read.after(kept), read.page.site) else None


def _counts_if_cached(keeper: Keeper, known: KnownIssues, batch: Batch) -> PullCounts | None:
    """Return how the issues of a page are counted; None unless they are cached and seen just so."""
    if batch.skipped or not all(known.has(f"{NOT_AN_ISSUE}{other}") for other in batch.others):
        return None
    counts = PullCounts()
    for issue in batch.issues:
        identity = identity_of(issue.ref)
        is_known = known.has(identity, encode_names(batch.unmapped.get(identity, ())))
        conflicts = _conflicts_if_cached(keeper, issue) if is_known else None
        if conflicts is None:
            return None
        counts = counts.plus(PullCounts(unchanged=1, conflicts=conflicts))
    return counts


def _conflicts_if_cached(keeper: Keeper, issue: TrackerIssue) -> int | None:
    """Return how many fields are in conflict; None unless the cache holds the issue once, and just as it would be."""
    payload, *others = (keeper.writer.payload(name) for name in dict.fromkeys(keeper.identities_of(issue.ref)))
    cached = None if payload is None else decode_payload(payload).value_or(None)
    if cached is None or any(other is not None for other in others):
        return None
    merged = merge(cached, issue, keeper.resource.owner_of)
    return merged.conflicts if encode_payload(merged.issue).encode() == payload else None


def _is_listed(keeper: Keeper, known: KnownIssues, ids: frozenset[str] | None) -> bool:
    """Say whether the tracker lists just what the cache holds, as far as its list is known."""
    resource = keeper.resource
    return ids is None or known.are_just(
        ids,
        keeper.identities_before_id,
        (NOT_AN_ISSUE, LEFT_OUT),
        resource.context.provider,
        only_known=resource.keys.is_filtered,
    )


def _is_noted(keeper: Keeper, so_far: SoFar, pull: ResumePoint, site: str | None) -> bool:
    """Say whether the next pull begins where this one did, and the checkpoints are as this pull would leave them."""
    state, keys, row = ended(so_far.state, pull), keeper.resource.keys, keeper.writer.checkpoint
    return (
        row(keys.own) == state_row(state)
        and (keys.is_filtered or row(keys.shared) == shared_row(state))
        and (row(site_key(keys.own)) or NOTHING_READ).cursor == site
    )
