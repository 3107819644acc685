"""Faults that the server shows on purpose, as a client sees them that writes its own bytes."""

import json
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from select import select
from time import monotonic

import pytest
from attrs import frozen

from tests.support.failing_server import BY_HEADER, failing_server, stored, wanting
from tests.support.raw_http import SOUND, Headers, answer_on, asked, connected, head_of, is_closed, with_length
from tests.support.requests import BODY
from trackpost.core.contract.fault_options import FaultOptions
from trackpost.shell.server.refusals import BY_CODE

OPTIONS: Mapping[str, Callable[[str], FaultOptions]] = {
    "answer": lambda value: FaultOptions(answer=value),
    "delay": lambda value: FaultOptions(delay=value),
    "hang-up": lambda value: FaultOptions(hang_up=value),
}


@frozen
class Asking:
    """A running server that shows one fault, and the headers of a request that meets it."""

    url: str
    headers: Headers

    @property
    def head(self) -> bytes:
        """The head of the request."""
        return head_of(self.url, with_length(self.headers))

    @contextmanager
    def sent(self) -> Iterator[socket.socket]:
        """Send the whole request."""
        with connected(self.url) as client:
            client.sendall(self.head + BODY)
            yield client


@contextmanager
def by_option(name: str, value: str) -> Iterator[Asking]:
    """Show the fault to every request."""
    with failing_server(OPTIONS[name](value)) as url:
        yield Asking(url, SOUND)


@contextmanager
def by_header(name: str, value: str) -> Iterator[Asking]:
    """Show the fault to a request that asks for it."""
    with failing_server(BY_HEADER) as url:
        yield Asking(url, wanting(f"{name}={value}"))


both_ways = pytest.mark.parametrize("showing", [by_option, by_header])
Showing = Callable[[str, str], AbstractContextManager[Asking]]

ON_PURPOSE = b"trackpost serve answers %d on purpose.\n"
ANSWERS: Mapping[str, tuple[str, int, Mapping[str, str], bytes]] = {
    "a status": ("502", 502, {"content-type": "text/plain; charset=utf-8"}, ON_PURPOSE % 502),
    "a status that nobody knows": ("599", 599, {}, ON_PURPOSE % 599),
    "headers": ("429,Retry-After=2,X-Of=proxy", 429, {"retry-after": "2", "x-of": "proxy"}, ON_PURPOSE % 429),
    "a redirect": ("307,Location=/elsewhere", 307, {"location": "/elsewhere"}, ON_PURPOSE % 307),
    "a success that is no JSON": ("200,Content-Type=text/html", 200, {"content-type": "text/html"}, ON_PURPOSE % 200),
    "a success without a body": ("204", 204, {}, b""),
}


@both_ways
@pytest.mark.parametrize(("answer", "status", "headers", "content"), ANSWERS.values(), ids=ANSWERS.keys())
def test_an_answer(answer: str, status: int, headers: Mapping[str, str], content: bytes, showing: Showing) -> None:
    """The answer comes as it was ordered, the connection stays, and nothing is stored."""
    with showing("answer", answer) as asking, asking.sent() as client:
        first = answer_on(client)
        client.sendall(asking.head + BODY)
        assert answer_on(client) == first
        assert stored(asking.url) == 0
    assert (first.status, first.content) == (status, content)
    assert first.headers.items() >= headers.items()


def test_each_code_of_the_contract() -> None:
    """It comes with its own status, headers and JSON."""
    with failing_server(BY_HEADER) as url:
        answers = {code: asked(url, wanting(f"answer={code}")) for code in BY_CODE}
    assert {code: (answer.status, answer.code) for code, answer in answers.items()} == {
        code: (refused.status_code, code) for code, refused in BY_CODE.items()
    }
    assert answers["unavailable"].headers["retry-after"] == "5"
    assert answers["method_not_allowed"].headers["allow"] == "POST"
    assert json.loads(answers["invalid_snapshot"].content)["path"] == "$.issues"


@both_ways
def test_a_delay(showing: Showing) -> None:
    """The snapshot is stored at once, and only the answer is late."""
    with showing("delay", "3") as asking:
        began = monotonic()
        with asking.sent() as client:
            while not stored(asking.url):
                pass
            answered, _, _ = select([client], [], [], 0)
            assert answer_on(client).status == 202
        took = monotonic() - began
    assert (answered, took >= 3) == ([], True)


def test_a_connection_that_is_dropped() -> None:
    """It is closed although nothing was sent, and so is each that follows."""
    with failing_server(FaultOptions(hang_up="before-head")) as url:
        for _ in range(2):
            with connected(url) as client:
                assert is_closed(client)


@both_ways
def test_a_hang_up_after_the_head(showing: Showing) -> None:
    """The server does not wait for the body."""
    with showing("hang-up", "after-head") as asking, connected(asking.url) as client:
        client.sendall(asking.head)
        assert is_closed(client)
        assert stored(asking.url) == 0


@both_ways
def test_a_hang_up_after_the_body(showing: Showing) -> None:
    """The server waits for the last byte, and stores nothing."""
    with showing("hang-up", "after-body") as asking, connected(asking.url, 0.3) as client:
        client.sendall(asking.head + BODY[:-1])
        with pytest.raises(TimeoutError):
            client.recv(1)
        client.sendall(BODY[-1:])
        assert is_closed(client)
        assert stored(asking.url) == 0


@both_ways
def test_a_hang_up_before_the_answer(showing: Showing) -> None:
    """The snapshot is stored, and not a byte of the answer comes."""
    with showing("hang-up", "before-answer") as asking, asking.sent() as client:
        assert is_closed(client)
        assert stored(asking.url) == 1


@both_ways
def test_a_hang_up_in_the_answer(showing: Showing) -> None:
    """The snapshot is stored, and half of the answer comes."""
    with showing("hang-up", "in-answer") as asking, asking.sent() as client:
        answer = b"".join(iter(lambda: client.recv(4096), b""))
        assert stored(asking.url) == 1
    head, _, body = answer.partition(b"\r\n\r\n")
    assert (head[:12], body) == (b"HTTP/1.1 202", b'{"issues":1,"mapping":null,"m')
    assert b"content-length: 59" in head
