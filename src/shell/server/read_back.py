"""Shows what the reference server received. No part of the contract."""

import re
from typing import TypeVar

import msgspec
from attrs import frozen
from returns.result import Failure, Result, Success
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from ...core.contract.server import Refused
from ...core.parsing.secret import Secret
from .journal import Journal
from .records import Entry, Page
from .refusals import MALFORMED_LIMIT, UNKNOWN_KEY
from .request_checks import check_bearer
from .responses import json_response, respond, response_of

RECEIVED_PATH = "/sandbox/received/"

_Found = TypeVar("_Found")

_DEFAULT_LIMIT = "100"
_LIMIT = re.compile(r"[1-9][0-9]{0,2}|1000")


@frozen(kw_only=True)
class ReadBack:
    """Where what was received is read, by the bearer who may publish."""

    journal: Journal
    token: Secret | None

    async def list_all(self, request: Request) -> Response:
        """Return one page of the entries, the oldest first, and the link to the next page."""
        limit = check_bearer(self.token, request.headers).bind(lambda _: _limit(request.query_params))
        return await respond(limit, lambda at_most: self._page(request.query_params.get("after"), at_most))

    async def _page(self, after: str | None, limit: int) -> Response:
        page = (await self.journal.ask(lambda records: records.page(after, limit))).bind(_known)
        return response_of(page.map(lambda page: json_response(list(map(_line, page.entries)), _next(page, limit))))

    async def show(self, request: Request) -> Response:
        """Return one entry with its body."""
        key: str = request.path_params["key"]
        return await respond(check_bearer(self.token, request.headers), lambda _: self._show(key))

    async def _show(self, key: str) -> Response:
        whole = (await self.journal.ask(lambda records: records.whole(key))).bind(_known)
        return response_of(whole.map(_whole))


def _known(found: _Found | None) -> Result[_Found, Refused]:
    return Failure(UNKNOWN_KEY) if found is None else Success(found)


def _limit(query: QueryParams) -> Result[int, Refused]:
    text = query.get("limit", _DEFAULT_LIMIT)
    return Success(int(text)) if _LIMIT.fullmatch(text) else Failure(MALFORMED_LIMIT)


def _next(page: Page, limit: int) -> dict[str, str]:
    if not page.has_more:
        return {}
    return {"Link": f'<{RECEIVED_PATH}?after={page.entries[-1].idempotency_key}&limit={limit}>; rel="next"'}


def _line(entry: Entry) -> dict[str, object]:
    return {
        "idempotency_key": entry.idempotency_key,
        "digest": entry.digest,
        "received_at": entry.received_at,
        "replays": entry.replays,
        "status_code": entry.answer.status_code,
        "answer": msgspec.Raw(entry.answer.body),
    }


def _whole(found: tuple[Entry, bytes]) -> Response:
    entry, body = found
    return json_response({**_line(entry), "body": msgspec.Raw(body)})
