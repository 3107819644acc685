"""Takes snapshots by the contract, each key once.

Contract: contracts/tracker-snapshot-publish.md, "Answers" and "What a server does with the key". The key of a request
that was not answered is free: only this process knows what is under way, and a row is written with its answer.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from attrs import evolve, field, frozen
from returns.result import Failure, Result
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from ...core.contract.evidence import find_evidence
from ...core.contract.server import (
    Admission,
    Apply,
    InProgress,
    KeyReused,
    Refused,
    Replay,
    RoutingKey,
    Seen,
    StoredAnswer,
    accept,
    admit,
    resolve_mapping,
)
from ...core.contract.snapshot_check import parse_snapshot
from ...core.parsing.secret import Secret
from ...core.parsing.strict_json import Fault
from ...core.snapshot.body import Snapshot
from ...core.snapshot.idempotency import Digest
from .body import ReceivedBody, take_in
from .journal import Journal
from .noting import Clock, note_if_refused
from .records import Entry
from .refusals import CANNOT_STORE, KEY_REUSED, NO_MEMORY, STILL_RUNNING, invalid
from .request_checks import check_publish
from .responses import encode, refusal, respond, stored_response

_AT_A_TIME = 2
"""Bodies that are parsed at once. A parsed one takes several times its length, so this bounds the memory."""

_LOG = logging.getLogger("trackpost.sandbox")

Pause: TypeAlias = Callable[[], Awaitable[None]]


@frozen(kw_only=True)
class PublishEndpoint:
    """Where snapshots are posted.

    Attributes:
        journal: keeps what was received.
        token: the bearer token that a request needs; None for none.
        mappings: what the server knows.
        max_body: the most bytes that a body may have.
        clock: tells when a request was received.
        pause: awaited while a request is under way.
    """

    journal: Journal
    token: Secret | None
    mappings: Mapping[RoutingKey, str]
    max_body: int
    clock: Clock
    pause: Pause
    _under_way: dict[str, Digest] = field(factory=dict, init=False)
    _room: asyncio.Semaphore = field(factory=lambda: asyncio.Semaphore(_AT_A_TIME), init=False)

    async def post(self, request: Request) -> Response:
        """Answer one request."""
        try:
            response = await respond(
                check_publish(self.token, self.max_body, request.headers), lambda key: self._receive(key, request)
            )
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        _LOG.info("%s %s: %d", request.method, request.url.path, response.status_code)
        note_if_refused(self.journal, self.clock, request, response)
        return response

    async def _receive(self, key: str, request: Request) -> Response:
        return await respond(await take_in(request, self.max_body), lambda body: self._look_up(key, body))

    async def _look_up(self, key: str, body: ReceivedBody) -> Response:
        return await respond(
            await self.journal.ask(lambda records: records.seen(key)),
            lambda seen: self._admit(admit(body.digest, seen or self._begun(key)), key, body),
        )

    def _begun(self, key: str) -> Seen | None:
        return Seen(self._under_way[key], None) if key in self._under_way else None

    async def _admit(self, admission: Admission, key: str, body: ReceivedBody) -> Response:
        match admission:
            case Apply():
                return await self._apply(key, body)
            case Replay(answer):
                # The answer is known, and so it is given even where the file cannot be written.
                await self.journal.ask(lambda records: records.count_replay(key, self.clock().isoformat()))
                return stored_response(answer, {"Idempotent-Replayed": "true"})
            case InProgress():
                return refusal(STILL_RUNNING)
            case KeyReused():
                return refusal(KEY_REUSED)

    async def _apply(self, key: str, body: ReceivedBody) -> Response:
        self._under_way[key] = body.digest
        try:
            await self.pause()
            async with self._room:
                judged = await run_in_threadpool(self._judge, body)
            return await respond(judged, lambda answer: self._keep(key, body, answer))
        finally:
            del self._under_way[key]

    def _judge(self, body: ReceivedBody) -> Result[StoredAnswer, Refused]:
        try:
            content = body.content()
            return parse_snapshot(content).map(self._answer).alt(lambda fault: _invalid(content, fault))
        except OSError:
            return Failure(CANNOT_STORE)
        except MemoryError:
            return Failure(NO_MEMORY)

    def _answer(self, snapshot: Snapshot) -> StoredAnswer:
        header = snapshot.header
        resolution = resolve_mapping(RoutingKey(header.provider, header.workspace, header.route), self.mappings)
        status_code, acceptance = accept(snapshot, resolution)
        return StoredAnswer(status_code, encode(acceptance))

    async def _keep(self, key: str, body: ReceivedBody, answer: StoredAnswer) -> Response:
        entry = Entry(
            idempotency_key=key,
            digest=body.digest,
            received_at=self.clock().isoformat(),
            replays=0,
            answer=answer,
        )
        return await respond(
            await self.journal.ask(lambda records: records.keep(entry, body.content())),
            lambda seen: self._answer_kept(seen, key, body, answer),
        )

    async def _answer_kept(self, seen: Seen | None, key: str, body: ReceivedBody, answer: StoredAnswer) -> Response:
        """Give *answer*, unless another server on the same file was faster."""
        if seen is None:
            return stored_response(answer)
        return await self._admit(admit(body.digest, seen), key, body)


def _invalid(content: bytes, fault: Fault) -> Refused:
    return evolve(invalid(fault), evidence=find_evidence(content, fault))
