"""Does not wait for ever for the rest of a request: a connection that brings nothing costs what others need."""

import asyncio
from enum import Enum, auto
from typing import ClassVar

from typing_extensions import override
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from .refusals import TOO_SLOW
from .responses import encode

_BODY = encode(TOO_SLOW.complaint)
_ANSWER = (
    b"HTTP/1.1 408 Request Timeout\r\nContent-Type: application/json\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(_BODY), _BODY)
)


class _Part(Enum):
    """What of a request a connection is waiting for."""

    HEAD = auto()
    BODY = auto()
    DROPPED_BODY = auto()
    NOTHING = auto()


class ImpatientProtocol(H11Protocol):
    """HTTP over one connection, on which the head and then the body of each request must arrive in time.

    The server itself (`H11Protocol`) only limits how long a connection may rest between two requests. Here each part
    has `grace_seconds`, and one second more for each `bytes_per_second` that came. After an early answer there is only
    the grace, to drop the rest of the body.
    """

    grace_seconds: ClassVar[float] = 10.0
    bytes_per_second: ClassVar[int] = 64 * 1024

    _timer: asyncio.TimerHandle | None = None
    _began = 0.0
    _arrived = 0

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._begin()

    @override
    def data_received(self, data: bytes) -> None:
        before = self._request()
        self._arrived += len(data)
        super().data_received(data)
        if self._request() is not before:
            self._begin()  # with the body: the head is complete

    @override
    def on_response_complete(self) -> None:
        self._begin()
        super().on_response_complete()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._stop()

    def _request(self) -> RequestResponseCycle | None:
        """Return the request whose head came last; the server has none at first, whatever its type says."""
        return self.cycle

    def _part(self) -> _Part:
        match self._request():
            case RequestResponseCycle(response_complete=True, more_body=True):
                return _Part.DROPPED_BODY
            case RequestResponseCycle(response_complete=False, more_body=True):
                return _Part.BODY
            case RequestResponseCycle(response_complete=False):
                return _Part.NOTHING
            case _:
                return _Part.HEAD

    def _begin(self) -> None:
        self._stop()
        self._began, self._arrived = self.loop.time(), 0
        self._timer = self.loop.call_later(self.grace_seconds, self._look)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _look(self) -> None:
        """End the connection if a part of a request is overdue, or look again when it will be."""
        remaining = self._due() - self.loop.time()
        match self._part():
            case _Part.NOTHING:
                pass
            case _ if remaining > 0:
                self._timer = self.loop.call_later(remaining, self._look)
            case part:
                self._give_up(part)

    def _due(self) -> float:
        allowed = 0.0 if self._part() is _Part.DROPPED_BODY else self._arrived / self.bytes_per_second
        return self._began + self.grace_seconds + allowed

    def _give_up(self, part: _Part) -> None:
        if (part is _Part.HEAD and self._arrived) or (part is _Part.BODY and not self.cycle.response_started):
            self.transport.write(_ANSWER)
        if part is _Part.BODY:
            self.cycle.disconnected = True  # nobody else answers any more
        self.transport.close()
