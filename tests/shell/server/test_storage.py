"""A file that cannot be read or written: no 500, no lost acknowledgement, and no unusable key."""

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from time import monotonic

import pytest

from tests.support.patience import FOREVER, PROMPTLY
from tests.support.raw_http import SOUND, asked
from tests.support.reference_server import (
    KEY,
    SNAPSHOT_HEADERS,
    JsonAnswer,
    changed_body,
    json_answer,
    received,
    reference_server,
    send,
)
from tests.support.serve_process import Serving, serving
from trackpost.shell.server.database import database_at

OTHER = {**SNAPSHOT_HEADERS, "Idempotency-Key": "0" * 64}
UNAVAILABLE = JsonAnswer(
    503, {"error": "unavailable", "message": "Snapshots cannot be stored at the moment.", "path": None}
)

Fault = Callable[[Path], AbstractContextManager[None]]


@contextmanager
def _between(data: Path, *begin: str, end: str = "ROLLBACK") -> Iterator[None]:
    with closing(sqlite3.connect(data, isolation_level=None)) as connection:
        for statement in begin:
            connection.execute(statement).fetchall()
        yield
        connection.execute(end)


def _locked(data: Path) -> AbstractContextManager[None]:
    return _between(data, "BEGIN EXCLUSIVE")


def _being_written(data: Path) -> AbstractContextManager[None]:
    return _between(data, "BEGIN IMMEDIATE")


def _being_read(data: Path) -> AbstractContextManager[None]:
    return _between(data, "BEGIN", "SELECT * FROM received")


def _failing(data: Path) -> AbstractContextManager[None]:
    trigger = "CREATE TRIGGER failing BEFORE INSERT ON received BEGIN SELECT RAISE(ABORT, 'no'); END"
    return _between(data, trigger, end="DROP TRIGGER failing")


@contextmanager
def _gone(data: Path) -> Iterator[None]:
    aside = data.rename(data.with_name("aside"))
    yield
    aside.rename(data)


def _replaced_by(make: Callable[[Path], object]) -> Fault:
    @contextmanager
    def replaced(data: Path) -> Iterator[None]:
        with _gone(data):
            make(data)
            yield
            if data.is_dir():
                data.rmdir()

    return replaced


FAULTS: Mapping[str, Fault] = {
    "locked": _locked,
    "being written": _being_written,
    "being read": _being_read,
    "refusing inserts": _failing,
    "gone": _gone,
    "replaced by text": _replaced_by(lambda data: data.write_text("this is no database, but long enough\n" * 30)),
    "replaced by an empty file": _replaced_by(Path.touch),
    "replaced by a folder": _replaced_by(Path.mkdir),
}


def _assert_recovery(url: str, fault: AbstractContextManager[None]) -> None:
    """Publish before, during and after the fault, and check the answers."""
    first = send(url)
    with fault:
        refused = [send(url, headers=OTHER) for _ in range(2)]
    taken, again = send(url, headers=OTHER), send(url)
    assert [json_answer(answer) for answer in refused] == [UNAVAILABLE] * 2
    assert [answer.headers["retry-after"] for answer in refused] == ["5", "5"]
    assert (taken.status_code, "idempotent-replayed" in taken.headers) == (202, False)
    assert (again.content, again.headers["idempotent-replayed"]) == (first.content, "true")


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_temporary_fault(fault: Fault, tmp_path: Path) -> None:
    """The request gets a 503, is accepted after the fault, and earlier snapshots are not lost."""
    data = tmp_path / "data.db"
    with reference_server(data=data, busy_seconds=0.3) as url:
        _assert_recovery(url, fault(data))


@contextmanager
def _read_only(data: Path) -> Iterator[None]:
    for path, mode in ((data, 0o400), (data.parent, 0o500)):
        path.chmod(mode)
    yield
    for path, mode in ((data, 0o600), (data.parent, 0o700)):
        path.chmod(mode)


def test_a_file_that_becomes_read_only(tmp_path: Path) -> None:
    """Stored answers are still replayed."""
    data = tmp_path / "data.db"
    without_override = ("setpriv", "--bounding-set", "-dac_override") if os.geteuid() == 0 else ()
    with serving("--data", data, under=without_override) as server:
        _assert_recovery(server.url, _read_only(data))
        with _read_only(data):
            assert send(server.url).headers["idempotent-replayed"] == "true"


def test_a_full_disk(tmp_path: Path) -> None:
    """Neither the journal nor the spool of a large body can grow."""
    data, large = tmp_path / "data.db", changed_body(zebra="x" * 2_000_000)
    with serving("--data", data) as server:
        _assert_recovery(server.url, server.largest_file(1))
        with server.largest_file(1_500_000):
            assert json_answer(send(server.url, large, {**OTHER, "Idempotency-Key": "1" * 64})) == UNAVAILABLE
        assert _statuses(server) == [202, 202]


def _statuses(server: Serving) -> list[int]:
    listed = received(server.url).body
    assert isinstance(listed, list)
    return [line["status_code"] for line in listed]


@pytest.mark.parametrize("replace", [Path.unlink, lambda data: data.with_name("other").replace(data)])
def test_a_file_that_is_replaced_while_it_is_written(replace: Callable[[Path], object], tmp_path: Path) -> None:
    """A write to a file that was replaced meanwhile is not acknowledged."""
    database = database_at(tmp_path / "data.db")
    (tmp_path / "other").touch()

    def write() -> None:
        with database.opened(1) as connection:
            connection.execute("CREATE TABLE received (another TEXT)")
            replace(tmp_path / "data.db")

    with pytest.raises(FileNotFoundError):
        write()


def test_a_replay_that_cannot_be_counted(tmp_path: Path) -> None:
    """The stored answer is repeated, even if the replay cannot be counted."""
    data = tmp_path / "data.db"
    with reference_server(data=data, busy_seconds=0.1) as url:
        first = send(url)
        with _being_written(data):
            again = send(url)
        listed = received(url)
    assert (again.content, again.headers["idempotent-replayed"]) == (first.content, "true")
    assert isinstance(listed.body, list)
    assert [line["replays"] for line in listed.body] == [0]


def test_the_record_needs_the_file(tmp_path: Path) -> None:
    """The list and the single entry are unavailable as well."""
    data = tmp_path / "data.db"
    with reference_server(data=data, busy_seconds=0.1) as url:
        send(url)
        with _gone(data):
            assert [received(url), received(url, KEY)] == [UNAVAILABLE] * 2


def test_a_locked_file_does_not_block_other_requests(tmp_path: Path) -> None:
    """Thirty requests wait for the file, within their limit; requests that do not need it are answered at once."""
    data, key, bearer = tmp_path / "data.db", ("Idempotency-Key", "{:064}"), ("Authorization", "Bearer right")
    with reference_server(data=data, busy_seconds=2.0, token="right") as url, ThreadPoolExecutor(30) as pool:
        with _locked(data):
            began = monotonic()
            waiting = [pool.submit(asked, url, (SOUND[0], bearer, (key[0], key[1].format(n)))) for n in range(30)]
            others = [asked(url, SOUND).status, asked(url, (), b"", "GET", "/").status]
            ended = [one.done() for one in waiting]
            statuses = {one.result(FOREVER).status for one in waiting}
            took = monotonic() - began
        assert asked(url, (*SOUND, bearer)).status == 202
    assert (others, any(ended), statuses) == ([401, 404], False, {503})
    assert took < PROMPTLY  # one after the other, they would take a minute
