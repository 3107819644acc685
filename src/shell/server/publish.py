"""Takes snapshots by the contract, each key once.

Contract: contracts/tracker-snapshot-publish.md, "Answers" and "What a server does with the key". The key of a request
that was not answered is free: only this process knows what is under way, and a row is written with its answer.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeAlias

from attrs import evolve, field, frozen
from returns.result import Failure, Result
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from ...core.contract.admission import (
    AccountKey,
    Admission,
    Apply,
    InProgress,
    KeyReused,
    Replay,
    Seen,
    StoredAnswer,
    Ticket,
    TooLate,
    admit,
)
from ...core.contract.evidence import find_evidence
from ...core.contract.server import (
    Refused,
    RoutingKey,
    accept,
    project_key_of,
    resolve_mapping,
    routing_key_of,
)
from ...core.page.parts import Listing, listing_of
from ...core.parsing.secret import Secret
from ...core.parsing.strict_json import Fault
from ...core.snapshot.idempotency import Digest
from .body import ReceivedBody, take_in
from .journal import Journal
from .noting import Clock, Noter
from .records import Entry
from .refusals import CANNOT_STORE, KEY_REUSED, NO_MEMORY, STILL_RUNNING, SUPERSEDED, invalid
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
        tokens: the bearer token of each account; without any, a request needs none.
        mappings: what the server knows.
        max_body: the most bytes that a body may have.
        clock: tells when a request was received.
        pause: awaited while a request is under way.
    """

    journal: Journal
    tokens: Sequence[Secret]
    mappings: Mapping[RoutingKey, str]
    max_body: int
    clock: Clock
    pause: Pause
    _under_way: dict[AccountKey, Digest] = field(factory=dict, init=False)
    _room: asyncio.Semaphore = field(factory=lambda: asyncio.Semaphore(_AT_A_TIME), init=False)

    async def post(self, request: Request) -> Response:
        """Answer one request."""
        try:
            response = await respond(
                check_publish(self.tokens, self.max_body, request.headers),
                lambda ticket: self._receive(ticket, request),
            )
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        _LOG.info("%s %s: %d", request.method, request.url.path, response.status_code)
        return Noter(self.journal, self.tokens, self.clock).note(request, response)

    async def _receive(self, ticket: Ticket, request: Request) -> Response:
        return await respond(await take_in(request, self.max_body), lambda body: self._look_up(ticket, body))

    async def _look_up(self, ticket: Ticket, body: ReceivedBody) -> Response:
        return await respond(
            await self.journal.ask(lambda records: records.seen(ticket.key)),
            lambda seen: self._admit(admit(body.digest, seen or self._begun(ticket.key)), ticket, body),
        )

    def _begun(self, key: AccountKey) -> Seen | None:
        return Seen(self._under_way[key], None) if key in self._under_way else None

    async def _admit(self, admission: Admission, ticket: Ticket, body: ReceivedBody) -> Response:
        match admission:
            case Apply():
                return await self._apply(ticket, body)
            case Replay(answer):
                # The answer is known, and so it is given even where the file cannot be written.
                await self.journal.ask(lambda records: records.count_replay(ticket.key, self.clock().isoformat()))
                return stored_response(answer, {"Idempotent-Replayed": "true"})
            case InProgress():
                return refusal(STILL_RUNNING)
            case KeyReused():
                return refusal(KEY_REUSED)
            case TooLate():
                return refusal(SUPERSEDED)

    async def _apply(self, ticket: Ticket, body: ReceivedBody) -> Response:
        self._under_way[ticket.key] = body.digest
        try:
            await self.pause()
            async with self._room:
                judged = await run_in_threadpool(self._judge, body)
            return await respond(judged, lambda known: self._keep(ticket, body, *known))
        finally:
            del self._under_way[ticket.key]

    def _judge(self, body: ReceivedBody) -> Result[tuple[Listing, StoredAnswer], Refused]:
        try:
            content = body.content()
            return listing_of(content).map(self._answer).alt(lambda fault: _invalid(content, fault))
        except OSError:
            return Failure(CANNOT_STORE)
        except MemoryError:
            return Failure(NO_MEMORY)

    def _answer(self, listing: Listing) -> tuple[Listing, StoredAnswer]:
        header, contents = listing.frame.header, listing.frame.contents
        resolution = resolve_mapping(routing_key_of(header), self.mappings)
        status_code, acceptance = accept(resolution, listing.issues, len(contents.mappings))
        return listing, StoredAnswer(status_code, encode(acceptance))

    async def _keep(self, ticket: Ticket, body: ReceivedBody, listing: Listing, answer: StoredAnswer) -> Response:
        project = project_key_of(listing.frame.header)
        entry = Entry(
            key=ticket.key,
            digest=body.digest,
            received_at=self.clock().isoformat(),
            replays=0,
            answer=answer,
            sequence=ticket.sequence,
        )
        return await respond(
            await self.journal.ask(lambda records: records.keep(entry, project, body.content(), listing)),
            lambda admission: self._answer_kept(admission, ticket, body, answer),
        )

    async def _answer_kept(
        self, admission: Admission, ticket: Ticket, body: ReceivedBody, answer: StoredAnswer
    ) -> Response:
        """Give *answer*, unless another request was faster: another server on the same file, or a later snapshot."""
        if isinstance(admission, Apply):
            return stored_response(answer)
        return await self._admit(admission, ticket, body)


def _invalid(content: bytes, fault: Fault) -> Refused:
    return evolve(invalid(fault), evidence=find_evidence(content, fault))
