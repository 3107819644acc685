"""Asks a tracker which issues it still has, for a pull of changes: what is gone is not among the changes."""

from collections.abc import Callable

from attrs import frozen
from returns.result import Failure, Success

from ...core.errors import Problem
from ...core.issues.tracker_fault import TrackerFault
from ...core.result import sealed
from ...core.trackers.held_back import DeletionsUnknown, ListTooLong
from .reader import IdList

_MOST_PAGES = 50
"""More than a list needs that is not too long, although pages overlap."""


@frozen
class StillListed:
    """What is known about the whole list while its changes are pulled.

    Attributes:
        ids: of all issues; None if they are not known.
        warnings: why not, and what the tracker says about its answers.
        projects: `IdPage.projects` of the pages that were read.
    """

    ids: frozenset[str] | None = None
    warnings: tuple[Problem, ...] = ()
    projects: frozenset[str] = frozenset()

    def is_only_under_other_keys(self, key: str) -> bool:
        """Say whether there are issues, and none has this *key* of a project; in Jira, case does not matter."""
        return bool(key and self.projects) and key.upper() not in map(str.upper, self.projects)


def still_listed(ids: IdList, count: int, too_late: Callable[[], TrackerFault | None] = lambda: None) -> StillListed:
    """Ask for the ids of all issues, unless there are too many to ask at each pull: full pulls find out then.

    If the tracker says that the rest of its list takes too many requests, it is not asked for more.
    No page is asked for twice if the tracker does not answer, for the next pull asks anew.

    Args:
        ids: how to ask.
        count: how many entries the whole list had, as far as that is known.
        too_late: says, before each page, why there is no time for it.
    """
    if count > ids.most:
        return StillListed(warnings=(DeletionsUnknown(ListTooLong(ids.most, "issues")),))
    found: set[str] = set()
    projects: set[str] = set()
    warnings: list[Problem] = []
    cursor: str | None = None
    number, left = 0, 1
    while number + left <= _MOST_PAGES:
        late = too_late()
        match sealed(ids.page(cursor) if late is None else Failure(late)):
            case Failure(fault):
                return StillListed(warnings=(*warnings, DeletionsUnknown(fault)))
            case Success(page):
                found.update(page.ids)
                projects.update(page.projects)
                warnings += page.warnings
                cursor, number, left = page.next, number + 1, max(1, page.requests_left)
        if cursor is None:
            return StillListed(frozenset(found), tuple(warnings), frozenset(projects))
    too_long = DeletionsUnknown(ListTooLong(_MOST_PAGES, "pages"))
    return StillListed(None, (*warnings, too_long), frozenset(projects))
