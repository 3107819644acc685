"""Shows what the reference server received. No part of the contract."""

import re
from collections.abc import Sequence
from typing import TypeVar

import msgspec
from attrs import frozen
from returns.result import Failure, Result, Success
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from ...core.contract.admission import AccountKey
from ...core.contract.server import Refused
from ...core.parsing.secret import Secret
from ...core.routing.route import wire_fields
from .journal import Journal
from .records import AppliedProject, Entry, Page
from .refusals import MALFORMED_LIMIT, UNKNOWN_KEY
from .request_checks import check_bearer
from .responses import json_response, respond, response_of

RECEIVED_PATH = "/sandbox/received/"
PROJECTS_PATH = "/sandbox/projects/"

_Found = TypeVar("_Found")

_DEFAULT_LIMIT = "100"
_LIMIT = re.compile(r"[1-9][0-9]{0,2}|1000")


@frozen(kw_only=True)
class ReadBack:
    """Where what was received is read: by each account what it sent.

    Attributes:
        journal: keeps what was received.
        tokens: the bearer token of each account; without any, a request needs none.
    """

    journal: Journal
    tokens: Sequence[Secret]

    async def list_all(self, request: Request) -> Response:
        """Return one page of the entries, the oldest first, and the link to the next page."""
        after = request.query_params.get("after")
        asked: Result[tuple[int, int], Refused] = Result.do(
            (account, limit)
            for account in check_bearer(self.tokens, request.headers)
            for limit in _limit(request.query_params)
        )
        return await respond(asked, lambda known: self._page(known[0], after, known[1]))

    async def _page(self, account: int, after: str | None, limit: int) -> Response:
        page = (await self.journal.ask(lambda records: records.page(account, after, limit))).bind(_known)
        return response_of(page.map(lambda page: json_response(list(map(_line, page.entries)), _next(page, limit))))

    async def show(self, request: Request) -> Response:
        """Return one entry with its body."""
        key: str = request.path_params["key"]
        account = check_bearer(self.tokens, request.headers)
        return await respond(account, lambda account: self._show(AccountKey(account, key)))

    async def _show(self, key: AccountKey) -> Response:
        whole = (await self.journal.ask(lambda records: records.whole(key))).bind(_known)
        return response_of(whole.map(_whole))

    async def list_projects(self, request: Request) -> Response:
        """Return every project, with the key of the snapshot that was applied last."""
        return await respond(check_bearer(self.tokens, request.headers), self._projects)

    async def _projects(self, account: int) -> Response:
        projects = await self.journal.ask(lambda records: records.projects(account))
        return response_of(projects.map(lambda found: json_response(list(map(_project, found)))))


def _known(found: _Found | None) -> Result[_Found, Refused]:
    return Failure(UNKNOWN_KEY) if found is None else Success(found)


def _limit(query: QueryParams) -> Result[int, Refused]:
    text = query.get("limit", _DEFAULT_LIMIT)
    return Success(int(text)) if _LIMIT.fullmatch(text) else Failure(MALFORMED_LIMIT)


def _next(page: Page, limit: int) -> dict[str, str]:
    if not page.has_more:
        return {}
    return {"Link": f'<{RECEIVED_PATH}?after={page.entries[-1].key.key}&limit={limit}>; rel="next"'}


def _line(entry: Entry) -> dict[str, object]:
    return {
        "idempotency_key": entry.key.key,
        "digest": entry.digest,
        "received_at": entry.received_at,
        "replays": entry.replays,
        "status_code": entry.answer.status_code,
        "answer": msgspec.Raw(entry.answer.body),
    }


def _project(applied: AppliedProject) -> dict[str, object]:
    routing_key = applied.project.routing_key
    resource_type, resource_id = wire_fields(routing_key.route)
    return {
        "provider": routing_key.provider,
        "workspace": routing_key.workspace,
        "external_resource_type": resource_type,
        "external_resource_id": resource_id,
        "project": applied.project.project,
        "idempotency_key": applied.key.key,
    }


def _whole(found: tuple[Entry, bytes]) -> Response:
    entry, body = found
    return json_response({**_line(entry), "body": msgspec.Raw(body)})
