"""What a pull asks of each tracker's reader: one page after the other, as the tracker sent it."""

from collections.abc import Callable, Mapping
from typing import Protocol

from attrs import field, frozen
from returns.result import Result

from ...core.errors import Problem
from ...core.issues.tracker_fault import TrackerFault
from ...core.trackers.tracker_json import id_in, project_in


@frozen(kw_only=True)
class RawPage:
    """One page of a tracker's list.

    Attributes:
        issues: the JSON of each issue, as the tracker sent it.
        next: the cursor of the page that comes next; None after the last one. A pull may use it days later.
        now: the tracker's clock when it answered, ISO 8601 in UTC; None if it does not say.
        warnings: what the tracker says about an answer that it gave all the same.
        states: of Azure DevOps, what the states of its work items mean: `Context.states`, for the translation.
        names: what else the tracker calls the resource that the credentials name.
        site: what the reader has found out about the tracker, to be told at the next pull; None if it need not know.
        requests_left: how many requests the rest of the list takes, as far as the tracker says.
    """

    issues: tuple[bytes, ...] = field(repr=False)
    next: str | None
    now: str | None
    warnings: tuple[Problem, ...] = ()
    states: Mapping[str, Mapping[str, str]] = field(factory=dict)
    names: frozenset[str] = frozenset()
    site: str | None = None
    requests_left: int = 0


@frozen
class IdPage:
    """One page of the ids of a tracker's issues.

    Attributes:
        ids: `IssueRef.id` of each; empty text for an entry that has none.
        next: the cursor of the page that comes next; None after the last one.
        warnings: what the tracker says about an answer that it gave all the same.
        requests_left: how many requests the rest takes, as far as the tracker says.
        projects: the keys of projects under which they are listed, where the tracker tells.
    """

    ids: tuple[str, ...] = field(repr=False)
    next: str | None
    warnings: tuple[Problem, ...] = ()
    requests_left: int = 0
    projects: frozenset[str] = frozenset()


def ids_on(page: RawPage) -> IdPage:
    """Return the ids of what is on a page of issues."""
    ids = tuple(id_in(issue) or "" for issue in page.issues)
    projects = frozenset(project for issue in page.issues if (project := project_in(issue)) is not None)
    return IdPage(ids, page.next, page.warnings, page.requests_left, projects)


@frozen
class IdList:
    """How to ask which issues a tracker has, all of them.

    Attributes:
        most: how many there may be, so that it takes about twenty requests or fewer.
        page: returns the page of a cursor; None asks for the first one.
    """

    most: int
    page: Callable[[str | None], Result[IdPage, TrackerFault]]


class Reader(Protocol):
    """Reads one tracker.

    A reader asks once. `shell.tracker.patience` asks again where that is of use.
    """

    @property
    def ids(self) -> IdList | None:
        """How to ask which issues there are; None if a page is always of the whole list, whatever *since* is."""

    def page(self, since: str | None, cursor: str | None, size: int) -> Result[RawPage, TrackerFault]:
        """Return one page.

        Issues that are added, changed or deleted between two pages must not hide others: a reader of numbered pages
        reads an overlap, or asks from the last issue on. An issue may come twice.

        Args:
            since: list what has changed at or after this instant, ISO 8601; None lists all.
            cursor: of an earlier page; None asks for the first one.
            size: how many issues there should be, at least 1. A reader whose pages have numbers keeps the size in its
                cursor. It may give more or fewer; only ``next`` says whether that was all.
        """
