"""Slow clients: the server does not wait for them, and they do not block others."""

import socket
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from select import select
from time import sleep
from typing import ClassVar

import pytest

from tests.support.patience import FOREVER
from tests.support.raw_http import SOUND, answer_on, asked, connected, head_of, is_closed, with_length
from tests.support.reference_server import reference_server
from tests.support.requests import BODY
from trackpost.shell.server.read_back import RECEIVED_PATH
from trackpost.shell.server.slow_clients import ImpatientProtocol


class Hasty(ImpatientProtocol):
    """Waits a third of a second, and a second more for each kilobyte."""

    grace_seconds: ClassVar[float] = 0.3
    bytes_per_second: ClassVar[int] = 1000


class Calm(Hasty):
    """Waits two seconds, so that a busy machine does not look like a slow client."""

    grace_seconds: ClassVar[float] = 2.0


def _half_a_head(url: str) -> bytes:
    return head_of(url, SOUND)[:-10]


def _half_a_body(url: str) -> bytes:
    return head_of(url, with_length(SOUND)) + BODY[:50]


def _half_a_chunk(url: str) -> bytes:
    return head_of(url, (*SOUND, ("Transfer-Encoding", "chunked"))) + b"ff\r\n{"


def _nothing(_url: str) -> bytes:
    return b""


PARTS: Mapping[str, Callable[[str], bytes]] = {
    "half a head": _half_a_head,
    "half a body": _half_a_body,
    "half a chunk": _half_a_chunk,
}


@pytest.fixture(scope="module")
def hasty() -> Iterator[str]:
    """Run one server for all clients that are too slow."""
    with reference_server(protocol=Hasty) as url:
        yield url


@pytest.mark.parametrize("part_of", PARTS.values(), ids=PARTS.keys())
def test_a_client_that_stops(part_of: Callable[[str], bytes], hasty: str) -> None:
    """The client gets a 408 and is disconnected, and nothing is recorded."""
    with connected(hasty) as client:
        client.sendall(part_of(hasty))
        answer = answer_on(client)
        assert is_closed(client)
    assert asked(hasty, (), b"", "GET", RECEIVED_PATH).content == b"[]"
    assert (answer.status, answer.code, answer.headers["connection"]) == (408, "request_timeout", "close")


def test_a_client_that_sends_nothing(hasty: str) -> None:
    """The server closes the connection without an answer."""
    with connected(hasty) as client:
        assert is_closed(client)


def _is_cut_off(client: socket.socket) -> bool:
    """Send a byte now and then, and say whether the server closes the connection before the client is done."""
    for _ in range(400):
        try:
            client.sendall(b"x")
        except OSError:
            return True
        sleep(0.05)
    return False


@pytest.mark.parametrize("part_of", [_half_a_head, _half_a_body], ids=["head", "body"])
def test_a_client_that_trickles(part_of: Callable[[str], bytes], hasty: str) -> None:
    """A client that sends a byte now and then gets a 408, too."""
    with connected(hasty) as client, ThreadPoolExecutor(1) as pool:
        client.sendall(part_of(hasty))
        cut_off = pool.submit(_is_cut_off, client)
        assert answer_on(client).status == 408
        assert cut_off.result(FOREVER)


def test_a_refused_client_that_continues_to_send() -> None:
    """The server drops the rest for a while, then closes the connection."""
    with (
        reference_server(token="right", protocol=Hasty) as url,
        connected(url) as client,
        ThreadPoolExecutor(1) as pool,
    ):
        client.sendall(head_of(url, (*SOUND, ("Content-Length", str(10**9)))))
        assert answer_on(client).status == 401
        cut_off = pool.submit(_is_cut_off, client)
        assert is_closed(client)
        assert cut_off.result(FOREVER)


def test_a_steady_client_gets_more_time() -> None:
    """A slow client that keeps sending may take several times as long."""
    body = BODY + b" " * 3_000
    with reference_server(protocol=Calm) as url, connected(url) as client:
        client.sendall(head_of(url, with_length(SOUND, body)))
        for start in range(0, len(body), 500):
            client.sendall(body[start : start + 500])
            sleep(0.4)
        assert answer_on(client).status == 202


def test_a_connection_is_used_again() -> None:
    """Each request on a connection has its own time limit."""
    with reference_server(protocol=Calm) as url, connected(url) as client:
        for _ in range(4):
            client.sendall(head_of(url, with_length(SOUND)))
            sleep(0.4)
            client.sendall(BODY)
            assert answer_on(client).status == 202
            sleep(0.2)


def test_a_late_header_on_a_connection_in_use() -> None:
    """A late request on a used connection gets a 408, too."""
    with reference_server(protocol=Hasty) as url, connected(url) as client:
        client.sendall(head_of(url, with_length(SOUND)) + BODY)
        assert answer_on(client).status == 202
        client.sendall(_half_a_head(url))
        assert answer_on(client).status == 408
        assert is_closed(client)


def test_a_hundred_slow_clients() -> None:
    """Other requests are answered meanwhile, and then the slow clients are disconnected."""
    parts = [*PARTS.values(), _nothing]
    with reference_server(protocol=Calm) as url, ExitStack() as stack:
        clients = [stack.enter_context(connected(url)) for _ in range(100)]
        for number, client in enumerate(clients):
            client.sendall(parts[number % 4](url))
        assert asked(url, SOUND).status == 202
        ended, _, _ = select(clients, [], [], 0)
        ends = [b"".join(iter(lambda: client.recv(4096), b""))[:13] for client in clients]  # noqa: B023 - at once
    assert (len(ended), ends.count(b"HTTP/1.1 408 "), ends.count(b"")) == (0, 75, 25)
