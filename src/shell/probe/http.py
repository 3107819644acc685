"""HTTP for a probe: each request has a connection of its own, so that none suffers from another."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from threading import Event, Thread

import httpx
from attrs import frozen

from ...core import VERSION
from ...core.contract.probe.exchange import Exchange, NoResponse, ProbeRequest, Response, Tokens
from ..delivery.answer import received
from ..delivery.client import ClientSettings

_WAIT = 30.0
"""Seconds for connecting, and for each single wait."""

_SLOWEST = 256 * 1024
"""Bytes per second at which a body is still sent in time."""

_UNSENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.ProxyError,
    httpx.LocalProtocolError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
    UnicodeError,
)


@frozen(kw_only=True)
class Asker:
    """Sends the requests of a probe.

    Attributes:
        settings: of the HTTP client.
        tokens: the tokens that the requests show.
        sleep: waits for a number of seconds, in the middle of a body.
    """

    settings: ClientSettings
    tokens: Tokens
    sleep: Callable[[float], None]

    def at_once(self, requests: Sequence[ProbeRequest]) -> tuple[Exchange, ...]:
        """Send *requests* at once, and return each with its answer, in the same order."""
        start = Event()
        pending = [self._begin(request, start) for request in requests]
        start.set()
        limit = max(map(_limit, requests))
        wait(pending, limit)
        late = NoResponse(f"nothing within {limit:.0f} seconds", has_left=True)
        answers = [one.result() if one.done() else late for one in pending]
        return tuple(Exchange(request, answer) for request, answer in zip(requests, answers, strict=True))

    def hide(self, text: str) -> str:
        """Return *text* without the tokens, and without the password of the proxy."""
        return self.settings.hide(self.tokens.hide(text))

    def _begin(self, request: ProbeRequest, start: Event) -> "Future[Response | NoResponse]":
        """Start a thread that sends *request*; a daemon, because nobody waits for it if it is late."""
        answer: Future[Response | NoResponse] = Future()

        def send() -> None:
            start.wait()
            try:
                answer.set_result(self._send(request))
            except BaseException as error:  # noqa: BLE001 - it is raised in the thread that waits
                answer.set_exception(error)

        try:
            Thread(target=send, daemon=True).start()
        except RuntimeError as error:  # the system has no room for another thread
            answer.set_result(NoResponse(str(error), has_left=False))
        return answer

    def _send(self, request: ProbeRequest) -> Response | NoResponse:
        content = None if request.method == "GET" else self._body(request)
        try:
            with (
                self.settings.client() as client,
                client.stream(
                    request.method, request.url, headers=self._headers(request), content=content, timeout=_WAIT
                ) as response,
            ):
                answer = received(response)
        except (httpx.TransportError, httpx.InvalidURL, OSError, UnicodeError) as error:
            reason = self.hide(str(error) or type(error).__name__)
            return NoResponse(reason, has_left=not isinstance(error, _UNSENT))
        if answer.fault is not None:
            return NoResponse(answer.fault, has_left=True)
        return Response(answer.status_code, answer.headers, answer.content)

    def _headers(self, request: ProbeRequest) -> list[tuple[str, str]]:
        authorization = self.tokens.authorization(request.bearer)
        has_length = request.method != "GET" and not request.is_chunked
        return [
            *request.headers,
            ("Accept", "application/json"),
            ("Accept-Encoding", "identity"),
            ("User-Agent", f"trackpost/{VERSION}"),
            *([] if authorization is None else [("Authorization", authorization)]),
            *([("Content-Length", str(request.size))] if has_length else []),
        ]

    def _body(self, request: ProbeRequest) -> Iterator[bytes]:
        chunks = request.chunks()
        if request.pause:
            yield next(chunks)
            self.sleep(request.pause)
        yield from chunks


def _limit(request: ProbeRequest) -> float:
    return _WAIT + request.pause + request.size / _SLOWEST
