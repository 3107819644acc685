"""Asks a tracker which issues it still has, for a pull of changes: what is gone is not among the changes."""

from collections.abc import Callable

from attrs import frozen
from returns.result import Failure, Success

from ...core.errors import Problem
from ...core.issues.tracker_fault import TrackerFault
from ...core.result import sealed
from ...core.trackers.held_back import DeletionsUnknown
from .reader import IdList

_MOST_PAGES = 50
"""More than a list needs that is not too long, although pages overlap."""


@frozen
class StillListed:
    """What is known about the whole list while its changes are pulled.

    Attributes:
        ids: of all issues; None if they are not known.
        warnings: why not, and what the tracker says about its answers.
    """

    ids: frozenset[str] | None = None
    warnings: tuple[Problem, ...] = ()


def still_listed(ids: IdList, count: int, too_late: Callable[[], TrackerFault | None] = lambda: None) -> StillListed:
    """Ask for the ids of all issues, unless there are too many to ask at each pull: full pulls find out then.

    No page is asked for twice if the tracker does not answer, for the next pull asks anew.

    Args:
        ids: how to ask.
        count: how many entries the whole list had, as far as that is known.
        too_late: says, before each page, why there is no time for it.
    """
    if count > ids.most:
        return StillListed()
    found: set[str] = set()
    warnings: list[Problem] = []
    cursor: str | None = None
    for _ in range(_MOST_PAGES):
        late = too_late()
        match sealed(ids.page(cursor) if late is None else Failure(late)):
            case Failure(fault):
                return StillListed(warnings=(*warnings, DeletionsUnknown(fault)))
            case Success(page):
                found.update(page.ids)
                warnings += page.warnings
                cursor = page.next
        if cursor is None:
            return StillListed(frozenset(found), tuple(warnings))
    return StillListed(warnings=tuple(warnings))
