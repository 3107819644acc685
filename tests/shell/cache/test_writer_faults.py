"""Caches that cannot be written: busy, blocked or full. They are unchanged."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from threading import Timer

import pytest
from returns.result import Failure, Result, Success

from tests.support.cache import NOON, TABLES, WORKSPACE, issue_row, make_cache, sound_payload
from tests.support.files import write
from tests.support.packed import contents_in
from tests.support.patience import FOREVER
from tests.support.process import bare
from trackpost.core.issues.cache_faults import BusyCache, MissingCache, UnreadableCache
from trackpost.core.issues.model import IssueRef
from trackpost.core.project.faults import UnwritableFile
from trackpost.shell.cache.reader import CacheReader
from trackpost.shell.cache.writer import CacheWriter, write_cache

REF = IssueRef(system="jira", workspace=WORKSPACE, id="1", key="ACME-1", url=None)


def _put(writer: CacheWriter) -> Result[str, str]:
    writer.put_issue(REF, sound_payload(), NOON)
    return Success("put")


def _rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


LOCKS: Mapping[str, str] = {"a writer": "BEGIN IMMEDIATE", "an exclusive writer": "BEGIN EXCLUSIVE"}


@pytest.mark.parametrize("tables", [TABLES, f"PRAGMA journal_mode = WAL;{TABLES}"], ids=["DELETE", "WAL"])
@pytest.mark.parametrize("begin", LOCKS.values(), ids=LOCKS.keys())
def test_a_cache_that_is_being_written_is_busy(begin: str, tables: str, tmp_path: Path) -> None:
    """A writer that has waited for another one in vain fails with `BusyCache`, and has written nothing."""
    path = make_cache(tmp_path / "cache.db", tables=tables)
    with closing(sqlite3.connect(path)) as other:
        other.execute(begin)
        assert write_cache(path, 0.05, _put) == Failure(BusyCache(str(path)))
    assert _rows(path, "SELECT count(*) FROM tracker_issues") == [(0,)]


@pytest.mark.parametrize("tables", [TABLES, f"PRAGMA journal_mode = WAL;{TABLES}"], ids=["DELETE", "WAL"])
@pytest.mark.parametrize("begin", LOCKS.values(), ids=LOCKS.keys())
def test_a_writer_that_ends_in_time_is_waited_for(begin: str, tables: str, tmp_path: Path) -> None:
    """A short write only delays the next one."""
    path = make_cache(tmp_path / "cache.db", tables=tables)
    with closing(sqlite3.connect(path, check_same_thread=False, isolation_level=None)) as other:
        other.execute(begin)
        ending = Timer(0.1, other.execute, ["ROLLBACK"])
        ending.start()
        found = write_cache(path, 10.0, _put)
        ending.join()
    assert found == Success("put")


def _below_a_file(folder: Path) -> Path:
    return write(folder / "trackers", "a file") / "cache.db"


def _a_folder(folder: Path) -> Path:
    (folder / "cache.db").mkdir()
    return folder / "cache.db"


UNWRITABLE: Mapping[str, tuple[Callable[[Path], Path], str, str]] = {
    "its folder is a file": (_below_a_file, "trackers", "File exists"),
    "it is a folder itself": (_a_folder, "cache.db", "unable to open database file"),
}


@pytest.mark.parametrize(("make", "named", "reason"), UNWRITABLE.values(), ids=UNWRITABLE.keys())
def test_a_cache_that_cannot_be_created(make: Callable[[Path], Path], named: str, reason: str, tmp_path: Path) -> None:
    """The error has the path that blocks the cache."""
    found = write_cache(make(tmp_path), 1.0, _put)
    assert found == Failure(UnwritableFile(str(tmp_path / named), reason))


def test_a_file_that_is_not_a_cache(tmp_path: Path) -> None:
    """Another file is unchanged."""
    path = write(tmp_path / "cache.db", "no database " * 100)
    assert write_cache(path, 1.0, _put) == Failure(UnreadableCache(str(path), "file is not a database"))
    assert path.read_text() == "no database " * 100


def test_a_database_that_cannot_grow(tmp_path: Path) -> None:
    """A full cache gives an error, and is unchanged."""
    path = make_cache(tmp_path / "cache.db", [issue_row(7)])

    def overfill(writer: CacheWriter) -> Result[str, str]:
        writer.connection.execute("PRAGMA max_page_count = 1")
        writer.put_issue(REF, sound_payload(title="long " * 10_000), NOON)
        return Success("never")

    found = write_cache(path, 1.0, overfill)
    assert found == Failure(UnwritableFile(str(path), "database or disk is full"))
    assert _rows(path, "SELECT issue_id FROM tracker_issues") == [("7",)]


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from returns.result import Success
from trackpost.core.issues.model import IssueRef
from trackpost.shell.cache.writer import write_cache

def put(writer):
    writer.put_issue(IssueRef(system="jira", workspace="w", id="1", key=None, url=None), "x" * 500_000, "now")
    return Success("never")

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
print(type(write_cache(Path(sys.argv[1]), 1.0, put).failure()).__name__)
"""


def test_a_full_disk(tmp_path: Path) -> None:
    """If the operating system accepts no more bytes, the cache is unchanged and intact."""
    path = make_cache(tmp_path / "cache.db", [issue_row(7)])
    command = [sys.executable, "-c", FULL_DISK, str(path)]
    ended = subprocess.run(command, env=bare(), capture_output=True, text=True, check=False, timeout=FOREVER)
    assert (ended.stdout, ended.stderr) == ("UnwritableFile\n", "")
    assert _rows(path, "SELECT issue_id FROM tracker_issues") == [("7",)]
    assert _rows(path, "PRAGMA integrity_check") == [("ok",)]


def test_a_failure_leaves_no_cache(tmp_path: Path) -> None:
    """A cache that was never written counts as missing."""
    path = tmp_path / "cache.db"
    assert write_cache(path, 1.0, lambda _writer: Failure("thought better of it")) == Failure("thought better of it")
    assert contents_in(CacheReader(path)) == Failure(MissingCache(str(path)))
