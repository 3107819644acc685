"""A request ends in time, whatever the server does."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import monotonic

import pytest
from attrs import evolve

from tests.support.packed import Whole
from tests.support.requests import BODY, PACKED, post, request_to
from tests.support.scripted_server import Reply, http, scripted
from trackpost.core.delivery.verdict import Delivered, EffectUnknown, Unreachable, Verdict

LIMIT = 0.4
LATE = "the deadline has passed"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + b" " * 99 + b"1"

SLOW: Mapping[str, Reply] = {
    "a server that never answers": Reply(holds=True),
    "a trickled status line": Reply(content=ANSWER, pause=0.1),
    "a trickled header": Reply(content=b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200, pause=0.01),
    "a trickled body": Reply(content=b"HTTP/1.1 200 OK\r\n\r\n" + b"1" * 200, pause=0.01),
    "a trickled chunk": Reply(
        content=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\n1\r\n" * 40, pause=0.005
    ),
    "answers before the answer": Reply(content=b"HTTP/1.1 100 Continue\r\n\r\n" * 40, pause=0.003),
}


def timed(url: str, extra_bytes: int = 0) -> tuple[Verdict, float]:
    """Post with all the patience in the world for a single wait, and little for all of it."""
    snapshot = evolve(PACKED, body=Whole(BODY + b" " * extra_bytes))
    began = monotonic()
    return post(request_to(url, snapshot=snapshot), 30, LIMIT), monotonic() - began


@pytest.mark.parametrize("reply", SLOW.values(), ids=SLOW.keys())
def test_an_answer_that_does_not_come_to_its_end(reply: Reply) -> None:
    """The request had left: what came of it is unknown, and one does not wait for it any longer."""
    with scripted(reply) as server:
        verdict, took = timed(server.url)
    assert verdict == EffectUnknown(LATE)
    assert LIMIT <= took < LIMIT + 0.5


@contextmanager
def deaf() -> Iterator[str]:
    """Run a server that takes connections, and reads nothing of what comes on them."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        yield f"127.0.0.1:{listener.getsockname()[1]}"


def test_a_body_that_nobody_reads() -> None:
    """It hangs in the middle of sending."""
    with deaf() as address:
        verdict, took = timed(f"http://{address}", extra_bytes=32 * 1024 * 1024)
    assert verdict == EffectUnknown(LATE)
    assert took < LIMIT + 0.5


def test_a_handshake_that_does_not_come_to_its_end() -> None:
    """Nothing of the request has left, so nothing can have an effect."""
    with deaf() as address:
        verdict, took = timed(f"https://{address}")
    assert verdict == Unreachable(LATE)
    assert took < LIMIT + 0.5


def test_a_quick_answer_is_not_cut_off() -> None:
    """The time for it was long enough."""
    with scripted(http(200, b"1")) as server:
        verdict, _ = timed(server.url)
    assert isinstance(verdict, Delivered)


def test_no_timer_outlives_its_request() -> None:
    """The connection of a later request is not shut down by the time of an earlier one."""
    with scripted(http(200, b"1")) as server:
        verdicts = [timed(server.url)[0] for _ in range(3)]
        began = monotonic()
        while monotonic() - began < LIMIT:
            verdicts.append(timed(server.url)[0])
    assert {type(verdict) for verdict in verdicts} == {Delivered}
