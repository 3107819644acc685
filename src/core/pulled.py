"""What a pull comes to."""

from typing import TypeAlias

from attrs import evolve, frozen

from .choice import UnknownChoice
from .disk_fault import CacheFault, UnwritableFile
from .notice import Notice
from .pin import RouteDrift
from .runtime_fault import RuntimeFault
from .serving import MissingExtra
from .tracker_access import AccessError
from .tracker_fault import TrackerFault


@frozen(kw_only=True)
class Tally:
    """How many issues a pull has read so far.

    Attributes:
        created: that the cache did not hold.
        updated: that it held otherwise.
        unchanged: that it held just so.
        conflicts: fields of split ownership that both sides had changed; the newer side won.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    conflicts: int = 0

    @property
    def issues(self) -> int:
        """All of them."""
        return self.created + self.updated + self.unchanged

    def and_(self, page: "Tally") -> "Tally":
        """Return the sum of both."""
        return evolve(
            self,
            created=self.created + page.created,
            updated=self.updated + page.updated,
            unchanged=self.unchanged + page.unchanged,
            conflicts=self.conflicts + page.conflicts,
        )


@frozen(kw_only=True)
class Pulled:
    """A pull that ended well.

    Attributes:
        tally: of the issues that were read.
        is_complete: the cache holds all that the tracker had; else a limit stopped it, and the next pull goes on there.
        updated_since: the instant from which on the next complete pull asks for changes, ISO 8601; None: for all.
        notices: what is odd about the files.
    """

    tally: Tally
    is_complete: bool
    updated_since: str | None
    notices: tuple[Notice, ...] = ()


PullError: TypeAlias = (
    RuntimeFault | RouteDrift | UnknownChoice | AccessError | MissingExtra | TrackerFault | CacheFault | UnwritableFile
)
