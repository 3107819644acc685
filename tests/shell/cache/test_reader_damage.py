"""Caches that a writer, a disk or another tool has damaged, as real SQLite files."""

import os
import sqlite3
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

from returns.result import Failure

from tests.support.cache import TABLES, UNTYPED_TABLES, add_rows, issue_row, make_cache, mapping_row
from tests.support.files import everything_in
from tests.support.packed import contents_in
from trackpost.core.issues.cache_faults import InterruptedCache, UnreadableCache
from trackpost.shell.cache.reader import CacheReader

NO_SCHEMA = "UPDATE sqlite_master SET name = CAST(X'80' AS TEXT), sql = 'none' WHERE name = 'tracker_issues'"


def _die_while_writing(path: Path) -> None:
    """Change many pages, and exit before the end of the transaction."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN")
    connection.execute("UPDATE tracker_issues SET payload = payload || ' '")
    os._exit(0)


def test_a_writer_that_died(tmp_path: Path) -> None:
    """A half-written transaction is neither published nor rolled back by us: both files are unchanged."""
    path = make_cache(tmp_path / "cache.db", [issue_row(number) for number in range(500)])
    writer = get_context("spawn").Process(target=_die_while_writing, args=(path,))
    writer.start()
    writer.join()
    before = everything_in(tmp_path)
    assert (tmp_path / "cache.db-journal").stat().st_size > 0
    assert contents_in(CacheReader(path)) == Failure(InterruptedCache(str(path)))
    assert everything_in(tmp_path) == before


def test_a_schema_that_is_not_text(tmp_path: Path) -> None:
    """An error of SQLite that quotes bytes of the file gives `UnreadableCache`, too."""
    path = make_cache(tmp_path / "cache.db", tables=f"{TABLES}; PRAGMA writable_schema = ON; {NO_SCHEMA}")
    assert contents_in(CacheReader(path)) == Failure(UnreadableCache(str(path), "malformed database schema"))


def test_mappings_are_ordered_without_a_key_that_orders_them(tmp_path: Path) -> None:
    """Mappings are ordered by work package, then by tracker, whatever the table's keys and order are."""
    rows = [
        issue_row(),
        mapping_row("WP02", "b"),
        mapping_row("WP10", "a"),
        mapping_row("WP02", "a"),
        mapping_row("WP01", "z"),
    ]
    contents = contents_in(CacheReader(make_cache(tmp_path / "cache.db", rows, UNTYPED_TABLES))).unwrap()
    assert [(mapped.wp_id, mapped.system) for mapped in contents.mappings] == [
        ("WP01", "z"),
        ("WP02", "a"),
        ("WP02", "b"),
        ("WP10", "a"),
    ]


def test_issues_are_ordered_without_a_key_that_orders_them(tmp_path: Path) -> None:
    """Issues are ordered by identity, whatever the table's keys and order are."""
    path = make_cache(tmp_path / "cache.db", tables=UNTYPED_TABLES)
    with closing(sqlite3.connect(path)) as connection:
        add_rows(connection, [issue_row(9), issue_row(10), issue_row(1)])
    contents = contents_in(CacheReader(path)).unwrap()
    assert [issue.ref.id for issue in contents.issues] == ["1", "10", "9"]
