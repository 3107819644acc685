"""Bodies of any size: a limit that is checked early, bounded memory, and replays without parsing."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from tests.support.raw_http import SOUND, Answer, answer_on, asked, connected, head_of
from tests.support.reference_server import KEY, changed_body, received, reference_server
from tests.support.requests import BODY
from tests.support.serve_process import serving
from trackpost.shell.server.read_back import RECEIVED_PATH

MEGABYTE = 1_000_000
ISSUE = json.loads(BODY)["issues"][0]
MANY_ISSUES = changed_body(issues=[{**ISSUE, "title": f"Issue {number}"} for number in range(20_000)])
LARGE = changed_body(zebra="x" * 3 * MEGABYTE)


def _chunked(url: str, chunks: Iterator[bytes]) -> Answer:
    with connected(url) as client:
        client.sendall(head_of(url, (*SOUND, ("Transfer-Encoding", "chunked"))))
        for chunk in chunks:
            client.sendall(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        client.sendall(b"0\r\n\r\n")
        return answer_on(client)


LIMITS: Mapping[str, tuple[int, int]] = {
    "of the same length": (len(BODY), 202),
    "one byte longer": (len(BODY) - 1, 413),
    "much longer": (1, 413),
}


@pytest.mark.parametrize(("max_body", "expected"), LIMITS.values(), ids=LIMITS.keys())
def test_a_limit(max_body: int, expected: int) -> None:
    """A body up to the limit is accepted in any transfer coding; a longer one is refused, and its key stays free."""
    with reference_server(max_body=max_body) as url:
        answers = [_chunked(url, iter([BODY[:100], BODY[100:]])), asked(url, SOUND)]
        kept = received(url).body
    assert [answer.status for answer in answers] == [expected] * 2
    assert (kept != []) == (expected == 202)
    assert expected == 202 or {answer.code for answer in answers} == {"body_too_large"}


def test_a_body_that_is_too_large_by_its_header() -> None:
    """The server refuses it after the header; the connection can be used again after the body."""
    with reference_server(max_body=len(BODY)) as url, connected(url) as client:
        client.sendall(head_of(url, (*SOUND, ("Content-Length", str(len(BODY) + 1)))))
        refused = answer_on(client)
        client.sendall(BODY + b" " + head_of(url, (*SOUND, ("Content-Length", str(len(BODY))))) + BODY)
        taken = answer_on(client)
    assert (refused.status, refused.code, taken.status) == (413, "body_too_large", 202)


def test_a_body_without_end_is_refused_at_the_limit() -> None:
    """The server refuses it at the limit, even while the client continues to send."""
    with reference_server(max_body=MEGABYTE) as url, connected(url) as client:
        client.sendall(head_of(url, (*SOUND, ("Transfer-Encoding", "chunked"))))
        client.sendall(b"%x\r\n%s\r\n" % (MEGABYTE, b"x" * MEGABYTE))
        client.sendall(b"1\r\nx\r\n")
        assert answer_on(client).status == 413


def test_a_large_body_is_stored_byte_by_byte() -> None:
    """A large body is spooled to disk, stored unchanged, and replayed."""
    with reference_server() as url:
        taken, again = asked(url, SOUND, LARGE), asked(url, SOUND, LARGE)
        listed = received(url).body
    assert (taken.status, again.headers["idempotent-replayed"]) == (202, "true")
    assert isinstance(listed, list)
    assert [line["digest"] for line in listed] == [sha256(LARGE).hexdigest()]


def _journal_with(path: Path, body_of: str, digest: str) -> None:
    """Write a journal with a body that no server would accept, given as the SQL expression *body_of*."""
    with reference_server(data=path):
        pass
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO received VALUES (?, ?, x'', '2026-03-01T12:00:00+00:00', 0, 202, '{}')", (KEY, digest)
        )
        connection.execute(f"INSERT INTO bodies VALUES (?, {body_of})", (KEY,))  # noqa: S608 - of this module


def test_a_replay_does_not_parse_the_body(tmp_path: Path) -> None:
    """Only the digest counts, so a body that cannot be parsed is replayed, too."""
    body = b"not JSON at all"
    _journal_with(tmp_path / "data.db", "x''", sha256(body).hexdigest())
    with reference_server(data=tmp_path / "data.db") as url:
        again, other = asked(url, SOUND, body), asked(url, SOUND, body + b"!")
    assert (again.status, again.content, again.headers["idempotent-replayed"]) == (202, b"{}", "true")
    assert (other.status, other.code) == (422, "idempotency_key_reused")


def test_memory_does_not_grow_with_replays_or_the_list(tmp_path: Path) -> None:
    """The server neither holds a body of 60 MB to recognize it, nor reads one to list it."""
    size = 60 * MEGABYTE
    _journal_with(tmp_path / "data.db", f"zeroblob({size})", sha256(bytes(size)).hexdigest())
    with serving("--data", tmp_path / "data.db") as server:
        asked(server.url, SOUND, b"")
        before = server.peak_memory()
        assert asked(server.url, SOUND, bytes(size)).headers["idempotent-replayed"] == "true"
        assert asked(server.url, (), b"", "GET", RECEIVED_PATH).status == 200
        assert server.peak_memory() - before < 10 * MEGABYTE


def test_a_body_that_exceeds_the_memory() -> None:
    """The request gets a 503, and other requests are answered."""
    body = changed_body(zebra=[]).replace(b"[]", b"[" + b"{}," * 5 * MEGABYTE + b"{}]", 1)
    with serving(under=("prlimit", f"--as={400 * MEGABYTE}")) as server:
        refused, taken = asked(server.url, SOUND, body), asked(server.url, SOUND)
    assert (refused.status, refused.code, refused.headers["retry-after"]) == (503, "unavailable", "5")
    assert taken.status == 202


def test_the_limit_on_the_command_line() -> None:
    """``--max-body`` sets the limit in bytes."""
    with serving("--max-body", str(len(BODY) - 1)) as server:
        assert asked(server.url, SOUND).status == 413


def test_others_are_answered_meanwhile() -> None:
    """While many issues are parsed and stored, other requests are answered, and none is told to come again.

    The time for which a request waits behind them is longer than it may wait for a locked file.
    """
    with reference_server(busy_seconds=0.05) as url, ThreadPoolExecutor(1) as pool:
        large = pool.submit(asked, url, SOUND, MANY_ISSUES)
        meanwhile = []
        while not large.done():
            meanwhile.append((received(url).status, asked(url, SOUND, path="/nothing").status))
    assert large.result().status == 202
    assert set(meanwhile) == {(200, 404)}
    assert len(meanwhile) > 1
