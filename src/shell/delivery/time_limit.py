"""Ends what a socket is doing when its time is over.

The timeouts of an HTTP client are for each single wait, so that a server which sends a byte now and then is waited for
without end. A watch shuts the connection down from outside, whatever is going on there.
"""

import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Timer


class Watch:
    """Watches over one connection, which may be kept for several requests."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self.is_over = False

    @contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """End the connection if what is done meanwhile takes longer than *seconds*; `is_over` says so."""
        self.is_over = False
        timer = Timer(seconds, self._end)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def trace(self, event: str, details: Mapping[str, object]) -> None:
        """Take hold of the connection when it comes about: the ``trace`` extension of ``httpcore``."""
        if event == "connection.connect_tcp.complete":
            opened = getattr(details.get("return_value"), "get_extra_info", lambda _name: None)("socket")
            if isinstance(opened, socket.socket):
                self.close()
                # A descriptor of our own: that of the client goes away when TLS takes the socket over.
                self._socket = socket.socket(fileno=os.dup(opened.fileno()))

    def close(self) -> None:
        """Let go of the connection."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _end(self) -> None:
        self.is_over = True
        if self._socket is not None:
            with suppress(OSError):  # it has ended by itself
                self._socket.shutdown(socket.SHUT_RDWR)
