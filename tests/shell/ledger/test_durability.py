"""The record of a publish survives a power cut, and the wait for a busy ledger is bounded."""

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
    """Insert a row, as a publish does."""
    connection.execute("INSERT INTO fingerprints (publish, made) VALUES (NULL, X'00')")


def rows(path: Path) -> int:
    """Return the number of rows."""
    with closing(sqlite3.connect(path)) as connection:
        ((number,),) = connection.execute("SELECT count(*) FROM fingerprints")
        return int(number)


def test_the_folder_is_synced_after_the_commit(tmp_path: Path) -> None:
    """SQLite commits by removing its journal; if a disk loses that, the record is rolled back."""
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
    """SQLite syncs the file, because of the pragma ``synchronous``."""
    found = write_ledger(
        ledger_path(tmp_path), 1.0, lambda connection: connection.execute("PRAGMA synchronous").fetchone()[0]
    )
    assert found == Success(2)


def test_new_folders_are_synced_and_private(tmp_path: Path) -> None:
    """This holds for all new folders, from the home folder on."""
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


def test_a_record_that_cannot_be_synced(tmp_path: Path) -> None:
    """A record that may not be on the disk counts as not written."""
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
def test_a_ledger_without_its_first_record_is_empty(statement: str | None, tmp_path: Path) -> None:
    """A process that is killed before its first commit leaves such a file."""
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
    """What the process has written is rolled back, and the ledger is empty."""
    subprocess.run([sys.executable, "-c", KILLED, tmp_path], env=bare(), check=False, timeout=30)
    path = ledger_path(tmp_path)
    assert path.with_name("ledger.db-journal").exists()
    assert SqliteHistory(LedgerFile(tmp_path)).newest(5) == NOTHING


@pytest.mark.parametrize("begin", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE", "BEGIN; SELECT * FROM fingerprints"])
def test_the_wait_for_a_busy_ledger_is_bounded(begin: str, tmp_path: Path) -> None:
    """Whoever holds the lock, the limit applies to all statements together."""
    path = ledger_path(tmp_path)
    write_ledger(path, 1.0, put).unwrap()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        reading = [other.execute(statement) for statement in begin.split("; ")]
        before = monotonic()
        assert write_ledger(path, 0.3, put) == Failure(LedgerIsLost(str(path), "database is locked"))
        assert monotonic() - before < 0.6
        assert len(reading) > 0
    assert rows(path) == 1


def test_a_ledger_that_is_set_aside_during_a_wait(tmp_path: Path) -> None:
    """The record goes to the new ledger."""
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


def test_the_wait_of_a_reader_is_bounded(tmp_path: Path) -> None:
    """The reader fails when the time is up."""
    path = ledger_path(tmp_path)
    write_ledger(path, 1.0, put).unwrap()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        before = monotonic()
        assert read_ledger(path, 0.3, lambda _connection: 1, 0) == Failure(
            LedgerIsLost(str(path), "database is locked")
        )
        assert monotonic() - before < 0.6
