"""HTTP for a probe: each request has a connection of its own, so that none suffers from another."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import closing
from threading import Event, Thread
from urllib.parse import urlsplit

import httpx
from attrs import frozen

from ...core import VERSION
from ...core.contract.probe.exchange import Exchange, NoResponse, ProbeRequest, Response, Tokens
from ...core.parsing.text import shortened
from ..delivery.answer import received
from ..delivery.client import ClientSettings
from ..delivery.time_limit import NoThread, Watch

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
        patience: how many seconds to wait for a connection, and for each part of an answer.
    """

    settings: ClientSettings
    tokens: Tokens
    sleep: Callable[[float], None]
    patience: float = 30.0

    def at_once(self, requests: Sequence[ProbeRequest]) -> tuple[Exchange, ...]:
        """Send *requests* at once, and return each with its answer, in the same order."""
        start = Event()
        pending = [self._begin(request, start) for request in requests]
        start.set()
        wait(pending)
        return tuple(Exchange(request, ended.result()) for request, ended in zip(requests, pending, strict=True))

    def hide(self, text: str) -> str:
        """Return *text* without the tokens, and without the password of the proxy."""
        return self.settings.hide(self.tokens.hide(text))

    def _begin(self, request: ProbeRequest, start: Event) -> Future[Response | NoResponse]:
        """Start a thread that sends *request*; a daemon, because nobody waits for it after an interrupt."""
        answer: Future[Response | NoResponse] = Future()

        def send() -> None:
            start.wait()
            try:
                answer.set_result(self._in_time(request))
            except BaseException as error:  # noqa: BLE001 - it is raised in the thread that waits
                answer.set_exception(error)

        try:
            Thread(target=send, daemon=True).start()
        except RuntimeError as error:  # the system has no room for another thread
            answer.set_result(NoResponse(str(error), has_left=False))
        return answer

    def _in_time(self, request: ProbeRequest) -> Response | NoResponse:
        seconds = 2 * self.patience + request.pause + request.size / _SLOWEST
        with closing(Watch()) as watch:
            try:
                ended = watch.run(
                    lambda: self._send(request, watch), seconds, peer=urlsplit(request.url).netloc, abandon=_ignore
                )
            except NoThread as error:
                return NoResponse(str(error), has_left=False)
            late = NoResponse(f"none within {seconds:.0f} seconds", has_left=True, is_late=True)
            return late if watch.is_over else ended.result()

    def _send(self, request: ProbeRequest, watch: Watch) -> Response | NoResponse:
        try:
            with (
                self.settings.client() as client,
                client.stream(
                    request.method,
                    request.url,
                    headers=self._headers(request),
                    content=None if request.method == "GET" else self._body(request),
                    timeout=self.patience,
                    extensions={"trace": watch.trace},
                ) as response,
            ):
                answer = received(response)
        except (httpx.TransportError, httpx.InvalidURL, OSError, UnicodeError) as error:
            reason = shortened(self.hide(str(error) or type(error).__name__))
            has_left = not isinstance(error, _UNSENT)
            return NoResponse(reason, has_left, is_late=has_left and isinstance(error, httpx.TimeoutException))
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


def _ignore() -> None:
    pass
