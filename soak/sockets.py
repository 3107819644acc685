"""Sockets on loopback: a door that can be shut, messages, and pieces of them."""

import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from select import select
from time import sleep

from attrs import frozen

from .wire import END_OF_HEAD, Head, parse_head

LOOPBACK = "127.0.0.1"
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
_PIECES = 12
"""Into how many pieces an answer is cut if it is given slowly."""
_A_WHILE = 0.05


@frozen
class Message:
    """A request or an answer: its head, and as much of its body as was read."""

    head: Head
    body: bytes


class Door:
    """A port that is listened at, or not: while it is shut, a connection is refused, and nobody else can take it."""

    def __init__(self) -> None:
        self._bound = _bound(0)
        self.port: int = self._bound.getsockname()[1]
        self._is_closed = False
        self._listening: socket.socket | None = None
        self.open()

    def open(self) -> None:
        """Let visitors in."""
        if self._listening is None:
            self._listening, self._bound = self._bound, _bound(self.port)
            self._listening.listen(64)

    def shut(self) -> None:
        """Refuse connections."""
        listening, self._listening = self._listening, None
        if listening is not None:
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            listening.close()

    def close(self) -> None:
        """Shut it for good."""
        self._is_closed = True
        self.shut()
        self._bound.close()

    def visitors(self) -> Iterator[socket.socket]:
        """Return each connection, until the door is closed."""
        while not self._is_closed:
            listening = self._listening
            try:
                if listening is None:
                    sleep(_A_WHILE)
                else:
                    yield listening.accept()[0]
            except OSError:  # it was shut meanwhile
                sleep(_A_WHILE)


def _bound(port: int) -> socket.socket:
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    bound.bind((LOOPBACK, port))
    return bound


def connected(port: int, patience: float) -> socket.socket:
    """Return a connection to a port of this machine."""
    return socket.create_connection((LOOPBACK, port), timeout=patience)


def read_message(line: socket.socket, share: float = 1.0) -> Message | None:
    """Return the next message, with at least this *share* of its body; None if there is none, or not as much."""
    content = b""
    while END_OF_HEAD not in content:
        piece = line.recv(65_536)
        if not piece:
            return None
        content += piece
    start, _, body = content.partition(END_OF_HEAD)
    head = parse_head(start)
    while len(body) < int(head.length * share):
        piece = line.recv(65_536)
        if not piece:
            return None
        body += piece
    return Message(head, body)


def is_gone(client: socket.socket) -> bool:
    """Return whether the other side has hung up."""
    readable, _, _ = select([client], [], [], 0.0)
    return bool(readable) and client.recv(1, socket.MSG_PEEK) == b""


def give(client: socket.socket, content: bytes, pace: float) -> None:
    """Send *content*, at once or piece by piece."""
    size = len(content) // _PIECES + 1 if pace else len(content)
    for start in range(0, len(content), size or 1):
        client.sendall(content[start : start + size])
        sleep(pace)


def reset_on_close(client: socket.socket) -> None:
    """Let the connection be reset when it is closed."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
