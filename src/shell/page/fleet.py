"""``/fleet``: each project of a fleet by its last outcome, the stalest first, and why the others are stale."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TypeAlias

from attrs import AttrsInstance, frozen
from returns.result import Result, Success
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ...core.contract.server import Refused
from ...core.fleet.causes import Cause, add_to, by_number
from ...core.fleet.faults import StateFault
from ...core.fleet.holding import Record, held
from ...core.fleet.outcome import WORDS, Failed, Outcome, Word
from ...core.fleet.port import FleetState, Worker
from ...core.page.parts import searched
from ...core.page.queries import PER_PAGE, Paging, QueryError, offset_of, parse_page
from ...core.parsing.text import choose
from ..server.app import other_method
from ..server.noting import Clock
from ..server.own_address import OwnAddressOnly
from ..server.refusals import NO_SUCH_PATH
from ..server.responses import refusal
from .access import Access
from .fleet_project import fleet_project_page
from .fleet_rows import FleetRow, Reader, fleet_row, instant, unavailable
from .safe_headers import SafeHeaders
from .site import Site
from .visit import Page, Visit, misunderstood

PATH = "/fleet"


@frozen(kw_only=True)
class ThrottledHost:
    """A tracker or server that wants to be left alone for a while.

    Attributes:
        host: its name.
        until: when it wants to be asked again, ISO 8601.
        projects: how many projects wait for it.
    """

    host: str
    until: str
    projects: int


@frozen(kw_only=True)
class WorkerRow:
    """A process that works on the fleet.

    Attributes:
        name: of the machine and the process.
        doing: ``run`` or ``watch``.
        began_at: ISO 8601.
        seen_at: when it was last heard of, ISO 8601.
    """

    name: str
    doing: str
    began_at: str
    seen_at: str


@frozen(kw_only=True)
class FleetView:
    """What ``/fleet`` shows.

    Attributes:
        counts: how many projects have each outcome.
        causes: what went wrong, the most frequent first.
        throttled: the hosts that want to be left alone.
        workers: who works on the fleet.
        search: what the paths are searched for; empty for nothing.
        outcome: the only outcome that is shown; None for all.
        paging: which of the projects these are.
        projects: those whose snapshot is the oldest first, and first of all those that have none.
    """

    counts: Mapping[Word, int]
    causes: tuple[Cause, ...]
    throttled: tuple[ThrottledHost, ...]
    workers: tuple[WorkerRow, ...]
    search: str
    outcome: Word | None
    paging: Paging
    projects: tuple[FleetRow, ...]


Known: TypeAlias = tuple[tuple[Record, ...], tuple[Worker, ...]]
"""What the state of a fleet has."""
Gone: TypeAlias = Callable[[Collection[str]], Collection[str]]
"""Returns those of some names that no project of the fleet has any more."""


def fleet_page(reading: Reader, gone: Gone) -> Page:
    """Return the page of a fleet, which reads its state each time, and does not show the projects that are gone."""

    def read(state: FleetState) -> Result[Known, StateFault]:
        return Result.do(
            (_without(gone, tuple(records)), workers) for records in state.records() for workers in state.workers()
        )

    async def view(visit: Visit) -> Result[AttrsInstance, Refused]:
        known = (await run_in_threadpool(reading, read)).alt(unavailable)
        return known.bind(
            lambda found: _asked(visit).alt(misunderstood).map(lambda asked: _view(visit, *found, *asked))
        )

    return Page(path=PATH, template="fleet.html", title="Fleet", is_live=True, view=view)


def fleet_app(reading: Reader, clock: Clock, gone: Gone) -> Starlette:
    """Return the page of a fleet as an application of its own."""
    site = Site(
        pages=(fleet_page(reading, gone), fleet_project_page(reading)),
        access=Access(()),
        clock=clock,
        others={"/": _to_the_fleet},
    )

    async def no_such_path(request: Request, _error: Exception) -> Response:
        return site.lost(request, NO_SUCH_PATH)

    async def another_method(_request: Request, error: Exception) -> Response:
        return refusal(other_method(error))

    return Starlette(
        routes=site.routes(),
        middleware=[Middleware(SafeHeaders), Middleware(OwnAddressOnly)],
        exception_handlers={404: no_such_path, 405: another_method},
    )


async def _to_the_fleet(_request: Request, _account: int) -> Response:
    return RedirectResponse(PATH)


def _without(gone: Gone, records: tuple[Record, ...]) -> tuple[Record, ...]:
    names = gone([record.last.name for record in records])
    return tuple(record for record in records if record.last.name not in names)


def _asked(visit: Visit) -> Result[tuple[Word | None, int], QueryError]:
    return Result.do((outcome, page) for outcome in _outcome_in(visit.query) for page in parse_page(visit.query))


def _outcome_in(query: Mapping[str, str]) -> Result[Word | None, QueryError]:
    given = query.get("outcome", "")
    if not given:
        return Success(None)
    return choose("outcome", given, WORDS).map(lambda word: next(one for one in WORDS if one == word))


def _view(
    visit: Visit, records: tuple[Record, ...], workers: tuple[Worker, ...], outcome: Word | None, page: int
) -> AttrsInstance:
    outcomes = [(record, held(record, record.last.files) or record.last.outcome) for record in records]
    words = [one.word for _, one in outcomes]
    search = visit.query.get("q", "").strip()
    wanted = [
        (record, one)
        for record, one in outcomes
        if searched(search) in record.last.name.casefold() and outcome in {None, one.word}
    ]
    return FleetView(
        counts={word: words.count(word) for word in WORDS},
        causes=_causes(outcomes),
        throttled=_throttled(records, visit.now.timestamp()),
        workers=tuple(map(_worker, workers)),
        search=search,
        outcome=outcome,
        paging=Paging(page, len(wanted)),
        projects=tuple(fleet_row(record, one) for record, one in wanted[offset_of(page) : offset_of(page) + PER_PAGE]),
    )


def _causes(outcomes: Iterable[tuple[Record, Outcome]]) -> tuple[Cause, ...]:
    causes: Mapping[str, Cause] = {}
    for record, outcome in outcomes:
        causes = add_to(causes, record.last.name, outcome)
    return by_number(causes.values())


def _throttled(records: Iterable[Record], now: float) -> tuple[ThrottledHost, ...]:
    until: dict[str, list[float]] = {}
    for record in records:
        match record.last.outcome:
            case Failed(place=place, retry_at=float(moment)) if moment > now:
                until.setdefault(place, []).append(moment)
            case _:
                pass
    return tuple(
        ThrottledHost(host=host, until=instant(max(moments)), projects=len(moments))
        for host, moments in sorted(until.items())
    )


def _worker(worker: Worker) -> WorkerRow:
    return WorkerRow(name=worker.name, doing=worker.doing, began_at=instant(worker.began), seen_at=instant(worker.seen))
