"""Link work packages to issues in the cache of a project."""

from collections.abc import Callable
from datetime import datetime

from attrs import frozen
from returns.result import Failure, Result, Success

from ...core.errors import Problem
from ...core.issues.cache_faults import BusyCache, CacheFault, UnreadableCache
from ...core.issues.model import IssueRef, WorkPackageLink, up_to_date
from ...core.issues.work_packages import (
    AlreadyMapped,
    LinkAdded,
    LinkOrder,
    LinkRemoved,
    LinksListed,
    NotMapped,
    UncachedIssue,
)
from ...core.project.faults import UnwritableFile
from ..cache.writer import CacheWriter, write_cache
from ..files.reading import is_absent
from ..runtime import Runtime


@frozen
class WorkPackages:
    """The links of one project.

    Attributes:
        runtime: the project.
        clock: returns the current time, with its zone.
    """

    runtime: Runtime
    clock: Callable[[], datetime]

    def add(self, order: LinkOrder) -> Result[LinkAdded, AlreadyMapped | BusyCache | UnreadableCache | UnwritableFile]:
        """Write a link; it replaces the link that the work package has.

        If the issue is cached, its key and URL are those of the cache, and the order may have its key in place of its
        id.
        """
        cache = self.runtime.cache
        return write_cache(cache.path, cache.busy_seconds, lambda writer: self._add(writer, order))

    def listed(self) -> Result[LinksListed, CacheFault]:
        """Return all links in the cache."""
        found = self.runtime.cache.mappings(self.runtime.filing)
        return found.map(lambda mapped: LinksListed(mapped=mapped, warnings=self.runtime.warnings))

    def remove(self, wp_id: str) -> Result[LinkRemoved, NotMapped | BusyCache | UnreadableCache | UnwritableFile]:
        """Remove the link of a work package."""
        cache, system = self.runtime.cache, self.runtime.binding.provider
        if is_absent(cache.path):
            return Failure(NotMapped(wp_id))

        def drop(writer: CacheWriter) -> Result[LinkRemoved, NotMapped]:
            if not writer.drop_mapping(wp_id, system):
                return Failure(NotMapped(wp_id))
            return Success(LinkRemoved(wp_id=wp_id, warnings=(*self.runtime.warnings, *writer.unlocked)))

        return write_cache(cache.path, cache.busy_seconds, drop)

    def _add(self, writer: CacheWriter, order: LinkOrder) -> Result[LinkAdded, AlreadyMapped]:
        binding = self.runtime.binding
        ref = writer.find_issue(binding.provider, order.external_id, self.runtime.filing.workspaces)
        link = self._link(order, ref)
        other = writer.package_of(link)
        if other is not None:
            return Failure(AlreadyMapped(link.external_id, other))
        writer.put_mapping(link)
        uncached: tuple[Problem, ...] = () if ref is not None else (UncachedIssue(order.external_id),)
        return Success(LinkAdded(mapped=link, warnings=(*self.runtime.warnings, *uncached, *writer.unlocked)))

    def _link(self, order: LinkOrder, ref: IssueRef | None) -> WorkPackageLink:
        binding, now = self.runtime.binding, self.clock().isoformat()
        given = WorkPackageLink(
            wp_id=order.wp_id,
            system=binding.provider,
            workspace=binding.workspace,
            external_id=order.external_id if ref is None else ref.id,
            external_key=order.external_key,
            external_url=order.external_url,
            created_at=now,
            updated_at=now,
        )
        return up_to_date(given, ref)
