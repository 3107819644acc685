"""The record of a publish survives a power cut, and a ledger that somebody holds costs no more than it may."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep

import pytest
from returns.result import Failure, Success

from tests.shell.files.test_folders import failing
from tests.support.process import bare
from trackpost.core.delivery.ledger import LedgerIsLost
from trackpost.shell.ledger.history import SqliteHistory
from trackpost.shell.ledger.sqlite import LedgerFile
from trackpost.shell.ledger.transactions import ledger_path, read_ledger, write_ledger

NOTHING = Success(())


def put(connection: sqlite3.Connection) -> None:
    """Record something, as a publish does."""
    connection.execute("INSERT INTO fingerprints (publish, made) VALUES (NULL, X'00')")


def rows(path: Path) -> int:
    """Return how many records there are."""
    with closing(sqlite3.connect(path)) as connection:
        ((number,),) = connection.execute("SELECT count(*) FROM fingerprints")
        return int(number)


def test_the_folder_is_synced_behind_the_commit(tmp_path: Path) -> None:
    """SQLite commits by removing its journal: on a disk that lost this, the record would be rolled back."""
    path = ledger_path(tmp_path)
    seen: list[tuple[Path, bool, int]] = []

    def sync(folder: Path) -> None:
        journal = path.with_name("ledger.db-journal")
        seen.append((folder, journal.exists(), rows(path) if path.exists() else 0))

    assert write_ledger(path, 1.0, put, sync) == Success(None)
    assert seen == [(tmp_path, False, 0), (path.parent, False, 1)]
    assert write_ledger(path, 1.0, put, sync) == Success(None)
    assert seen[2:] == [(path.parent, False, 2)]


def test_the_file_itself_is_synced_before_that(tmp_path: Path) -> None:
    """SQLite does that, because it is told to."""
    found = write_ledger(
        ledger_path(tmp_path), 1.0, lambda connection: connection.execute("PRAGMA synchronous").fetchone()[0]
    )
    assert found == Success(2)


def test_new_folders_are_synced_and_their_owners_alone(tmp_path: Path) -> None:
    """From the home folder on."""
    path = ledger_path(tmp_path / "deep" / "home")
    synced: list[Path] = []
    before = os.umask(0)
    try:
        write_ledger(path, 1.0, put, synced.append).unwrap()
    finally:
        os.umask(before)
    folders = [tmp_path, tmp_path / "deep", tmp_path / "deep" / "home", path.parent]
    assert synced == folders
    assert [entry.stat().st_mode & 0o777 for entry in (*folders[1:], path)] == [0o700, 0o700, 0o700, 0o600]


def test_a_record_that_may_not_be_on_the_disk_is_none(tmp_path: Path) -> None:
    """The publish goes on, and says that it is not recorded."""
    path = ledger_path(tmp_path)
    write_ledger(path, 1.0, put).unwrap()
    found = write_ledger(path, 1.0, put, failing(5))
    assert found == Failure(LedgerIsLost(str(path), "Input/output error"))


KILLED_EARLY: Mapping[str, str | None] = {
    "before anything was written": None,
    "before the first commit": "PRAGMA user_version = 0",
    "with another table": "CREATE TABLE other (x)",
}


@pytest.mark.parametrize("statement", KILLED_EARLY.values(), ids=KILLED_EARLY.keys())
def test_a_ledger_without_its_first_record_is_none(statement: str | None, tmp_path: Path) -> None:
    """A process that is killed between the making of the file and its first commit leaves it like this."""
    path = ledger_path(tmp_path)
    path.parent.mkdir()
    path.touch()
    if statement is not None:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(statement)
    history = SqliteHistory(LedgerFile(tmp_path))
    assert (history.newest(5), history.last_of("jira", "w", "p")) == (NOTHING, Success(None))
    assert write_ledger(path, 1.0, put) == Success(None)
    assert rows(path) == 1


KILLED = """
import os, signal, sys
from pathlib import Path
from trackpost.shell.ledger.transactions import ledger_path, write_ledger

def die(connection):
    connection.execute("PRAGMA cache_spill = 1")
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("INSERT INTO fingerprints (publish, made) VALUES (1, zeroblob(100000))")
    os.kill(os.getpid(), signal.SIGKILL)

write_ledger(ledger_path(Path(sys.argv[1])), 1.0, die)
"""


def test_a_process_that_is_killed_before_its_first_commit(tmp_path: Path) -> None:
    """What it had written by then is rolled back, and no ledger is left of it."""
    subprocess.run([sys.executable, "-c", KILLED, tmp_path], env=bare(), check=False, timeout=30)
    path = ledger_path(tmp_path)
    assert path.with_name("ledger.db-journal").exists()
    assert SqliteHistory(LedgerFile(tmp_path)).newest(5) == NOTHING


@pytest.mark.parametrize("begin", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE", "BEGIN; SELECT * FROM fingerprints"])
def test_a_busy_ledger_costs_no_more_than_it_may(begin: str, tmp_path: Path) -> None:
    """Whoever holds it: one wait in all, and not one for each statement."""
    path = ledger_path(tmp_path)
    write_ledger(path, 1.0, put).unwrap()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        reading = [other.execute(statement) for statement in begin.split("; ")]
        before = monotonic()
        assert write_ledger(path, 0.3, put) == Failure(LedgerIsLost(str(path), "database is locked"))
        assert monotonic() - before < 0.6
        assert len(reading) > 0
    assert rows(path) == 1


def test_a_ledger_that_is_set_aside_while_one_waits_for_it(tmp_path: Path) -> None:
    """The record goes to the new one."""
    path = ledger_path(tmp_path)
    write_ledger(path, 1.0, put).unwrap()
    with closing(sqlite3.connect(path, isolation_level=None)) as other, ThreadPoolExecutor(1) as pool:
        other.execute("BEGIN EXCLUSIVE")
        waiting = pool.submit(write_ledger, path, 10.0, put)
        sleep(0.3)
        path.rename(tmp_path / "aside")
        other.execute("ROLLBACK")
        assert waiting.result(10) == Success(None)
    assert (rows(path), rows(tmp_path / "aside")) == (1, 1)


def test_a_reader_waits_no_longer_than_it_may(tmp_path: Path) -> None:
    """It is told so."""
    path = ledger_path(tmp_path)
    write_ledger(path, 1.0, put).unwrap()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        before = monotonic()
        assert read_ledger(path, 0.3, lambda _connection: 1, 0) == Failure(
            LedgerIsLost(str(path), "database is locked")
        )
        assert monotonic() - before < 0.6
