"""Fails on purpose, in place of the application or around it, so that the author of a client can meet every answer.

ASGI cannot close a connection, so the connection lends each of these its own way to hang up.
"""

import asyncio
import logging
from collections.abc import Callable

from attrs import frozen
from returns.result import Failure, Success
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ...core.contract.injected_faults import HangUp, InjectedAnswer, InjectedFault, LateAnswer, Moment, in_words
from ...core.delivery.endpoint import SNAPSHOT_PATH
from ...core.result import sealed
from .fault_choice import Faults
from .responses import json_response, refusal

_WITHOUT_BODY = frozenset({204, 205, 304})
_LOG = logging.getLogger("trackpost.sandbox")


@frozen
class FailOnPurpose:
    """An application that answers the requests of one connection, as far as they do not fail.

    Attributes:
        app: answers them.
        faults: chooses those that fail.
        hang_up: closes the connection, after sending what is written already.
    """

    app: ASGIApp
    faults: Faults
    hang_up: Callable[[], None]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or fail."""
        if (scope["method"], scope["path"]) != ("POST", SNAPSHOT_PATH):
            await self.app(scope, receive, send)
            return
        match sealed(self.faults.of_request(scope)):
            case Failure(refused):
                await refusal(refused)(scope, receive, send)
            case Success(fault):
                await self._answer(fault, scope, receive, send)

    async def _answer(self, fault: InjectedFault | None, scope: Scope, receive: Receive, send: Send) -> None:
        if fault is not None:
            _LOG.info("%s %s: %s, on purpose", scope["method"], scope["path"], in_words(fault))
        match fault:
            case None:
                await self.app(scope, receive, send)
            case InjectedAnswer():
                await _drop_body(receive)
                await _response(fault)(scope, receive, send)
            case LateAnswer(seconds):
                await self.app(scope, receive, self._late(send, seconds))
            case HangUp(moment):
                await self._hang_up_at(moment, scope, receive, send)

    async def _hang_up_at(self, moment: Moment, scope: Scope, receive: Receive, send: Send) -> None:
        match moment:
            case Moment.AFTER_HEAD:
                self.hang_up()
            case Moment.AFTER_BODY:
                await _drop_body(receive)
                self.hang_up()
            case Moment.BEFORE_ANSWER:
                await self.app(scope, receive, self._nothing)
            case Moment.IN_ANSWER:
                await self.app(scope, receive, self._half(send))

    def _late(self, send: Send, seconds: float) -> Send:
        async def late(message: Message) -> None:
            if message["type"] == "http.response.start":
                try:
                    await asyncio.sleep(seconds)
                except asyncio.CancelledError:  # the server ends
                    self.hang_up()
            await send(message)

        return late

    async def _nothing(self, _message: Message) -> None:
        self.hang_up()

    def _half(self, send: Send) -> Send:
        async def half(message: Message) -> None:
            if message["type"] != "http.response.body":
                await send(message)
                return
            body = message["body"]
            await send({**message, "body": body[: len(body) // 2], "more_body": True})
            self.hang_up()

        return half


async def _drop_body(receive: Receive) -> None:
    """Read the body to its end, or until the client goes away."""
    while (await receive()).get("more_body", False):
        pass


def _response(answer: InjectedAnswer) -> Response:
    if answer.complaint is not None:
        return json_response(answer.complaint, answer.headers, answer.status_code)
    text = "" if answer.status_code in _WITHOUT_BODY else f"trackpost serve answers {answer.status_code} on purpose.\n"
    return Response(text, answer.status_code, answer.headers, "text/plain")
