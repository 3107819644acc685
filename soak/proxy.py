"""A proxy on loopback, between the publishers and the server, that does mischief and remembers what it did."""

import socket
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from random import Random
from threading import Thread
from time import sleep, time
from types import TracebackType
from typing import Self

from attrs import define, evolve

from .history import Request
from .mischief import PASSED_ON, Mischief, OwnAnswer, draw
from .sockets import LOOPBACK, Door, Message, connected, give, is_gone, read_message, reset_on_close
from .wire import Head, compressed, encoded, publish_of

_BAD_GATEWAY = OwnAnswer(status=502, fields={"Content-Type": "text/html"}, body=b"<html>no server</html>")
_PATIENCE = 15.0
"""Seconds for the server to answer, and for a publisher to hang up."""

Chance = Callable[[int, int], Random]
"""Returns the chance by which the mischief for a publish is drawn: its number, and that of its request."""


@define
class _Exchange:
    """One request on its way."""

    client: socket.socket
    head: Head
    mischief: Mischief
    request: Request
    body: bytes = b""


class Proxy:
    """The proxy while it runs.

    Args:
        chance: see `Chance`.

    Attributes:
        server: the port of the server; None while it is down.
        is_kind: it passes everything on.
        requests: what it did.
    """

    def __init__(self, chance: Chance) -> None:
        self.server: int | None = None
        self.is_kind = True
        self.requests: list[Request] = []
        self._chance = chance
        self._counts = Counter[int]()
        self._threads: list[Thread] = []
        self.door = Door()
        self._welcoming = Thread(target=self._welcome, daemon=True)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{LOOPBACK}:{self.door.port}"

    def __enter__(self) -> Self:
        """Begin to listen."""
        self._welcoming.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let nobody in any more, and end what is under way."""
        self.door.close()
        self._welcoming.join(_PATIENCE)
        self.wait()

    def wait(self) -> None:
        """Wait until all requests that were taken have been dealt with."""
        for thread in tuple(self._threads):
            thread.join(2 * _PATIENCE)

    def _welcome(self) -> None:
        for client in self.door.visitors():
            thread = Thread(target=self._converse, args=(client,), daemon=True)
            self._threads = [one for one in self._threads if one.is_alive()] + [thread]
            thread.start()

    def _converse(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            client.settimeout(_PATIENCE)
            while (exchange := self._met(client)) is not None and self._exchanged(exchange):
                pass

    def _met(self, client: socket.socket) -> _Exchange | None:
        """Return the next request, of which only the head has been read."""
        message = read_message(client, share=0.0)
        if message is None:
            return None
        number = publish_of(message.head)
        self._counts[number] += 1
        name, mischief = (PASSED_ON, Mischief()) if self.is_kind else draw(self._chance(number, self._counts[number]))
        request = Request(
            publish=number,
            key=message.head.field("idempotency-key"),
            digest=None,
            began=time(),
            mischief=name,
            ended=0.0,
        )
        return _Exchange(client, message.head, mischief, request, message.body)

    def _exchanged(self, exchange: _Exchange) -> bool:
        """Do the mischief, and return whether another request may come on this connection."""
        try:
            with suppress(OSError):  # the publisher is gone, which changes nothing for the server
                _take(exchange)
            sleep(exchange.mischief.holds)
            answer = self._passed(exchange)
            sleep(exchange.mischief.delays)
            return _answered(exchange, answer)
        finally:
            self.requests.append(evolve(exchange.request, ended=time()))

    def _passed(self, exchange: _Exchange) -> Message | None:
        """Pass as much of the request on as the mischief wants, and return the server's answer if there is one."""
        server, share = self.server, exchange.mischief.passes
        if not share or server is None:
            return None
        try:
            with connected(server, _PATIENCE) as line:
                answer = _asked(exchange, line, server)
        except OSError:  # the server is gone
            return None
        if answer is not None:
            exchange.request = evolve(exchange.request, status=answer.head.status, answered_at=time())
        return answer


def _take(exchange: _Exchange) -> None:
    wanted = int(exchange.head.length * exchange.mischief.takes)
    while len(exchange.body) < wanted:
        piece = exchange.client.recv(min(wanted - len(exchange.body), 65_536))
        if not piece:
            return
        exchange.body += piece
    if wanted == exchange.head.length:
        exchange.request = evolve(exchange.request, digest=sha256(exchange.body).hexdigest())
    if exchange.mischief.hangs_up:
        exchange.client.shutdown(socket.SHUT_WR)


def _asked(exchange: _Exchange, line: socket.socket, server: int) -> Message | None:
    body = exchange.body[: int(exchange.head.length * exchange.mischief.passes)]
    is_whole = len(body) == exchange.head.length
    exchange.request = evolve(exchange.request, passed="everything" if is_whole else "a part", passed_at=time())
    head = exchange.head.replaced(host=f"{LOOPBACK}:{server}")
    line.sendall(head.encoded() + body)
    return read_message(line) if is_whole else None


def _answered(exchange: _Exchange, answer: Message | None) -> bool:
    mischief = exchange.mischief
    if mischief.takes == 1.0 and mischief.gives:
        own = mischief.answer or (None if answer else _BAD_GATEWAY)
        content = _content(answer, gzips=mischief.gzips) if own is None and answer else encoded(own or _BAD_GATEWAY)
        was_there = not is_gone(exchange.client)
        give(exchange.client, content[: int(len(content) * mischief.gives)], mischief.pace)
        if was_there and mischief.gives == 1.0 and not mischief.hangs_up:
            _note_told(exchange, answer, own)
    return _ended(exchange)


def _note_told(exchange: _Exchange, answer: Message | None, own: OwnAnswer | None) -> None:
    if own is not None:
        exchange.request = evolve(exchange.request, told=own.status, retry_after=own.retry_after)
    elif answer is not None:
        exchange.request = evolve(exchange.request, told=answer.head.status)


def _content(answer: Message, *, gzips: bool) -> bytes:
    head, body = compressed(answer.head, answer.body) if gzips else (answer.head, answer.body)
    return head.encoded() + body


def _ended(exchange: _Exchange) -> bool:
    match exchange.mischief.ends:
        case "keep":
            return True
        case "close":
            return False
        case "reset":
            reset_on_close(exchange.client)
            return False
        case "freeze":
            while exchange.client.recv(65_536):
                pass
            return False
