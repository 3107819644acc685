"""The pages of the reference server, put together."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from attrs import evolve
from returns.result import Failure, Result, Success
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ...core.contract.admission import AccountKey
from ...core.contract.server import Refused
from ..server.app import ReferenceServer
from ..server.journal import Journal
from ..server.records import Entry
from ..server.refusals import UNKNOWN_KEY
from ..server.responses import response_of
from .access import Access
from .diff import diff_page
from .mappings import CurrentMappings, KnownMappings
from .overview import overview_page
from .refusals import refused_page
from .routes import routes_page
from .safe_headers import NO_STORE, SafeHeaders
from .site import Site
from .snapshot import body_name, snapshot_page
from .snapshots import snapshots_page


def with_pages(sandbox: ReferenceServer) -> Starlette:
    """Return a reference server with its pages, as an ASGI application.

    What a person maps on a page counts for the next publish.
    """
    known, started = KnownMappings(sandbox.mappings), sandbox.clock().isoformat()
    sandbox.journal.ask_now(lambda records: known.resolve_waiting(records.connection, started))
    site = Site(
        pages=(
            overview_page(sandbox.journal),
            snapshots_page(sandbox.journal),
            snapshot_page(sandbox.journal, known),
            diff_page(sandbox.journal),
            routes_page(sandbox.journal, known),
            refused_page(sandbox.journal),
        ),
        access=Access(sandbox.tokens),
        clock=sandbox.clock,
        others={"/snapshots/{key}/body": _download(sandbox.journal), "/diff": _compare},
    )
    app = evolve(sandbox, mappings=CurrentMappings(sandbox.journal, known), lost=site.lost).app(site.routes())
    app.add_middleware(SafeHeaders)
    return app


def _download(journal: Journal) -> Callable[[Request, int], Awaitable[Response]]:
    """Return what gives a body byte by byte, to be saved and not to be shown."""

    async def download(request: Request, account: int) -> Response:
        key: str = request.path_params["key"]
        found = (await journal.ask(lambda records: records.whole(AccountKey(account, key)))).bind(_known)
        return response_of(found.map(lambda whole: _attachment(key, whole[1])))

    return download


def _known(found: tuple[Entry, bytes] | None) -> Result[tuple[Entry, bytes], Refused]:
    return Failure(UNKNOWN_KEY) if found is None else Success(found)


def _attachment(key: str, body: bytes) -> Response:
    headers = {**NO_STORE, "Content-Disposition": f'attachment; filename="{body_name(key)}"'}
    return Response(body, headers=headers, media_type="application/json")


async def _compare(request: Request, _account: int) -> Response:
    """Lead a form that names two keys to the page that compares them."""
    earlier, later = (quote(request.query_params.get(name, ""), safe="") for name in ("a", "b"))
    return RedirectResponse(f"/diff/{earlier}/{later}" if earlier and later else "/snapshots", 303)
