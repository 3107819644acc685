"""``/fleet/project?path=``: the last tries of one project, the newest first, and why they failed."""

from attrs import AttrsInstance, frozen
from returns.result import Failure, Result, Success
from starlette.concurrency import run_in_threadpool

from ...core.contract.server import Complaint, Refused
from ...core.fleet.causes import error_of
from ...core.fleet.holding import Record, held
from ...core.fleet.outcome import Word
from ...core.fleet.port import EARLIER_TRIES
from ...core.page.queries import PER_PAGE, Paging, offset_of, parse_page
from ...core.routing.route import ResourceRoute
from .fleet_rows import FleetRow, Reader, fleet_row, instant, retry_at_of, unavailable
from .visit import Page, Visit, misunderstood

_UNKNOWN = Refused(
    404, Complaint(error="unknown_project", message="No project of the fleet with this path has been tried yet.")
)


@frozen(kw_only=True)
class TryRow:
    """A try to pull and publish a project.

    Attributes:
        began_at: ISO 8601.
        ended_at: likewise.
        seconds: how long it took.
        outcome: how it ended.
        route: None if there is none, or if it was not known.
        key: the idempotency key of the snapshot; None if none was made.
        message: what went wrong and what to do; None if nothing did.
        retry_at: when the tracker or the server wanted to be asked again, ISO 8601; None if it did not say.
    """

    began_at: str
    ended_at: str
    seconds: float
    outcome: Word
    route: ResourceRoute | None
    key: str | None
    message: str | None
    retry_at: str | None


@frozen(kw_only=True)
class FleetProjectView:
    """What ``/fleet/project`` shows.

    Attributes:
        project: as ``/fleet`` shows it.
        is_released: somebody asked to try it again, and that has not been done yet.
        paging: which of the tries these are.
        kept: so many tries before the last one are kept with each outcome.
        tries: a page of those that are kept, the newest first.
    """

    project: FleetRow
    is_released: bool
    paging: Paging
    kept: int
    tries: tuple[TryRow, ...]


def fleet_project_page(reading: Reader) -> Page:
    """Return the page of one project, which reads the state of the fleet each time."""

    async def view(visit: Visit) -> Result[AttrsInstance, Refused]:
        path = visit.query.get("path", "")
        known = (await run_in_threadpool(reading, lambda state: state.history(path))).alt(unavailable)
        return Result.do(
            seen
            for records in known
            for page in parse_page(visit.query).alt(misunderstood)
            for seen in _view(records, page)
        )

    return Page(path="/fleet/project", template="fleet_project.html", is_live=True, view=view)


def _view(records: tuple[Record, ...], page: int) -> Result[AttrsInstance, Refused]:
    if not records:
        return Failure(_UNKNOWN)
    newest = records[0]
    return Success(
        FleetProjectView(
            project=fleet_row(newest, held(newest, newest.last.files) or newest.last.outcome),
            is_released=newest.is_released,
            paging=Paging(page, len(records)),
            kept=EARLIER_TRIES,
            tries=tuple(map(_try, records[offset_of(page) : offset_of(page) + PER_PAGE])),
        )
    )


def _try(record: Record) -> TryRow:
    last = record.last
    error = error_of(last.outcome)
    return TryRow(
        began_at=instant(last.began),
        ended_at=instant(last.ended),
        seconds=max(0.0, round(last.ended - last.began, 3)),  # a clock may be set back
        outcome=last.outcome.word,
        route=last.outcome.route,
        key=last.outcome.idempotency_key,
        message=None if error is None else error["message"],
        retry_at=retry_at_of(last.outcome),
    )
