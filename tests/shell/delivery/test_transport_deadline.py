"""A request ends in time, whatever the server does."""

import logging
import re
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from math import inf, nan
from signal import SIGINT, pthread_kill
from threading import Event
from time import monotonic, sleep

import httpx
import pytest
from attrs import evolve, frozen
from typing_extensions import override

from tests.support.packed import Whole
from tests.support.patience import FOREVER, PROMPTLY
from tests.support.requests import BODY, PACKED, post, request_to
from tests.support.scripted_server import Reply, http, scripted
from trackpost.core.delivery.publish import PublishRequest
from trackpost.core.delivery.verdict import Delivered, EffectUnknown, Unreachable, Verdict
from trackpost.shell.delivery.client import ClientSettings, client_settings
from trackpost.shell.delivery.transport import ExchangeInterrupted, connection_to
from trackpost.shell.waiting import WAITING

LIMIT = 0.4
PATIENT = 60.0
"""Seconds for each wait: without a deadline, the tests would take as long."""
LATE = "the deadline has passed"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + b" " * 99 + b"1"
LARGE = 32 * 1024 * 1024

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


def large(url: str, extra_bytes: int = LARGE) -> PublishRequest:
    """Return a request with *extra_bytes* of padding."""
    return request_to(url, snapshot=evolve(PACKED, body=Whole(BODY + b" " * extra_bytes)))


def timed(url: str, extra_bytes: int = 0) -> tuple[Verdict, float]:
    """Post with a long timeout for each wait and a short limit for the whole exchange."""
    began = monotonic()
    return post(large(url, extra_bytes), PATIENT, LIMIT), monotonic() - began


@pytest.mark.parametrize("reply", SLOW.values(), ids=SLOW.keys())
def test_an_answer_that_never_ends(reply: Reply) -> None:
    """The request was sent, so its effect is unknown when the time is up."""
    with scripted(reply) as server:
        verdict, took = timed(server.url)
    assert verdict == EffectUnknown(LATE)
    assert LIMIT <= took < PROMPTLY


@contextmanager
def deaf() -> Iterator[socket.socket]:
    """Run a server that accepts connections but never reads from them."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        listener.settimeout(FOREVER)
        yield listener


def url_of(listener: socket.socket, scheme: str = "http") -> str:
    """Return the URL of a listener."""
    return f"{scheme}://127.0.0.1:{listener.getsockname()[1]}"


def rest(listener: socket.socket) -> int:
    """Accept the waiting connection, and return how many bytes arrive on it."""
    connection, _ = listener.accept()
    with connection:
        connection.settimeout(FOREVER)
        return sum(map(len, iter(lambda: connection.recv(65_536), b"")))


def test_a_body_that_nobody_reads() -> None:
    """Sending stops when the time is up, and the rest is not sent later."""
    with deaf() as listener:
        verdict, took = timed(url_of(listener), extra_bytes=LARGE)
        assert rest(listener) < LARGE
    assert verdict == EffectUnknown(LATE)
    assert took < PROMPTLY


def test_a_handshake_that_never_ends() -> None:
    """No part of the request was sent, so it has no effect."""
    with deaf() as listener:
        verdict, took = timed(url_of(listener, "https"))
    assert verdict == Unreachable(LATE)
    assert took < PROMPTLY


@frozen
class Slow(ClientSettings):
    """Settings of a client that waits before it connects, as during a slow look-up of a name."""

    wait: Callable[[], object]

    @override
    def client(self) -> httpx.Client:
        """Return a client with a slow transport."""
        return httpx.Client(transport=_SlowTransport(self.wait))


class _SlowTransport(httpx.HTTPTransport):
    def __init__(self, wait: Callable[[], object]) -> None:
        super().__init__()
        self._wait = wait

    @override
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self._wait()
        return super().handle_request(request)


def slow(url: str, wait: Callable[[], object]) -> Slow:
    """Return the settings for *url*."""
    settings = client_settings({}, url).unwrap()
    return Slow(settings.proxy, settings.tls, wait)


def test_a_connection_that_is_too_late() -> None:
    """Nothing is sent on a late connection, and the caller does not wait for it."""
    may_connect = Event()
    with deaf() as listener, connection_to(slow(url_of(listener), may_connect.wait)) as connection:
        verdict = connection.post(request_to(url_of(listener)), PATIENT, LIMIT)
        may_connect.set()
        assert rest(listener) == 0
    assert verdict == Unreachable(LATE)


def test_no_request_after_a_deadline() -> None:
    """After a request that ran out of time, the connection sends no other request."""
    with scripted(Reply(holds=True)) as server, connection_to(client_settings({}, server.url).unwrap()) as connection:
        first = connection.post(request_to(server.url), PATIENT, LIMIT)
        second = connection.post(request_to(server.url), PATIENT, LIMIT)
    assert (first, second) == (EffectUnknown(LATE), Unreachable(LATE))
    assert len(server.asked) == 1


def test_a_wait_for_a_connection_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """The log says until when the client waits for a connection."""
    caplog.set_level(logging.INFO, WAITING)
    with scripted(http(200, b"1")) as server, connection_to(slow(server.url, lambda: sleep(1.2))) as connection:
        verdict = connection.post(request_to(server.url), PATIENT, PATIENT)
    assert isinstance(verdict, Delivered)
    (line,) = [record.message for record in caplog.records if "waiting" in record.message]
    host = server.url.removeprefix("http://")
    assert re.fullmatch(rf"waiting until [0-9:]{{8}}: no connection to {re.escape(host)} yet", line)


TIMES: Mapping[str, tuple[float, float]] = {
    "zero": (10, 0),
    "negative": (10, -1),
    "zero for a wait": (0, 10),
    "negative for a wait": (-1, 10),
    "not a number": (10, nan),
    "not a number for a wait": (nan, 10),
}


@pytest.mark.parametrize(("timeout", "seconds"), TIMES.values(), ids=TIMES.keys())
def test_no_time_at_all(timeout: float, seconds: float) -> None:
    """Without time, nothing is sent and nothing is raised."""
    with scripted() as server:
        assert post(request_to(server.url), timeout, seconds) == Unreachable(LATE)
    assert server.asked == []


@pytest.mark.parametrize("seconds", [5e-324, 1e-9, 1e-6])
def test_hardly_any_time(seconds: float) -> None:
    """A very short time does not raise."""
    with scripted(Reply(holds=True)) as server:
        verdict = post(request_to(server.url), seconds, seconds)
    assert isinstance(verdict, Unreachable | EffectUnknown)


def test_an_infinite_time() -> None:
    """The system's clocks cannot count an infinite time, and need not."""
    with scripted() as server:
        assert isinstance(post(request_to(server.url), inf, inf), Delivered)


