"""Merge a page of issues into the cache, according to the binding's doctrine."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import frozen
from spec_kitty_tracker import (
    CanonicalIssue,
    FieldOwner,
    InMemoryConnector,
    OwnershipPolicy,
    Page,
    SyncCheckpoint,
    SyncEngine,
)
from typing_extensions import override

from ...core.issues.pull import PullCounts
from ...core.project.binding import Binding
from .cached import CachedIssues, filed_under

_OWNERS: Mapping[str, FieldOwner] = {
    "external": FieldOwner.EXTERNAL,
    "local": FieldOwner.LOCAL,
    "shared": FieldOwner.SHARED,
    "spec_kitty": FieldOwner.LOCAL,
}


@frozen
class Merged:
    """The result of merging a page.

    Attributes:
        counts: the counts of its issues.
        newest: the latest change seen so far.
    """

    counts: PullCounts
    newest: datetime | None


class _OnePage(InMemoryConnector):
    """A tracker that has only the issues of one page."""

    def __init__(self, binding: Binding, issues: list[CanonicalIssue]) -> None:
        super().__init__(name=binding.provider, workspace=binding.workspace)
        self._page = Page(issues)

    @override
    async def list_issues(
        self, *, updated_since: object, cursor: str | None, limit: int, filters: Mapping[str, Any] | None
    ) -> Page[CanonicalIssue]:
        return self._page


def merge(
    runner: asyncio.Runner,
    binding: Binding,
    issues: list[CanonicalIssue],
    store: CachedIssues,
    newest: datetime | None,
) -> Merged:
    """Merge *issues* into *store*.

    Args:
        runner: runs the sync engine.
        binding: its doctrine says who owns the fields of an issue.
        issues: one page, as the connector returned it.
        store: the cache.
        newest: the latest change in the earlier pages.
    """
    page = [filed_under(store.workspace, issue) for issue in issues]
    engine = SyncEngine(connector=_OnePage(binding, page), store=store, policy=_policy(binding))
    engine.restore_checkpoint(SyncCheckpoint(updated_since=newest))
    result = runner.run(engine.pull())
    stats = result.stats
    counts = PullCounts(
        created=stats.pulled_created,
        updated=stats.pulled_updated,
        unchanged=stats.skipped,
        conflicts=len(result.conflicts),
    )
    return Merged(counts, engine.checkpoint.updated_since)


def _policy(binding: Binding) -> OwnershipPolicy:
    match binding.doctrine_mode:
        case "external_authoritative":
            return OwnershipPolicy.external_authoritative()
        case "spec_kitty_authoritative":
            return OwnershipPolicy.local_authoritative()
        case "split_ownership":
            owners = binding.doctrine_field_owners.items()
            return OwnershipPolicy.split(
                field_owners={field: _OWNERS[owner] for field, owner in owners if owner in _OWNERS}
            )
