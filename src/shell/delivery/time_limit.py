"""Ends what goes over a connection when its time is over, whatever is going on there.

The timeouts of an HTTP client are for each single wait: for each address of a name, for each byte of an answer. None
of them reaches into the look-up of a name. So a request runs in a thread of its own, and the one who waits for it cuts
the connection when the time is over, and waits no longer.
"""

import os
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, wait
from contextlib import suppress
from math import inf
from threading import Lock, Thread
from time import monotonic
from typing import TypeVar

from ..waiting import waiting

_Value = TypeVar("_Value")

PATIENCE = 1.0
"""Seconds without an end until somebody is told."""


class Cut(Exception):  # noqa: N818 - it says what is so
    """The time is over, so nothing may leave any more."""


class NoThread(Exception):  # noqa: N818 - as above
    """The system has no room for another thread."""


class Watch:
    """Watches over the connection of one client, which may be kept for several requests, and cuts it in time.

    What is cut stays cut: bytes that have not left do not leave, and a connection that comes about later is shut at
    once.

    Attributes:
        is_over: the connection is cut.
        has_left: bytes of the request may have left.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._socket: socket.socket | None = None
        self._until = inf
        self.is_over = False
        self.has_left = False

    def run(
        self,
        work: Callable[[], _Value],
        seconds: float,
        *,
        peer: str,
        abandon: Callable[[], None],
    ) -> Future[_Value]:
        """Run *work* in a thread, and return when it has ended; else cut the connection, so that `is_over`.

        Args:
            work: sends one request over the connection.
            seconds: how long it may take.
            peer: who is waited for, if that takes long.
            abandon: called when *work* has ended after all, if nobody waits for it any more.

        Raises:
            NoThread: *work* was not begun.
        """
        self.has_left, self._until = False, monotonic() + seconds
        ended: Future[_Value] = Future()
        try:
            _start(work, ended)
            wait([ended], min(seconds, PATIENCE))
            if not ended.done() and seconds > PATIENCE:
                what = "connection to" if self._socket is None else "answer from"
                with waiting(f"no {what} {peer} yet", seconds - PATIENCE):
                    wait([ended], seconds - PATIENCE)
        finally:  # also if the wait is interrupted
            if self.is_over or not ended.done():
                self._cut()
                ended.add_done_callback(lambda _ended: abandon())
        return ended

    def passing(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Return *chunks* as long as they may leave."""
        for chunk in chunks:
            self._leave()
            yield chunk

    def trace(self, event: str, details: Mapping[str, object]) -> None:
        """Take hold of the connection when it comes about, and of the request: the ``trace`` extension of ``httpcore``.

        The headers leave by themselves, before the body, so what has begun to leave is not told by the body alone.

        Raises:
            Cut: nothing may leave any more.
        """
        if event.endswith("connect_tcp.complete"):  # to the server, or to a proxy of any kind
            opened = getattr(details.get("return_value"), "get_extra_info", lambda _name: None)("socket")
            if isinstance(opened, socket.socket):
                self._take(opened)
        elif event.endswith("send_request_headers.started") and not _is_for_the_proxy(details.get("request")):
            self._leave()

    def close(self) -> None:
        """Let go of the connection."""
        with self._lock:
            self._let_go()

    def _leave(self) -> None:
        with self._lock:
            self._cut_if_late()
            if self.is_over:
                raise Cut
            self.has_left = True

    def _take(self, opened: socket.socket) -> None:
        with self._lock:
            self._let_go()
            # A descriptor of our own, because TLS takes the client's socket over and leaves an empty one behind.
            self._socket = socket.socket(fileno=os.dup(opened.fileno()))
            self._cut_if_late()
            if self.is_over:
                self._shut()
                self._let_go()  # nobody else will

    def _cut(self) -> None:
        with self._lock:
            self.is_over = True
            self._shut()

    def _cut_if_late(self) -> None:
        """Cut the connection in the thread that uses it: the one who waits may be late, on a busy machine."""
        if monotonic() >= self._until:
            self.is_over = True
            self._shut()

    def _shut(self) -> None:
        if self._socket is not None:
            with suppress(OSError):  # it has ended by itself
                self._socket.shutdown(socket.SHUT_RDWR)

    def _let_go(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def _is_for_the_proxy(request: object) -> bool:
    return getattr(request, "method", b"") == b"CONNECT"


def _start(work: Callable[[], _Value], ended: Future[_Value]) -> None:
    try:
        Thread(target=_fulfil, args=(work, ended), daemon=True).start()
    except RuntimeError as error:
        raise NoThread(str(error)) from error


def _fulfil(work: Callable[[], _Value], ended: Future[_Value]) -> None:
    try:
        ended.set_result(work())
    except BaseException as error:  # noqa: BLE001 - it is raised in the thread that waits
        ended.set_exception(error)
