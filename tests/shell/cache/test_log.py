"""A write-ahead log where the file system allows it, and a cache that works where it does not."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.cache import TABLES, make_cache
from trackpost.shell.cache.log import leave_log, prefer_log


def mode_of(path: Path) -> str:
    """Return how the cache keeps what is not written yet."""
    with closing(sqlite3.connect(path)) as connection:
        ((mode,),) = connection.execute("PRAGMA journal_mode")
        return str(mode)


@pytest.mark.parametrize(("can_share", "mode"), [(True, "wal"), (False, "delete")], ids=["usual", "no shared memory"])
def test_a_log_is_begun_where_memory_can_be_shared(can_share: bool, mode: str, tmp_path: Path) -> None:  # noqa: FBT001
    """Elsewhere nobody could read the cache any more."""
    path = make_cache(tmp_path / "cache.db")
    with closing(sqlite3.connect(path)) as connection:
        prefer_log(path, connection, lambda _folder: can_share)
    assert mode_of(path) == mode


def test_a_log_that_is_there_is_not_asked_about(tmp_path: Path) -> None:
    """Only its beginning needs to be thought over."""
    path = make_cache(tmp_path / "cache.db", tables=f"PRAGMA journal_mode = WAL;{TABLES}")
    with closing(sqlite3.connect(path)) as connection:
        prefer_log(path, connection, lambda _folder: False)
    assert mode_of(path) == "wal"


def test_a_cache_from_elsewhere_leaves_its_log(tmp_path: Path) -> None:
    """What was in the log is in the cache then."""
    path = make_cache(tmp_path / "cache.db", tables=f"PRAGMA journal_mode = WAL;{TABLES}")
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMMAP
    leave_log(path, error)
    assert mode_of(path) == "delete"


def test_another_fault_is_not_touched(tmp_path: Path) -> None:
    """It is raised again."""
    path = make_cache(tmp_path / "cache.db", tables=f"PRAGMA journal_mode = WAL;{TABLES}")
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        leave_log(path, error)
    assert mode_of(path) == "wal"
