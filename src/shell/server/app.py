"""The HTTP face of the reference server.

Contract: contracts/tracker-snapshot-publish.md, "Answers" and "What a server does with the key".
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import TypeAlias, assert_never

import msgspec
from attrs import field, frozen
from returns.result import Failure, Result, Success
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from ...core.contract.server import (
    Apply,
    InProgress,
    KeyReused,
    Refused,
    Replay,
    RoutingKey,
    StoredAnswer,
    accept,
    admit,
    resolve_mapping,
)
from ...core.delivery.endpoint import SNAPSHOT_PATH
from ...core.parsing.secret import Secret
from ...core.result import sealed
from ...core.snapshot.body import Snapshot
from ...core.snapshot.idempotency import digest_of
from .journal import Entry, Journal
from .request_checks import (
    KEY_REUSED,
    STILL_RUNNING,
    UNKNOWN_KEY,
    check_bearer,
    check_body,
    check_key,
    check_media_type,
)

RECEIVED_PATH = "/sandbox/received/"
"""Where what was received can be read back; no part of the contract."""

_LOG = logging.getLogger("trackpost.sandbox")
_ENCODE = msgspec.json.Encoder(order="sorted").encode

Clock: TypeAlias = Callable[[], datetime]
Pause: TypeAlias = Callable[[], Awaitable[None]]


def _utc_now() -> datetime:
    return datetime.now(UTC)


async def _no_pause() -> None:
    pass


@frozen(kw_only=True)
class ReferenceServer:
    """A server that takes snapshots by the contract, and finds the mapping of each.

    Attributes:
        journal: keeps what was received.
        token: what a bearer must show; None lets everybody in.
        mappings: what the server knows; without any, each snapshot waits for a person.
        clock: tells when a request was received.
        pause: awaited while a request is under way, so that a test can send the second before the first has ended.
    """

    journal: Journal
    token: Secret | None = None
    mappings: Mapping[RoutingKey, str] = field(factory=dict)
    clock: Clock = _utc_now
    pause: Pause = _no_pause

    def app(self) -> Starlette:
        """Return the server as an ASGI application."""
        app = Starlette(
            routes=[
                Route(SNAPSHOT_PATH, self._publish, methods=["POST"]),
                Route(RECEIVED_PATH, self._list, methods=["GET"]),
                Route(RECEIVED_PATH + "{key}", self._show, methods=["GET"]),
            ]
        )
        app.router.redirect_slashes = False  # the slash belongs to the path, and a redirect would hide its absence
        return app

    async def _publish(self, request: Request) -> Response:
        try:
            body = await request.body()
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        match sealed(self._checked(request.headers, body)):
            case Failure(refused):
                response = _refusal(refused)
            case Success((key, snapshot)):
                response = await self._admitted(key, snapshot, body)
            case unreachable:
                assert_never(unreachable)
        _LOG.info("%s %s: %d", request.method, request.url.path, response.status_code)
        return response

    def _checked(self, headers: Mapping[str, str], body: bytes) -> Result[tuple[str, Snapshot], Refused]:
        return Result.do(
            (key, snapshot)
            for _ in check_bearer(self.token, headers)
            for _ in check_media_type(headers)
            for key in check_key(headers)
            for snapshot in check_body(body)
        )

    async def _admitted(self, key: str, snapshot: Snapshot, body: bytes) -> Response:
        digest = digest_of(body)
        match admit(digest, self.journal.seen(key)):
            case Apply():
                return await self._applied(key, snapshot, body)
            case Replay(answer):
                self.journal.count_replay(key)
                return _stored(answer, {"Idempotent-Replayed": "true"})
            case InProgress():
                return _refusal(STILL_RUNNING)
            case KeyReused():
                return _refusal(KEY_REUSED)
            case unreachable:
                assert_never(unreachable)

    async def _applied(self, key: str, snapshot: Snapshot, body: bytes) -> Response:
        self.journal.begin(key, digest_of(body), body, self.clock().isoformat())
        await self.pause()
        header = snapshot.header
        resolution = resolve_mapping(RoutingKey(header.provider, header.workspace, header.route), self.mappings)
        status_code, acceptance = accept(snapshot, resolution)
        answer = StoredAnswer(status_code, _ENCODE(acceptance))
        self.journal.finish(key, answer)
        return _stored(answer, {})

    async def _list(self, request: Request) -> Response:
        match sealed(check_bearer(self.token, request.headers)):
            case Failure(refused):
                return _refusal(refused)
            case Success():
                return _json(200, [_line(entry) for entry in self.journal.entries()])
            case unreachable:
                assert_never(unreachable)

    async def _show(self, request: Request) -> Response:
        match sealed(check_bearer(self.token, request.headers)):
            case Failure(refused):
                return _refusal(refused)
            case Success():
                entry = self.journal.entry(request.path_params["key"])
                return _refusal(UNKNOWN_KEY) if entry is None else _json(200, _whole(entry))
            case unreachable:
                assert_never(unreachable)


def _line(entry: Entry) -> dict[str, object]:
    return {
        "idempotency_key": entry.idempotency_key,
        "digest": entry.digest,
        "received_at": entry.received_at,
        "replays": entry.replays,
        "status_code": None if entry.answer is None else entry.answer.status_code,
        "answer": None if entry.answer is None else msgspec.Raw(entry.answer.body),
    }


def _whole(entry: Entry) -> dict[str, object]:
    return {**_line(entry), "body": msgspec.Raw(entry.body)}


def _json(status_code: int, content: object) -> Response:
    return Response(_ENCODE(content), status_code, media_type="application/json")


def _refusal(refused: Refused) -> Response:
    return _json(refused.status_code, refused.complaint)


def _stored(answer: StoredAnswer, headers: Mapping[str, str]) -> Response:
    return Response(answer.body, answer.status_code, headers, media_type="application/json")
