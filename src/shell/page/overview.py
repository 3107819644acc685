"""``/``: the last hour by outcome, what waits for a person, and what came last."""

import sqlite3
from datetime import timedelta

from attrs import AttrsInstance, frozen
from returns.result import Result, Success

from ...core.contract.server import Refused
from ...core.page.queries import SnapshotFilter
from ..server.journal import Journal
from .refusals import CodeCount, Refusals, RefusedRow
from .routes import RouteRow, count_waiting, waiting_routes
from .rows import SnapshotRow, Snapshots
from .visit import Page, Visit, view_of

_SOME = 5
_HOUR = timedelta(hours=1)

_TAKEN = """
SELECT coalesce(sum(r.status_code = 200), 0), coalesce(sum(r.status_code <> 200), 0)
FROM snapshots s JOIN received r USING (idempotency_key) WHERE s.account = ? AND r.received_at >= ?
"""
_REPLAYED = """
SELECT count(*) FROM replays JOIN snapshots s USING (idempotency_key) WHERE s.account = ? AND at >= ?
"""


@frozen(kw_only=True)
class LastHour:
    """How many requests ended in which way during the last hour.

    Attributes:
        resolved: new snapshots whose board was found.
        waiting: new snapshots for which none was found.
        replayed: snapshots that were sent again, and got the same answer again.
        refused: those that were refused, by code.
    """

    resolved: int
    waiting: int
    replayed: int
    refused: tuple[CodeCount, ...]


@frozen(kw_only=True)
class OverviewView:
    """What ``/`` shows.

    Attributes:
        hour: the last hour by outcome.
        waiting: the first routes that a person has to map.
        waiting_routes: how many there are.
        snapshots: the newest.
        refusals: the newest.
    """

    hour: LastHour
    waiting: tuple[RouteRow, ...]
    waiting_routes: int
    snapshots: tuple[SnapshotRow, ...]
    refusals: tuple[RefusedRow, ...]


def overview_page(journal: Journal) -> Page:
    """Return the page that comes first."""
    return Page(path="/", template="overview.html", title="Overview", is_live=True, view=view_of(journal, _look))


def _look(visit: Visit, connection: sqlite3.Connection) -> Result[AttrsInstance, Refused]:
    refusals = Refusals(connection, visit.account)
    since = (visit.now - _HOUR).isoformat()
    resolved, waiting = connection.execute(_TAKEN, (visit.account, since)).fetchone()
    (replayed,) = connection.execute(_REPLAYED, (visit.account, since)).fetchone()
    refused = refusals.codes(since)
    return Success(
        OverviewView(
            hour=LastHour(resolved=resolved, waiting=waiting, replayed=replayed, refused=refused),
            waiting=waiting_routes(connection, visit.account, _SOME),
            waiting_routes=count_waiting(connection, visit.account),
            snapshots=Snapshots(connection, visit.account).page(SnapshotFilter("", None), limit=_SOME),
            refusals=refusals.page(limit=_SOME),
        )
    )
