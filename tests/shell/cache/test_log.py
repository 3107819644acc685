"""The cache uses a write-ahead log if the file system supports it, and works without one."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.cache import TABLES, make_cache
from trackpost.shell.cache.log import leave_log, prefer_log


def mode_of(path: Path) -> str:
    """Return the journal mode of the cache."""
    with closing(sqlite3.connect(path)) as connection:
        ((mode,),) = connection.execute("PRAGMA journal_mode")
        return str(mode)


@pytest.mark.parametrize(("can_share", "mode"), [(True, "wal"), (False, "delete")], ids=["usual", "no shared memory"])
def test_a_log_needs_shared_memory(*, can_share: bool, mode: str, tmp_path: Path) -> None:
    """Without shared memory, nobody could read a cache with a log, so it gets none."""
    path = make_cache(tmp_path / "cache.db")
    with closing(sqlite3.connect(path)) as connection:
        prefer_log(path, connection, lambda _folder: can_share)
    assert mode_of(path) == mode


def test_an_existing_log_is_not_checked(tmp_path: Path) -> None:
    """Shared memory is checked only before a log is started."""
    path = make_cache(tmp_path / "cache.db", tables=f"PRAGMA journal_mode = WAL;{TABLES}")
    with closing(sqlite3.connect(path)) as connection:
        prefer_log(path, connection, lambda _folder: False)
    assert mode_of(path) == "wal"


def test_a_cache_from_another_file_system_leaves_its_log(tmp_path: Path) -> None:
    """The log is written back to the cache."""
    path = make_cache(tmp_path / "cache.db", tables=f"PRAGMA journal_mode = WAL;{TABLES}")
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMMAP
    leave_log(path, error)
    assert mode_of(path) == "delete"


def test_another_error_is_raised_again(tmp_path: Path) -> None:
    """Any other error is raised again, and the log stays."""
    path = make_cache(tmp_path / "cache.db", tables=f"PRAGMA journal_mode = WAL;{TABLES}")
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        leave_log(path, error)
    assert mode_of(path) == "wal"
