"""A server that is killed at any instant keeps what it acknowledged, and leaves no key unusable."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from itertools import count
from pathlib import Path
from random import Random
from time import monotonic, sleep

from attrs import frozen

from tests.support.forked import forking
from tests.support.raw_http import SOUND, Answer, Headers, asked
from tests.support.reference_server import changed_body, received, reference_server
from trackpost.shell.server.server import listen

KILLS = 15
LARGE = changed_body(zebra="x" * 300_000)
"""A body that takes some milliseconds to write, so that many kills come in the middle."""


@frozen
class Sent:
    """A request, and its answer if it came before the kill."""

    headers: Headers
    answer: Answer | None


def _free_port() -> int:
    with listen(0).unwrap() as listener:
        port: int = listener.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    until = monotonic() + 10
    while monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            sleep(0.002)
        else:
            return


def _published_until_the_end(url: str, port: int, numbers: Iterator[int]) -> list[Sent]:
    """Publish snapshots one after another, each with its own key, until the server is gone."""
    _wait_for(port)
    sent = list[Sent]()
    while not sent or sent[-1].answer is not None:
        headers = (SOUND[0], ("Idempotency-Key", f"{next(numbers):064}"))
        try:
            sent.append(Sent(headers, asked(url, headers, LARGE)))
        except (OSError, HTTPException):
            sent.append(Sent(headers, None))
    return sent


def test_a_server_that_is_killed_repeatedly(tmp_path: Path) -> None:
    """Acknowledged requests are replayed byte by byte; others are accepted now, or were stored completely."""
    data, port, chance, numbers = tmp_path / "data.db", _free_port(), Random(7), count()  # noqa: S311 - not for a secret
    url, sent = f"http://127.0.0.1:{port}", list[Sent]()
    with forking("tests.support.serve_task") as forker, ThreadPoolExecutor(1) as pool:
        for _ in range(KILLS):
            publishing = pool.submit(_published_until_the_end, url, port, numbers)
            assert forker.killed(f"{data}\t{port}\tas ever", chance.uniform(0.05, 0.2))
            sent += publishing.result(10)
    with reference_server(data=data) as url:
        assert all(line["status_code"] == 202 for line in _lines(url))
        for one in sent:
            again = asked(url, one.headers, LARGE)
            assert again.status == 202
            if one.answer is not None:
                assert (again.content, again.headers["idempotent-replayed"]) == (one.answer.content, "true")
    assert sum(one.answer is not None for one in sent) > KILLS / 4


def _lines(url: str) -> list[dict[str, object]]:
    listed = received(url).body
    assert isinstance(listed, list)
    return listed


def test_a_server_that_is_killed_during_a_request(tmp_path: Path) -> None:
    """No server will answer that request, so its key is free at once."""
    data, port = tmp_path / "data.db", _free_port()
    with forking("tests.support.serve_task") as forker, ThreadPoolExecutor(1) as pool:
        publishing = pool.submit(_published_until_the_end, f"http://127.0.0.1:{port}", port, count())
        assert forker.killed(f"{data}\t{port}\thanging", 0.3)
        (sent,) = publishing.result(10)
    with reference_server(data=data) as url:
        taken = asked(url, sent.headers, LARGE)
    assert (sent.answer, taken.status, "idempotent-replayed" in taken.headers) == (None, 202, False)
