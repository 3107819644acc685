"""Write caches: real SQLite files, whole transactions."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace
from returns.result import Failure, Result, Success

from tests.support.cache import NOON, WORKSPACE, checkpoint_row, issue, issue_row, make_cache, sound_payload
from tests.support.golden import GOLDEN
from tests.support.packed import contents_in
from trackpost.core.issues.model import Checkpoint, IssueRef, WorkPackageLink, identity_of
from trackpost.core.snapshot.body import Contents
from trackpost.shell.cache.reader import CacheReader
from trackpost.shell.cache.writer import CacheWriter, write_cache

REF = IssueRef(system="jira", workspace=WORKSPACE, id="1", key="ACME-1", url=None)
LATER = "2026-03-02T12:00:00+00:00"
KNOWN = Checkpoint(cursor="42", updated_since=NOON)
MAPPED = WorkPackageLink(
    wp_id="WP01",
    system="jira",
    workspace=WORKSPACE,
    external_id="1",
    external_key="ACME-1",
    external_url=None,
    created_at=NOON,
    updated_at=NOON,
)


def _fill(writer: CacheWriter) -> Result[str, str]:
    writer.put_issue(REF, sound_payload(), NOON)
    writer.put_mapping(MAPPED)
    writer.put_checkpoint(f"jira:{WORKSPACE}", KNOWN)
    return Success("filled")


def _fill_and_fail(writer: CacheWriter) -> Result[str, str]:
    return _fill(writer).bind(lambda _: Failure("thought better of it"))


def test_a_success_is_written(tmp_path: Path) -> None:
    """A success creates the file and its folder, and a reader finds everything."""
    path = tmp_path / "trackers" / "cache.db"
    assert write_cache(path, 1.0, _fill) == Success("filled")
    expected = Contents(issues=(issue(),), mappings=(MAPPED,), checkpoint=KNOWN)
    assert contents_in(CacheReader(path)) == Success(expected)


def test_a_failure_does_not_change_the_cache(tmp_path: Path) -> None:
    """A failure rolls back what was written before it."""
    path = make_cache(tmp_path / "cache.db", [issue_row(7), checkpoint_row(cursor="7")])
    before = contents_in(CacheReader(path))
    assert write_cache(path, 1.0, _fill_and_fail) == Failure("thought better of it")
    assert (contents_in(CacheReader(path)), before.unwrap().checkpoint.cursor) == (before, "7")


def test_an_exception_does_not_change_the_cache(tmp_path: Path) -> None:
    """An interrupt rolls back what was written before it."""

    def interrupted(writer: CacheWriter) -> Result[str, str]:
        _fill(writer)
        raise KeyboardInterrupt

    path = make_cache(tmp_path / "cache.db", [issue_row(7)])
    before = contents_in(CacheReader(path))
    with pytest.raises(KeyboardInterrupt):
        write_cache(path, 1.0, interrupted)
    assert contents_in(CacheReader(path)) == before


def test_an_issue_replaces_the_one_with_its_identity(tmp_path: Path) -> None:
    """An issue that is written twice is one row, with the last values."""
    path = tmp_path / "cache.db"

    def put(writer: CacheWriter) -> Result[str, str]:
        writer.put_issue(REF, sound_payload(title="old"), NOON)
        writer.put_issue(replace(REF, id="2"), sound_payload(2), NOON)
        writer.put_issue(REF, sound_payload(title="new"), LATER)
        return Success("put")

    assert [write_cache(path, 1.0, put) for _ in range(2)] == [Success("put")] * 2
    assert [found.title for found in contents_in(CacheReader(path)).unwrap().issues] == ["new", "Issue 2"]
    expected = [(identity_of(REF), "1", LATER), (f"jira:{WORKSPACE}:2", "2", NOON)]
    assert _rows(path, "SELECT identity, issue_id, updated_at FROM tracker_issues ORDER BY 1") == expected


def test_a_checkpoint_replaces_the_one_with_its_key(tmp_path: Path) -> None:
    """A second write replaces the whole checkpoint."""
    path = tmp_path / "cache.db"

    def put(writer: CacheWriter) -> Result[Checkpoint | None, str]:
        writer.put_checkpoint("jira:a", KNOWN)
        writer.put_checkpoint("jira:b", KNOWN)
        writer.put_checkpoint("jira:a", Checkpoint(cursor=None, updated_since=None))
        return Success(writer.checkpoint("jira:a"))

    assert write_cache(path, 1.0, put) == Success(Checkpoint(cursor=None, updated_since=None))
    assert _rows(path, "SELECT * FROM tracker_checkpoints ORDER BY 1") == [
        ("jira:a", None, None),
        ("jira:b", "42", NOON),
    ]


def _rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def _columns(path: Path) -> dict[object, list[tuple[object, ...]]]:
    tables = [name for (name,) in _rows(path, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
    return {table: _rows(path, f"PRAGMA table_info({table})") for table in tables}


GOLDEN_CACHES = sorted(GOLDEN.glob("*/home/.spec-kitty/trackers/*.db"))


@pytest.mark.parametrize("golden", GOLDEN_CACHES, ids=lambda path: path.parents[3].name)
def test_a_new_cache_has_the_tables_of_the_golden_ones(golden: Path, tmp_path: Path) -> None:
    """The tables are equal column by column, with types, defaults and keys."""
    write_cache(tmp_path / "cache.db", 1.0, _fill).unwrap()
    assert _columns(tmp_path / "cache.db") == _columns(golden)


def test_a_cache_is_in_wal_mode_afterwards(tmp_path: Path) -> None:
    """In WAL mode, readers can read during a write; a cache in another mode is converted."""
    for path in (tmp_path / "new.db", make_cache(tmp_path / "old.db")):
        write_cache(path, 1.0, _fill).unwrap()
        assert _rows(path, "PRAGMA journal_mode") == [("wal",)]


def test_readers_can_read_during_a_write(tmp_path: Path) -> None:
    """During a write, a reader sees the old state at once."""
    path = tmp_path / "cache.db"
    write_cache(path, 1.0, _fill).unwrap()

    def look(writer: CacheWriter) -> Result[Contents, object]:
        writer.put_issue(replace(REF, id="2"), sound_payload(2), NOON)
        return contents_in(CacheReader(path, busy_seconds=0.0))

    assert write_cache(path, 1.0, look).unwrap().issues == (issue(),)
    assert len(contents_in(CacheReader(path)).unwrap().issues) == 2


def test_readers_can_read_during_a_large_write_without_a_log(tmp_path: Path) -> None:
    """While somebody reads a cache without a log, it gets none; nothing that is written waits for the reader."""
    path = make_cache(tmp_path / "cache.db", [issue_row(7)])

    with closing(sqlite3.connect(path, isolation_level=None)) as first:
        first.execute("BEGIN")
        first.execute("SELECT count(*) FROM tracker_issues").fetchall()

        def fill(writer: CacheWriter) -> Result[int, object]:
            for number in range(100):
                writer.put_issue(replace(REF, id=str(number)), sound_payload(number) + " " * 6_000, NOON)
            with closing(sqlite3.connect(path, timeout=0.0)) as second:
                ((seen,),) = second.execute("SELECT count(*) FROM tracker_issues")
            first.execute("COMMIT")
            return Success(seen)

        assert write_cache(path, 0.05, fill) == Success(1)
    assert _rows(path, "PRAGMA journal_mode") == [("delete",)]
