"""``/routes``: what is mapped, what waits, and what a route would find."""

import sqlite3
from collections.abc import Mapping

from attrs import AttrsInstance, frozen
from returns.result import Failure, Result, Success

from ...core.contract.server import Complaint, Refused, RoutingKey, resolve_mapping
from ...core.page.queries import PER_PAGE, Paging, offset_of, parse_number, parse_page
from ...core.page.reasons import Rule, explain_resolution
from ...core.page.route_form import RouteForm, parse_mapping_form, parse_route_form
from ...core.result import sealed
from ..server.journal import Journal
from ..server.stored_keys import route_in
from .mappings import KnownMappings, Mappings
from .visit import Page, Visit, misunderstood, view_of

_ROUTES = """
SELECT s.provider, s.workspace, s.resource_type, s.resource_id, count(*), max(r.received_at)
FROM snapshots s JOIN received r USING (idempotency_key) WHERE s.account = ? AND (? OR s.mapping IS NULL)
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4 LIMIT ? OFFSET ?
"""
_COUNT_WAITING = """
SELECT count(*) FROM (
    SELECT DISTINCT provider, workspace, resource_type, resource_id FROM snapshots WHERE account = ? AND mapping IS NULL
)
"""
_ALL = -1


@frozen(kw_only=True)
class RouteRow:
    """A 4-tuple that snapshots came with.

    Attributes:
        key: the 4-tuple.
        snapshots: how many came with it.
        received_at: when the last one came, ISO 8601.
    """

    key: RoutingKey
    snapshots: int
    received_at: str


@frozen(kw_only=True)
class MappingRow:
    """A 4-tuple that is mapped.

    Attributes:
        key: the 4-tuple.
        mapping: the board.
        made_at: when a person mapped it here, ISO 8601; None if the server was started with it.
        snapshots: how many came with exactly this 4-tuple.
    """

    key: RoutingKey
    mapping: str
    made_at: str | None
    snapshots: int


@frozen(kw_only=True)
class RoutesView:
    """What ``/routes`` shows.

    Attributes:
        resolved: how many snapshots a mapping that was just made has resolved; None if none was made.
        paging: which of the 4-tuples that wait these are.
        waiting: a page of the 4-tuples whose snapshots wait.
        mapped: those that are mapped.
        form: the route that is asked about, as it was typed.
        problem: what is wrong with it; None if nothing is.
        rules: what it would find, rule by rule; None if nothing is asked.
    """

    resolved: int | None
    paging: Paging
    waiting: tuple[RouteRow, ...]
    mapped: tuple[MappingRow, ...]
    form: RouteForm
    problem: str | None
    rules: tuple[Rule, ...] | None


def routes_page(journal: Journal, known: KnownMappings) -> Page:
    """Return the page of the routes."""

    def look(visit: Visit, connection: sqlite3.Connection) -> Result[AttrsInstance, Refused]:
        page = parse_page(visit.query).alt(misunderstood)
        return page.map(lambda page: _view(visit, connection, known.read(connection), page))

    async def make(visit: Visit, typed: Mapping[str, str]) -> Result[str, Refused]:
        match sealed(parse_mapping_form(typed)):
            case Failure(error):
                return Failure(Refused(400, Complaint(error="malformed_form", message=error.message)))
            case Success((key, mapping)):
                at = visit.now.isoformat()
                made = await journal.ask(lambda records: known.make(records.connection, key, mapping, at))
                return made.bind(lambda resolved: resolved.map(lambda count: f"/routes?resolved={count}"))

    return Page(
        path="/routes", template="routes.html", title="Routes", is_live=True, view=view_of(journal, look), deed=make
    )


def count_waiting(connection: sqlite3.Connection, account: int) -> int:
    """Return how many routes of an account have snapshots that wait for a person."""
    count: int = connection.execute(_COUNT_WAITING, (account,)).fetchone()[0]
    return count


def waiting_routes(connection: sqlite3.Connection, account: int, limit: int, page: int = 1) -> tuple[RouteRow, ...]:
    """Return a page of these routes."""
    return _route_rows(connection, (account, False, limit, offset_of(page)))


def _route_rows(connection: sqlite3.Connection, wanted: tuple[int, bool, int, int]) -> tuple[RouteRow, ...]:
    return tuple(
        RouteRow(key=RoutingKey(provider, workspace, route_in(kind, name)), snapshots=count, received_at=at)
        for provider, workspace, kind, name, count, at in connection.execute(_ROUTES, wanted)
    )


def _view(visit: Visit, connection: sqlite3.Connection, known: Mappings, page: int) -> RoutesView:
    counts = {row.key: row.snapshots for row in _route_rows(connection, (visit.account, True, _ALL, 0))}
    form = RouteForm.of(visit.query)
    problem, rules = _answer(form, known)
    return RoutesView(
        resolved=parse_number(visit.query.get("resolved", "")),
        paging=Paging(page, count_waiting(connection, visit.account)),
        waiting=waiting_routes(connection, visit.account, PER_PAGE, page),
        mapped=tuple(
            MappingRow(key=key, mapping=mapping, made_at=known.made_at.get(key), snapshots=counts.get(key, 0))
            for key, mapping in known.table.items()
        ),
        form=form,
        problem=problem,
        rules=rules,
    )


def _answer(form: RouteForm, known: Mappings) -> tuple[str | None, tuple[Rule, ...] | None]:
    if form.is_empty:
        return None, None
    match sealed(parse_route_form(form)):
        case Failure(error):
            return error.message, None
        case Success(key):
            return None, explain_resolution(key, resolve_mapping(key, known.table))
