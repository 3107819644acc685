"""``/snapshots``: what arrived, the newest first."""

import sqlite3

from attrs import AttrsInstance, frozen
from returns.result import Result

from ...core.contract.server import Refused
from ...core.page.queries import Paging, SnapshotFilter, Status, parse_page, parse_snapshot_filter
from ..server.journal import Journal
from .rows import SnapshotRow, Snapshots
from .visit import Page, Visit, misunderstood, view_of


@frozen(kw_only=True)
class SnapshotsView:
    """What ``/snapshots`` shows.

    Attributes:
        words: what is searched for, as it was typed; empty for nothing.
        status: the only status that is shown; None for all.
        paging: which rows these are.
        snapshots: the rows.
    """

    words: str
    status: Status | None
    paging: Paging
    snapshots: tuple[SnapshotRow, ...]


def snapshots_page(journal: Journal) -> Page:
    """Return the page that lists the snapshots."""
    return Page(
        path="/snapshots", template="snapshots.html", title="Snapshots", is_live=True, view=view_of(journal, _look)
    )


def _look(visit: Visit, connection: sqlite3.Connection) -> Result[AttrsInstance, Refused]:
    return Result.do(
        _view(visit.query.get("q", ""), Snapshots(connection, visit.account), wanted, page)
        for wanted in parse_snapshot_filter(visit.query).alt(misunderstood)
        for page in parse_page(visit.query).alt(misunderstood)
    )


def _view(typed: str, snapshots: Snapshots, wanted: SnapshotFilter, page: int) -> AttrsInstance:
    return SnapshotsView(
        words=typed.strip(),
        status=wanted.status,
        paging=Paging(page, snapshots.count(wanted)),
        snapshots=snapshots.page(wanted, page),
    )
