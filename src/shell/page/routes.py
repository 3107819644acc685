"""``/routes``: what is mapped, what waits, and what a route would find."""

import sqlite3
from collections.abc import Mapping

from attrs import AttrsInstance, frozen
from returns.result import Failure, Result, Success

from ...core.contract.server import Complaint, Refused, RoutingKey, resolve_mapping
from ...core.page.queries import parse_number
from ...core.page.reasons import Rule, explain_resolution
from ...core.page.route_form import RouteForm, parse_mapping_form, parse_route_form
from ...core.result import sealed
from ..server.journal import Journal
from ..server.stored_keys import route_in
from .mappings import KnownMappings
from .visit import Page, Visit, view_of

_ROUTES = """
SELECT s.provider, s.workspace, s.resource_type, s.resource_id, count(*), max(r.received_at)
FROM snapshots s JOIN received r USING (idempotency_key) WHERE s.account = ? AND (? OR s.mapping IS NULL)
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""


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
        waiting: the 4-tuples whose snapshots wait.
        mapped: those that are mapped.
        form: the route that is asked about, as it was typed.
        problem: what is wrong with it; None if nothing is.
        rules: what it would find, rule by rule; None if nothing is asked.
    """

    resolved: int | None
    waiting: tuple[RouteRow, ...]
    mapped: tuple[MappingRow, ...]
    form: RouteForm
    problem: str | None
    rules: tuple[Rule, ...] | None


def routes_page(journal: Journal, known: KnownMappings) -> Page:
    """Return the page of the routes."""

    def look(visit: Visit, connection: sqlite3.Connection) -> Result[AttrsInstance, Refused]:
        return Success(_view(visit, connection, known))

    async def make(visit: Visit, typed: Mapping[str, str]) -> Result[str, Refused]:
        match sealed(parse_mapping_form(typed)):
            case Failure(error):
                return Failure(Refused(400, Complaint(error="malformed_form", message=error.message)))
            case Success((key, _)) if key in known.table:
                return Failure(_ALREADY_MAPPED)
            case Success((key, mapping)):
                at = visit.now.isoformat()
                made = await journal.ask(lambda records: known.make(records.connection, key, mapping, at))
                return made.map(lambda resolved: f"/routes?resolved={resolved}")

    return Page(
        path="/routes", template="routes.html", title="Routes", is_live=True, view=view_of(journal, look), deed=make
    )


_ALREADY_MAPPED = Refused(409, Complaint(error="already_mapped", message="This route is mapped already."))


def waiting_routes(connection: sqlite3.Connection, account: int) -> tuple[RouteRow, ...]:
    """Return the routes of an account whose snapshots wait for a person."""
    return _route_rows(connection, account, with_mapped=False)


def _route_rows(connection: sqlite3.Connection, account: int, *, with_mapped: bool) -> tuple[RouteRow, ...]:
    return tuple(
        RouteRow(key=RoutingKey(provider, workspace, route_in(kind, name)), snapshots=count, received_at=at)
        for provider, workspace, kind, name, count, at in connection.execute(_ROUTES, (account, with_mapped))
    )


def _view(visit: Visit, connection: sqlite3.Connection, known: KnownMappings) -> RoutesView:
    counts = {row.key: row.snapshots for row in _route_rows(connection, visit.account, with_mapped=True)}
    form = RouteForm.of(visit.query)
    problem, rules = _answer(form, known)
    return RoutesView(
        resolved=parse_number(visit.query.get("resolved", "")),
        waiting=waiting_routes(connection, visit.account),
        mapped=tuple(
            MappingRow(key=key, mapping=mapping, made_at=known.made_at.get(key), snapshots=counts.get(key, 0))
            for key, mapping in known.table.items()
        ),
        form=form,
        problem=problem,
        rules=rules,
    )


def _answer(form: RouteForm, known: KnownMappings) -> tuple[str | None, tuple[Rule, ...] | None]:
    if form.is_empty:
        return None, None
    match sealed(parse_route_form(form)):
        case Failure(error):
            return error.message, None
        case Success(key):
            return None, explain_resolution(key, resolve_mapping(key, known.table))
