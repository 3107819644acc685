"""A server that is killed at any instant keeps what it acknowledged, and leaves no key unusable."""

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPException
from itertools import count
from pathlib import Path
from random import Random
from time import monotonic, sleep

from attrs import frozen

from tests.support.forked import forking
from tests.support.patience import FOREVER
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


def _until(is_so: Callable[[], bool]) -> None:
    """Wait until it is so.

    Raises:
        TimeoutError: it will never be so.
    """
    until = monotonic() + FOREVER
    while not is_so():
        if monotonic() > until:
            raise TimeoutError
        sleep(0.002)


def _until_longer_than(sent: list[Sent], length: int) -> None:
    _until(lambda: len(sent) > length)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return False
    return True


def _publish_until_the_end(port: int, numbers: Iterator[int], sent: list[Sent]) -> None:
    """Publish snapshots one after another, each with its own key, until the server is gone."""
    _until(lambda: _listens(port))
    is_there = True
    while is_there:
        headers = (SOUND[0], ("Idempotency-Key", f"{next(numbers):064}"))
        answer = _answer(port, headers)
        sent.append(Sent(headers, answer))
        is_there = answer is not None


def _answer(port: int, headers: Headers) -> Answer | None:
    try:
        return asked(f"http://127.0.0.1:{port}", headers, LARGE)
    except (OSError, HTTPException):
        return None


def test_a_server_that_is_killed_repeatedly(tmp_path: Path) -> None:
    """Acknowledged requests are replayed byte by byte; others are accepted now, or were stored completely."""
    data, port, chance, numbers = tmp_path / "data.db", _free_port(), Random(7), count()  # noqa: S311 - not for a secret
    sent = list[Sent]()
    with forking("tests.support.serve_task") as forker, ThreadPoolExecutor(1) as pool:
        for _ in range(KILLS):
            publishing = pool.submit(_publish_until_the_end, port, numbers, sent)
            ready = partial(_until_longer_than, sent, len(sent) + chance.randrange(4))
            assert forker.killed(f"{data}\t{port}\tas ever", chance.uniform(0, 0.05), ready)
            publishing.result(FOREVER)
    with reference_server(data=data) as url:
        assert all(line["status_code"] == 202 for line in _lines(url))
        for one in sent:
            again = asked(url, one.headers, LARGE)
            assert again.status == 202
            if one.answer is not None:
                assert (again.content, again.headers["idempotent-replayed"]) == (one.answer.content, "true")
    assert sum(one.answer is not None for one in sent) >= KILLS


def _lines(url: str) -> list[dict[str, object]]:
    listed = received(url).body
    assert isinstance(listed, list)
    return listed


def test_a_server_that_is_killed_during_a_request(tmp_path: Path) -> None:
    """No server will answer that request, so its key is free at once. A second one says when the first has begun."""
    data, port, headers = tmp_path / "data.db", _free_port(), (SOUND[0], ("Idempotency-Key", f"{0:064}"))

    def publish() -> Answer | None:
        _until(lambda: _listens(port))
        return _answer(port, headers)

    with forking("tests.support.serve_task") as forker, ThreadPoolExecutor(2) as pool:
        both = [pool.submit(publish) for _ in range(2)]
        has_begun = partial(_until, lambda: any(one.done() for one in both))
        assert forker.killed(f"{data}\t{port}\thanging", 0, has_begun)
        answers = [one.result(FOREVER) for one in both]
    with reference_server(data=data) as url:
        taken = asked(url, headers, LARGE)
    assert sorted(0 if answer is None else answer.status for answer in answers) == [0, 409]
    assert (taken.status, "idempotent-replayed" in taken.headers) == (202, False)
