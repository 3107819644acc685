"""What the program waits for is told to whoever listens, and to a person on a terminal."""

import logging
import re
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from time import sleep

import pytest

from tests.support.files import make_project
from tests.support.scripted_server import TAKEN, Reply, http, scripted
from tests.support.terminal import on_a_terminal
from trackpost.shell.waiting import WAITING, waiting

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
BUSY = http(503, b'{"error": "busy"}', {"Retry-After": "1"})


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Listen to every record of a wait."""
    caplog.set_level(logging.DEBUG, WAITING)
    return caplog


def _shown(told: pytest.LogCaptureFixture) -> list[str]:
    return [re.sub("[0-9:]{8}", "then", getattr(record, "waits", "not shown")) for record in told.records]


def test_a_wait_inside_of_another(told: pytest.LogCaptureFixture) -> None:
    """The innermost one is shown, and after it the other one again."""
    with waiting("one", 10, now=lambda: NOON), waiting("two", 10, now=lambda: NOON):
        pass
    assert _shown(told) == ["waiting until then: one", "waiting until then: two", "waiting until then: one", ""]
    assert getattr(told.records[0], "fields", None) == {"event": "wait", "until": "2026-03-01T12:00:10+00:00"}


def test_waits_that_nobody_needs_to_know_of(told: pytest.LogCaptureFixture) -> None:
    """A short one is not told of, nor one that is over before its moment has come."""
    with waiting("short", 0.9):
        pass
    with waiting("over at once", 60, after=30):
        pass
    assert [record.levelno for record in told.records if record.levelno > logging.DEBUG] == []


def test_a_wait_that_takes_longer_than_usual(told: pytest.LogCaptureFixture) -> None:
    """It is told of when its moment has come."""
    with waiting("long", 60, after=0.01):
        while not told.records:
            sleep(0.01)
    assert _shown(told) == ["waiting until then: long", ""]


def test_a_wait_of_another_thread(told: pytest.LogCaptureFixture) -> None:
    """It is logged, but no line of a terminal shows what one of many threads does."""

    def wait() -> None:
        with waiting("elsewhere", 10):
            pass

    thread = Thread(target=wait)
    thread.start()
    thread.join()
    assert _shown(told) == ["not shown"] * 2


def test_nobody_listens(caplog: pytest.LogCaptureFixture) -> None:
    """Then nothing is told, and nothing is prepared for it."""
    caplog.set_level(logging.WARNING, WAITING)
    with waiting("long", 60):
        pass
    assert caplog.records == []


def test_a_pause_that_the_server_asks_for(tmp_path: Path) -> None:
    """The line says why, and until when, and is wiped in the end."""
    files = make_project(tmp_path)
    with (
        scripted(BUSY, TAKEN) as server,
        on_a_terminal(files, "publish", "--server-url", server.url) as terminal,
    ):
        seen = terminal.shows()
    assert re.search(r"waiting until [0-9:]{8}: the server answered 503", seen)
    assert "\r\x1b[KDelivered: " in seen


def test_log_lines_and_the_line_that_is_rewritten(tmp_path: Path) -> None:
    """The line gives way to a line of the log, and never runs into one."""
    files = make_project(tmp_path)
    with (
        scripted(BUSY, TAKEN) as server,
        on_a_terminal(files, "publish", "-v", "--server-url", server.url) as terminal,
    ):
        seen = terminal.shows()
    lines = [line.rpartition("\x1b[K")[2] for line in seen.partition("Delivered")[0].split("\r\n")]
    logged = re.compile(r"[0-9-]{10} [0-9:,]{12} (attempt [12] to|waiting until) .*|")
    assert [line for line in lines if not logged.fullmatch(line)] == []
    assert len(lines) == 4


def test_an_answer_that_does_not_come(tmp_path: Path) -> None:
    """Who waits for the answer is told whose, and Ctrl-C ends it."""
    files = make_project(tmp_path)
    with (
        scripted(Reply(holds=True)) as server,
        on_a_terminal(files, "publish", "--server-url", server.url) as terminal,
    ):
        seen = terminal.shows(" yet")
        terminal.process.send_signal(signal.SIGINT)
        seen += terminal.shows()
    host = server.url.removeprefix("http://")
    assert f": no answer from {host} yet" in seen
    assert "trackpost: error: interrupted; whether it arrived is unknown, and it is safe to repeat" in seen
    assert terminal.process.returncode == 130


def test_another_program_that_writes(tmp_path: Path) -> None:
    """A wait for the lock of a file names the file, and Ctrl-C ends it before its time."""
    files = make_project(tmp_path)
    with (
        closing(sqlite3.connect(files.home / "credentials.lock", isolation_level=None)) as other,
        _locked(other),
        on_a_terminal(files, "unbind") as terminal,
    ):
        seen = terminal.shows("waiting")
        terminal.process.send_signal(signal.SIGINT)
        seen += terminal.shows()
    assert ": another program is using " in seen
    assert "trackpost: error: interrupted" in seen
    assert terminal.process.returncode == 130


@contextmanager
def _locked(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN EXCLUSIVE")
    yield
    connection.execute("ROLLBACK")