def test_unreachable_means_that_nothing_arrived() -> None:
    """This holds for a deadline during connecting, sending or reading."""
    times = {f"/{number}": number % 50 * 1e-4 for number in range(150)}
    with scripted() as server:
        verdicts = {path: post(request_to(server.url + path), 5, seconds) for path, seconds in times.items()}
    bodies = {asked.path[: asked.path.index("/", 1)]: asked.body for asked in server.asked}
    assert {type(verdict) for verdict in verdicts.values()} <= {Delivered, EffectUnknown, Unreachable}
    for path, verdict in verdicts.items():
        assert not isinstance(verdict, Unreachable) or bodies.get(path, b"") == b""
        assert not isinstance(verdict, Delivered) or bodies[path] == BODY


def test_a_quick_answer_is_not_cut_off() -> None:
    """An answer within the limit arrives completely."""
    with scripted(http(200, b"1")) as server:
        verdict = post(request_to(server.url), PATIENT, PATIENT)
    assert isinstance(verdict, Delivered)


def test_the_limit_of_one_request_does_not_end_the_next() -> None:
    """Each request on a connection has its own time limit."""
    limit = 2.0
    kept = evolve(http(200, b"1", {"Connection": "keep-alive"}), keeps=True)
    with scripted(kept) as server, connection_to(client_settings({}, server.url).unwrap()) as connection:
        until = monotonic() + 1.5 * limit
        verdicts = [connection.post(request_to(server.url), PATIENT, limit)]
        while monotonic() < until:
            sleep(0.1)
            verdicts.append(connection.post(request_to(server.url), PATIENT, limit))
    assert {type(verdict) for verdict in verdicts} == {Delivered}
    assert {asked.connection for asked in server.asked} == {0}


def interrupted(post_it: Callable[[], Verdict], when: Callable[[], bool]) -> ExchangeInterrupted:
    """Post, press Ctrl-C once *when* is true, and return the exception."""
    main = threading.get_ident()

    def press() -> None:
        sleep(0.2)  # until the request has started
        while not when():
            sleep(0.01)
        pthread_kill(main, SIGINT)

    threading.Thread(target=press).start()
    began = monotonic()
    with pytest.raises(KeyboardInterrupt) as caught:
        post_it()
    assert monotonic() - began < PROMPTLY
    assert isinstance(caught.value, ExchangeInterrupted)
    return caught.value


def test_an_interrupt_while_the_answer_is_awaited() -> None:
    """The body was sent, so the effect is unknown, and the exception says so."""
    with scripted(Reply(holds=True)) as server:
        raised = interrupted(lambda: post(request_to(server.url), PATIENT), lambda: bool(server.asked))
    assert raised.has_left


def test_an_interrupt_before_there_is_a_connection() -> None:
    """Nothing was sent, and nothing is sent afterwards."""
    may_connect = Event()
    with deaf() as listener, connection_to(slow(url_of(listener), may_connect.wait)) as connection:
        raised = interrupted(lambda: connection.post(request_to(url_of(listener)), PATIENT, PATIENT), lambda: True)
        may_connect.set()
        assert rest(listener) == 0
    assert not raised.has_left


def test_no_memory_for_a_thread() -> None:
    """Nothing is sent, and the verdict has the reason of the system."""
    with deaf() as listener, connection_to(client_settings({}, url_of(listener)).unwrap()) as connection:
        normal = threading.stack_size(2**46)
        try:
            verdict = connection.post(request_to(url_of(listener)), PATIENT, PATIENT)
        finally:
            threading.stack_size(normal)
    assert verdict == Unreachable("can't start new thread", may_pass=False)
