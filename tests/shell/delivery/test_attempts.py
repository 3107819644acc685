"""Several attempts over real sockets, against a server that follows a script."""

import socket
from collections.abc import Mapping
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path

import pytest
from attrs import evolve, frozen
from msgspec.structs import replace

from tests.support.clocks import Stopwatch
from tests.support.files import make_project
from tests.support.reference_server import reference_server
from tests.support.scripted_server import TAKEN, Reply, http, scripted
from trackpost import TrackerService
from trackpost.core.reporting.publish_report import publish_report
from trackpost.core.snapshot.idempotency import first_key

KEEP_ALIVE = {"Connection": "keep-alive"}
BUSY = http(503)
RESET = Reply(takes=0)
IN_THE_BODY = Reply(takes=400)
AFTER_THE_BODY = Reply(resets=True)


REPLAYED = http(200, b"1", {"Idempotent-Replayed": "true"})


@frozen
class Case:
    """What the server does, the number of complete requests, the outcome and the pauses."""

    replies: tuple[Reply, ...]
    asked: int
    outcome: str
    pauses: tuple[float, ...]


CASES: Mapping[str, Case] = {
    "busy once": Case((BUSY, TAKEN), 2, "delivered", (0.5,)),
    "busy three times": Case((BUSY, http(502), http(504), TAKEN), 4, "delivered", (0.5, 1.0, 2.0)),
    "always busy": Case((http(500),), 4, "retry_later", (0.5, 1.0, 2.0)),
    "timeouts of the server": Case((http(408), http(425), TAKEN), 3, "delivered", (0.5, 1.0)),
    "asks for two seconds": Case((http(429, b"", {"Retry-After": "2"}), TAKEN), 2, "delivered", (2.5,)),
    "asks for a date": Case(
        (http(503, b"", {"Retry-After": "Sun, 01 Mar 2026 12:00:09 GMT"}), TAKEN), 2, "delivered", (9.5,)
    ),
    "asks for an hour": Case((http(503, b"", {"Retry-After": "3600"}),), 1, "retry_later", ()),
    "in progress": Case((http(409, b'{"error":"request_in_progress"}'), TAKEN), 2, "delivered", (0.5,)),
    "in conflict": Case((http(409, b'{"error":"conflict"}'),), 1, "rejected", ()),
    "reset before the body": Case((RESET, TAKEN), 1, "delivered", (0.5,)),
    "reset during the body": Case((IN_THE_BODY, TAKEN), 1, "delivered", (0.5,)),
    "reset after the body": Case((AFTER_THE_BODY, TAKEN), 2, "delivered", (0.5,)),
    "closed without an answer": Case((Reply(), TAKEN), 2, "delivered", (0.5,)),
    "closed in the middle of the answer": Case((Reply(content=b"HTTP/1.1 200 O"), TAKEN), 2, "delivered", (0.5,)),
    "always reset after the body": Case((AFTER_THE_BODY,), 4, "effect_unknown", (0.5, 1.0, 2.0)),
    "refused for good": Case((http(400),), 1, "rejected", ()),
    "gone": Case((http(410),), 1, "rejected", ()),
    "not allowed": Case((http(401),), 1, "not_allowed", ()),
    "redirected": Case((http(307, b"", {"Location": "http://127.0.0.1:1/"}),), 1, "redirected", ()),
    "busy, then refused for good": Case((BUSY, http(422)), 2, "rejected", (0.5,)),
    "malformed": Case((Reply(content=b"220 mail.example\r\n\r\n"),), 1, "broken_protocol", ()),
    "524 of a proxy": Case((http(524, b"error code: 524"), TAKEN), 2, "delivered", (0.5,)),
    "busy, then lost": Case((http(504), AFTER_THE_BODY), 4, "effect_unknown", (0.5, 1.0, 2.0)),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_publish(case: Case, tmp_path: Path) -> None:
    """Each script has this outcome after these pauses; all attempts send the bytes that were hashed, under one key."""
    files, stopwatch = make_project(tmp_path), Stopwatch()
    with scripted(*case.replies) as server:
        service = TrackerService(files.root, home=files.home, clock=stopwatch.clock)
        result = service.sync_publish(server_url=server.url, timeout_seconds=3)
    report = publish_report(result)
    assert (report.outcome, len(server.asked), tuple(stopwatch.pauses)) == (case.outcome, case.asked, case.pauses)
    assert report.attempts == len(stopwatch.pauses) + 1
    sent = {(sha256(asked.body).hexdigest(), asked.headers["idempotency-key"]) for asked in server.asked}
    assert sent == {(report.digest, report.idempotency_key)}


def test_a_replay_without_a_past_proves_nothing(tmp_path: Path) -> None:
    """The answer may date from long ago, so the same bytes are sent once more, under a new key."""
    files, stopwatch = make_project(tmp_path), Stopwatch()
    with scripted(AFTER_THE_BODY, REPLAYED, TAKEN, REPLAYED) as server:
        service = TrackerService(files.root, home=files.home, clock=stopwatch.clock)
        first = service.sync_publish(server_url=server.url).unwrap()
        again = service.sync_publish(server_url=server.url).unwrap()
    keys = [asked.headers["idempotency-key"] for asked in server.asked]
    assert (first.replayed, first.attempts, again.replayed, again.attempts) == (False, 3, True, 1)
    assert (keys[0], keys[2]) == (keys[1], keys[3])
    assert keys[0] == first_key(first.digest) != keys[2] == first.idempotency_key
    assert len({asked.body for asked in server.asked}) == 1


UNPROVEN: Mapping[str, tuple[Reply, str, str]] = {
    "refused": (http(400), "rejected", "unknown"),
    "lost": (Reply(), "effect_unknown", "unknown"),
    "replayed again": (http(200, b"1", {"Idempotent-Replayed": "true"}), "replayed", "applied"),
}


@pytest.mark.parametrize(("reply", "outcome", "effect"), UNPROVEN.values(), ids=UNPROVEN.keys())
def test_the_answer_after_a_replay_that_proves_nothing(reply: Reply, outcome: str, effect: str, tmp_path: Path) -> None:
    """The second answer decides; because the first was a replay, the effect stays at least unknown."""
    files, stopwatch = make_project(tmp_path), Stopwatch()
    with scripted(REPLAYED, reply) as server:
        service = TrackerService(files.root, home=files.home, clock=stopwatch.clock)
        report = publish_report(service.sync_publish(server_url=server.url))
    assert (report.outcome, report.effect) == (outcome, effect)


def test_a_key_whose_effect_is_unknown_is_not_spent(tmp_path: Path) -> None:
    """If a proxy refuses a request that may have arrived, the next publish has the same key, and is applied once."""
    files, stopwatch = make_project(tmp_path), Stopwatch()
    with scripted(AFTER_THE_BODY, http(404), http(404), TAKEN) as server:
        service = TrackerService(files.root, home=files.home, clock=stopwatch.clock)
        reports = [publish_report(service.sync_publish(server_url=server.url)) for _ in range(3)]
    assert [(report.outcome, report.effect) for report in reports] == [
        ("rejected", "unknown"),
        ("rejected", "unknown"),
        ("delivered", "applied"),
    ]
    assert len({asked.headers["idempotency-key"] for asked in server.asked}) == 1


def test_when_to_try_again(tmp_path: Path) -> None:
    """A pause beyond the deadline is not started; the report says when to try again."""
    files, stopwatch = make_project(tmp_path), Stopwatch()
    with scripted(http(503, b"", {"Retry-After": "90"})) as server:
        service = TrackerService(files.root, home=files.home, clock=stopwatch.clock)
        waiting = service.sync_publish(server_url=server.url)
        patient = service.sync_publish(server_url=server.url, deadline_seconds=91)
    assert publish_report(waiting).retry_at == "2026-03-01T12:01:30+00:00"
    assert (len(server.asked), stopwatch.pauses) == (3, [90.5])
    assert publish_report(patient).retry_at == "2026-03-01T12:03:00+00:00"


def test_one_connection_for_all_attempts(tmp_path: Path) -> None:
    """If the server keeps the connection open, all attempts use it."""
    files, stopwatch = make_project(tmp_path), Stopwatch()
    busy = evolve(http(503, b"", KEEP_ALIVE), keeps=True)
    with scripted(busy, busy, http(200, b"1", KEEP_ALIVE)) as server:
        service = TrackerService(files.root, home=files.home, clock=stopwatch.clock)
        service.sync_publish(server_url=server.url).unwrap()
    assert [asked.connection for asked in server.asked] == [0, 0, 0]


def test_a_kept_connection_that_has_ended(tmp_path: Path) -> None:
    """If the server closes the connection, the next attempt opens a new one."""
    files, stopwatch = make_project(tmp_path), Stopwatch()
    with scripted(http(503, b"", KEEP_ALIVE), TAKEN) as server:
        service = TrackerService(files.root, home=files.home, clock=stopwatch.clock)
        receipt = service.sync_publish(server_url=server.url).unwrap()
    assert [asked.connection for asked in server.asked] == [0, 1]
    assert receipt.attempts == 2


def free_port() -> int:
    """Return a port that no server uses."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def test_a_server_that_starts_late(tmp_path: Path) -> None:
    """The first attempt finds no server, the second one does."""
    files, port, stopwatch = make_project(tmp_path), free_port(), Stopwatch()
    with ExitStack() as stack:

        def wait(seconds: float) -> None:
            stopwatch.wait(seconds)
            stack.enter_context(scripted(port=port))

        service = TrackerService(files.root, home=files.home, clock=replace(stopwatch.clock, sleep=wait))
        receipt = service.sync_publish(server_url=f"http://127.0.0.1:{port}").unwrap()
    assert (receipt.attempts, stopwatch.pauses) == (2, [0.5])


def test_a_server_that_restarts_in_the_middle(tmp_path: Path) -> None:
    """The server accepted the snapshot before it went down, and repeats the stored answer after the restart."""
    files, data, port, stopwatch = make_project(tmp_path), tmp_path / "received.db", free_port(), Stopwatch()
    with reference_server(data=data, port=port) as url:
        first = TrackerService(files.root, home=files.home).sync_publish(server_url=url).unwrap()
    with ExitStack() as stack:
        stack.enter_context(scripted(AFTER_THE_BODY, port=port))

        def wait(_seconds: float) -> None:
            stack.close()
            stack.enter_context(reference_server(data=data, port=port))

        service = TrackerService(files.root, home=files.home, clock=replace(stopwatch.clock, sleep=wait))
        again = service.sync_publish(server_url=f"http://127.0.0.1:{port}").unwrap()
    assert (again.replayed, again.attempts, again.idempotency_key) == (True, 2, first.idempotency_key)
