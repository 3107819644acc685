"""A watch cuts its connection, whichever comes first: the connection, or the end of the time."""

import socket
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from threading import Event

import httpcore
import pytest
from attrs import frozen

from tests.support.patience import FOREVER
from trackpost.shell.delivery.time_limit import Cut, Watch

ROUNDS = 100


@frozen
class Watched:
    """A watch, and both ends of a connection."""

    watch: Watch
    near: socket.socket
    far: socket.socket

    def get_extra_info(self, _name: str) -> socket.socket:
        """Return the socket, as a stream of httpcore does."""
        return self.near

    def connect(self) -> None:
        """Report the connection."""
        self.watch.trace("connection.connect_tcp.complete", {"return_value": self})

    def time_out(self) -> None:
        """Run something that takes too long."""
        ended = Event()
        self.watch.run(ended.wait, 0.001, peer="kitty", abandon=lambda: None)
        ended.set()

    def close(self) -> None:
        """Close the watch."""
        self.watch.close()


@pytest.fixture
def watched() -> Iterator[Watched]:
    """Return a watch with a connection that it does not know yet."""
    with watching() as watched:
        yield watched


@contextmanager
def watching() -> Iterator[Watched]:
    """Open both ends, and close everything in the end."""
    near, far = socket.socketpair()
    far.settimeout(FOREVER)
    watch = Watch()
    with near, far:
        yield Watched(watch, near, far)
        watch.close()


Step = Callable[[Watched], None]
ORDERS: Mapping[str, tuple[Step, ...]] = {
    "the connection first": (Watched.connect, Watched.time_out),
    "the end of the time first": (Watched.time_out, Watched.connect),
    "a connection before, and one after": (Watched.connect, Watched.time_out, Watched.connect),
    "closed in the end": (Watched.connect, Watched.time_out, Watched.close),
}


@pytest.mark.parametrize("steps", ORDERS.values(), ids=ORDERS.keys())
def test_the_connection_is_cut(steps: tuple[Step, ...], watched: Watched) -> None:
    """The other side sees the end, and nothing more of a body may leave."""
    for step in steps:
        step(watched)
    assert watched.far.recv(1) == b""
    with pytest.raises(Cut):
        next(watched.watch.passing([b"body"]))


def test_a_watch_that_is_closed_in_time(watched: Watched) -> None:
    """The connection stays open: the watch only lets go of it."""
    watched.connect()
    watched.close()
    watched.near.sendall(b"x")
    assert watched.far.recv(1) == b"x"


def test_everything_at_once() -> None:
    """However the end of the time, two connections and the close meet, nothing is raised, and a connection is cut."""
    steps: tuple[Step, ...] = (Watched.connect, Watched.time_out, Watched.close, Watched.connect)
    with ThreadPoolExecutor(len(steps)) as pool:
        for _ in range(ROUNDS):
            with watching() as watched:
                for step in [pool.submit(step, watched) for step in steps]:
                    step.result(FOREVER)
                watched.connect()
                assert watched.far.recv(1) == b""


def test_nothing_leaves_after_the_time_even_if_nobody_has_cut_yet() -> None:
    """The thread that sends looks at the clock itself, since the one that waits may wake up late."""
    for _ in range(ROUNDS):
        with watching() as watched:
            passed = watched.watch.passing([b"late"])
            ended: Future[list[bytes]] = watched.watch.run(
                partial(list, passed), 0.0, peer="kitty", abandon=lambda: None
            )
            assert isinstance(ended.exception(FOREVER), Cut)
            assert not watched.watch.has_left
            assert watched.watch.is_over


HEADERS = "http11.send_request_headers.started"
REQUESTS: Mapping[bytes, bool] = {b"POST": True, b"CONNECT": False}


@pytest.mark.parametrize(("method", "has_left"), REQUESTS.items(), ids=["to the server", "to a proxy"])
def test_headers_leave_too(method: bytes, has_left: object, watched: Watched) -> None:
    """They leave before the body; those that ask a proxy for the way are not of the request."""
    details = {"request": httpcore.Request(method, "https://kitty.example/")}
    ended = watched.watch.run(
        partial(watched.watch.trace, HEADERS, details), FOREVER, peer="kitty", abandon=lambda: None
    )
    ended.result(FOREVER)
    assert watched.watch.has_left is has_left


def test_no_headers_leave_after_the_time() -> None:
    """So nothing was sent, although there was a connection in time."""
    details = {"request": httpcore.Request(b"POST", "https://kitty.example/")}
    for _ in range(ROUNDS):
        with watching() as watched:
            watched.connect()
            ended = watched.watch.run(
                partial(watched.watch.trace, HEADERS, details), 0.0, peer="kitty", abandon=lambda: None
            )
            with pytest.raises(Cut):
                ended.result(FOREVER)
            assert (watched.watch.has_left, watched.far.recv(1)) == (False, b"")
