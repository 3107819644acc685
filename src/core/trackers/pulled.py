"""What a pull returns."""

from typing import ClassVar, TypeAlias

from attrs import field, frozen
from msgspec import Struct

from ..errors import Category, Problem, sentence
from ..issues.cache_faults import CacheFault
from ..issues.pull import AccessError
from ..issues.tracker_fault import TrackerFault
from ..issues.tracker_url import TrackerUrlError
from ..parsing.text import UnknownChoice, counted, noun_for
from ..project.binding import RuntimeFault
from ..project.consent import EgressRefused
from ..project.faults import UnusableEnvironment, UnwritableFile
from ..project.issue_filter import UnusableFilter
from ..project.secret_faults import SecretFault
from ..routing.pin import RouteDrift
from ..routing.providers import row_of
from .batch import RenamedProject
from .model import Skipped
from .statuses import UnknownStatus
from .unmapped import Counts


class PullCounts(Struct, frozen=True, kw_only=True):
    """How many issues a pull has read so far.

    Attributes:
        created: that the cache did not hold.
        updated: that it held otherwise.
        unchanged: that it held just so.
        conflicts: fields of split ownership that both sides had changed; the newer side won.
        skipped: that neither the cache nor a snapshot can hold.
        removed: that the cache held, and the tracker no longer has.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    conflicts: int = 0
    skipped: int = 0
    removed: int = 0

    @property
    def issues(self) -> int:
        """All that the cache holds now."""
        return self.created + self.updated + self.unchanged

    def plus(self, page: "PullCounts") -> "PullCounts":
        """Return the sum of both."""
        return PullCounts(
            created=self.created + page.created,
            updated=self.updated + page.updated,
            unchanged=self.unchanged + page.unchanged,
            conflicts=self.conflicts + page.conflicts,
            skipped=self.skipped + page.skipped,
            removed=self.removed + page.removed,
        )


@frozen(kw_only=True)
class Pulled:
    """A pull that ended well.

    Attributes:
        counts: of the issues that were read.
        is_complete: the cache holds all that the tracker had; else a limit stopped it, and the next pull goes on there.
        is_full: the whole list was read, and what it no longer holds was removed.
        updated_since: the instant from which on the next pull asks for changes, ISO 8601; None: for all.
        skipped: issues that were left out.
        removed: the keys of the issues that were removed.
        unmapped: the names that no table holds, the most frequent first.
        warnings: what else to know.
    """

    counts: PullCounts
    is_complete: bool
    is_full: bool = False
    updated_since: str | None
    skipped: tuple[Skipped, ...] = ()
    removed: tuple[str, ...] = ()
    unmapped: Counts = field(factory=dict)
    warnings: tuple[Problem, ...] = ()


class TrackerShrank(Struct, frozen=True):
    """More than half of the cached issues are no longer in the tracker, so they were not removed.

    Attributes:
        provider: canonical name.
        before: how many the cache held.
        gone: how many of them the tracker does not list.
    """

    provider: str
    before: int
    gone: int
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        is_local = row_of(self.provider).is_local
        suspect = "the command and its folder" if is_local else "the credentials and their permissions"
        return (
            f"{self.provider} no longer lists {self.gone} of {counted(self.before, 'cached issue')}; check {suspect}, "
            "or remove the issues with `trackpost pull --full --allow-shrink`"
        )


def refuse_shrunken_list(provider: str, before: int, gone: int, *, allow: bool) -> TrackerShrank | None:
    """Return why *gone* issues must not be removed: they are more than half, and that is not allowed.

    >>> refuse_shrunken_list("jira", 4, 2, allow=False), refuse_shrunken_list("jira", 4, 3, allow=False)
    (None, TrackerShrank(provider='jira', before=4, gone=3))
    """
    return None if allow or 2 * gone <= before else TrackerShrank(provider, before, gone)


class LinkedToRemoved(Struct, frozen=True):
    """A work package is linked to an issue that the tracker no longer lists: it is gone, or matches the filter no more.

    Attributes:
        wp_id: the work package.
        issue: its key or id.
    """

    wp_id: str
    issue: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return (
            f"{self.wp_id} is linked to {self.issue}, which the tracker no longer lists; "
            f"link it to another issue with `trackpost map add`, or run `trackpost map remove {self.wp_id}`"
        )


class MoreSkipped(Struct, frozen=True):
    """More issues were skipped than are named."""

    count: int
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"skipped {self.count} more {noun_for(self.count, 'issue')}"


PullError: TypeAlias = (
    RuntimeFault
    | EgressRefused
    | UnknownStatus
    | UnusableFilter
    | RouteDrift
    | UnknownChoice
    | AccessError
    | SecretFault
    | TrackerUrlError
    | UnusableEnvironment
    | TrackerFault
    | RenamedProject
    | TrackerShrank
    | CacheFault
    | UnwritableFile
)
