"""``/diff/{a}/{b}``: what changed from one snapshot to another, and why their keys differ."""

import sqlite3
from typing import TypeAlias

from attrs import AttrsInstance, frozen
from returns.result import Result

from ...core.contract.server import Refused
from ...core.page.chain import why_keys_differ
from ...core.page.changes import FieldChange, head_changes
from ...core.page.queries import ChangeKind, Paging, QueryError, parse_change_kind, parse_page
from ..server.journal import Journal
from .differences import Change, ChangeCounts, Comparison
from .parts import read_place
from .rows import SnapshotRow, Snapshots
from .snapshot import keyed
from .visit import NO_SUCH_SNAPSHOT, Page, Visit, misunderstood, view_of

_Rows: TypeAlias = tuple[SnapshotRow, SnapshotRow]


@frozen(kw_only=True)
class DiffView:
    """What ``/diff/{a}/{b}`` shows.

    Attributes:
        earlier: the snapshot that is compared.
        later: the one that it is compared with.
        why: why their keys differ, in sentences.
        fields: what differs beside issues and links: route, project, checkpoint.
        issues: how many were added, removed and changed.
        links: likewise.
        kind: the only kind of changes that is shown; None for all.
        paging: which of the changes of issues these are.
        issue_changes: a page of them: first what was added, then what was removed, then what was changed.
        link_changes: the first 50.
    """

    earlier: SnapshotRow
    later: SnapshotRow
    why: tuple[str, ...]
    fields: tuple[FieldChange, ...]
    issues: ChangeCounts
    links: ChangeCounts
    kind: ChangeKind | None
    paging: Paging
    issue_changes: tuple[Change, ...]
    link_changes: tuple[Change, ...]


def diff_page(journal: Journal) -> Page:
    """Return the page that compares two snapshots."""
    return Page(path="/diff/{a}/{b}", template="diff.html", view=view_of(journal, _look))


def _look(visit: Visit, connection: sqlite3.Connection) -> Result[AttrsInstance, Refused]:
    snapshots = Snapshots(connection, visit.account)
    earlier, later = (snapshots.find(visit.named[name]) for name in ("a", "b"))
    if earlier is None or later is None:
        return NO_SUCH_SNAPSHOT
    wanted: Result[AttrsInstance, QueryError] = Result.do(
        _view(snapshots, (earlier, later), kind, page)
        for kind in parse_change_kind(visit.query)
        for page in parse_page(visit.query)
    )
    return wanted.alt(misunderstood)


def _view(snapshots: Snapshots, rows: _Rows, kind: ChangeKind | None, page: int) -> AttrsInstance:
    earlier, later = rows
    before, after = (read_place(snapshots.connection, snapshots.stored_key(row.key)) for row in rows)
    fields = head_changes(before.head, after.head)
    comparison = Comparison(snapshots.connection, before.number, after.number)
    issues, links = comparison.count("issue"), comparison.count("link")
    before_later = next(map(keyed, snapshots.before(later, 1)), None)
    return DiffView(
        earlier=earlier,
        later=later,
        why=why_keys_differ(keyed(earlier), keyed(later), _members(fields, issues, links), before_later),
        fields=fields,
        issues=issues,
        links=links,
        kind=kind,
        paging=Paging(page, issues.of(kind)),
        issue_changes=comparison.changes("issue", kind, page),
        link_changes=comparison.changes("link"),
    )


def _members(fields: tuple[FieldChange, ...], issues: ChangeCounts, links: ChangeCounts) -> tuple[str, ...]:
    """Return what differs, in the words of the page."""
    members = dict.fromkeys(field.name.partition(".")[0] for field in fields)
    parts = {"issues": issues.of(None), "links": links.of(None)}
    return (*(name for name, count in parts.items() if count), *members)
