"""Read valid caches from real SQLite files."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from itertools import count
from pathlib import Path
from threading import Event, Thread
from time import sleep

import pytest
from msgspec.structs import replace
from returns.result import Failure, Success

from tests.support.cache import (
    NOON,
    TABLES,
    WORKSPACE,
    Row,
    add_rows,
    checkpoint_row,
    issue,
    issue_row,
    make_cache,
    mapping_row,
    sound_payload,
)
from tests.support.files import everything_in
from tests.support.packed import contents_in
from tests.support.patience import FOREVER
from trackpost.core.issues.cache_faults import BusyCache, MissingCache
from trackpost.core.issues.model import Checkpoint, Issue, WorkPackageLink
from trackpost.core.snapshot.body import Contents
from trackpost.shell.cache.reader import CacheReader
from trackpost.shell.cache.writer import SCHEMA

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
NOWHERE = Checkpoint(cursor=None, updated_since=None)
KNOWN = Checkpoint(cursor="42", updated_since=NOON)


def _contents(
    issues: Iterable[Issue] = (), mappings: Iterable[WorkPackageLink] = (), checkpoint: Checkpoint | None = None
) -> Contents:
    return Contents(
        issues=tuple(issues),
        mappings=tuple(mappings),
        checkpoint=checkpoint or Checkpoint(cursor=None, updated_since=None),
    )


def _titled(identity: str, title: str) -> Row:
    return "tracker_issues", (identity, "jira", WORKSPACE, "1", sound_payload(title=title), NOON)


CACHES: Mapping[str, tuple[tuple[Row, ...], Contents]] = {
    "one of each": (
        (issue_row(), mapping_row(), checkpoint_row()),
        _contents([issue()], [MAPPED], KNOWN),
    ),
    "issues are ordered as text": (
        (issue_row(9), issue_row(10), issue_row(1)),
        _contents([issue(1), issue(10), issue(9)]),
    ),
    "issues are ordered by bytes": (
        (_titled("é", "4"), _titled("a", "3"), _titled("Z", "2"), _titled("😺", "6"), _titled("\uffee", "5")),
        _contents([replace(issue(), title=str(number)) for number in range(2, 7)]),
    ),
    "issues of another tracker are left out": (
        (issue_row(1), issue_row(2, system="linear"), issue_row(3, system="JIRA")),
        _contents([issue(1)]),
    ),
    "mappings of all trackers are included": (
        (
            checkpoint_row(),
            mapping_row("WP02", "linear", "7"),
            mapping_row("WP10", "beads", "8"),
            mapping_row("WP02", "jira", "9"),
        ),
        _contents(
            checkpoint=KNOWN,
            mappings=[
                replace(MAPPED, wp_id="WP02", external_id="9"),
                replace(MAPPED, wp_id="WP02", system="linear", external_id="7"),
                replace(MAPPED, wp_id="WP10", system="beads", external_id="8"),
            ],
        ),
    ),
    "a mapping without its optional members": (
        (issue_row(), mapping_row(external_id="9", external_key=None, external_url=None)),
        _contents([issue()], mappings=[replace(MAPPED, external_id="9", external_key=None)]),
    ),
    "the checkpoint of another tracker": ((issue_row(), checkpoint_row(f"linear:{WORKSPACE}")), _contents([issue()])),
    "the checkpoint of another workspace": ((issue_row(), checkpoint_row("jira:other.example")), _contents([issue()])),
    "an empty checkpoint": ((checkpoint_row(cursor=None, updated_since=None),), _contents()),
    "only a cursor": (
        (checkpoint_row(updated_since=None),),
        _contents(checkpoint=Checkpoint(cursor="42", updated_since=None)),
    ),
    "a payload that is a blob": ((issue_row(payload=sound_payload().encode()),), _contents([issue()])),
    "a payload with unknown members": (
        (issue_row(payload=sound_payload(sprint=4, raw={"deep": [{}]})),),
        _contents([issue()]),
    ),
    "text in any script": (
        (issue_row(payload=sound_payload(title="日本語 😺 \0 \u2028")),),
        _contents([replace(issue(), title="日本語 😺 \0 \u2028")]),
    ),
}


@pytest.mark.parametrize(("rows", "expected"), CACHES.values(), ids=CACHES.keys())
def test_read(rows: tuple[Row, ...], expected: Contents, tmp_path: Path) -> None:
    """Each cache has exactly these contents for the binding."""
    assert contents_in(CacheReader(make_cache(tmp_path / "cache.db", rows))) == Success(expected)


NAMES: Mapping[str, str] = {
    "plain": "cache.db",
    "spaces": "a cache.db",
    "characters with a meaning in URLs": "a?b#c%41&mode=rw.db",
    "letters outside ASCII": "日本.db",
    "not UTF-8": "a\udcff.db",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_any_file_name(name: str, tmp_path: Path) -> None:
    """The name of the file has no meaning for the reader."""
    made = make_cache(tmp_path / "made.db", [issue_row()])
    made.rename(tmp_path / name)
    assert contents_in(CacheReader(tmp_path / name)) == Success(_contents([issue()]))


def test_a_path_that_begins_with_two_slashes(tmp_path: Path) -> None:
    """Two slashes mean the root, as one does, and not another machine."""
    path = make_cache(tmp_path / "cache.db", [issue_row()])
    assert contents_in(CacheReader(Path(f"/{path}"))) == Success(_contents([issue()]))


NEVER_PULLED: Mapping[str, tuple[Row, ...]] = {
    "empty": (),
    "only mappings": (mapping_row(),),
    "only issues of another tracker": (issue_row(system="linear"),),
    "only the checkpoint of another tracker": (checkpoint_row(f"linear:{WORKSPACE}"),),
}


@pytest.mark.parametrize("rows", NEVER_PULLED.values(), ids=NEVER_PULLED.keys())
def test_a_cache_without_a_pull(rows: tuple[Row, ...], tmp_path: Path) -> None:
    """Such a cache does not mean that the tracker has no issues, so it counts as missing."""
    path = make_cache(tmp_path / "cache.db", rows)
    assert contents_in(CacheReader(path)) == Failure(MissingCache(str(path)))


def test_the_schema_is_that_of_other_tools(tmp_path: Path) -> None:
    """Our tables equal those of the other tools that use the cache, column by column."""
    assert _columns(tmp_path / "ours.db", ";".join(SCHEMA)) == _columns(tmp_path / "theirs.db", TABLES)


def _columns(path: Path, tables: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(make_cache(path, tables=tables))) as connection:
        return connection.execute(
            "SELECT m.name, p.* FROM sqlite_master m JOIN pragma_table_info(m.name) p ORDER BY m.name, p.cid"
        ).fetchall()


def test_a_cache_in_wal_mode_is_read(tmp_path: Path) -> None:
    """A reader sees what a writer has committed to its log but not yet to the file."""
    path = make_cache(tmp_path / "cache.db", [issue_row(1)])
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        add_rows(writer, [issue_row(2)])
        assert (tmp_path / "cache.db-wal").stat().st_size > 0
        assert contents_in(CacheReader(path)) == Success(_contents([issue(1), issue(2)]))


def test_a_resting_cache_in_wal_mode_keeps_its_bytes(tmp_path: Path) -> None:
    """Reading does not write to the cache, even if its writer keeps a log."""
    path = make_cache(tmp_path / "cache.db", [issue_row(1)])
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
    before = everything_in(path)
    assert contents_in(CacheReader(path)) == Success(_contents([issue(1)]))
    assert everything_in(path) == before


@pytest.mark.parametrize("busy_seconds", [0.0, 0.05])
def test_a_cache_that_is_being_written_is_busy(busy_seconds: float, tmp_path: Path) -> None:
    """A reader that has waited long enough for a writer fails with `BusyCache`."""
    path = make_cache(tmp_path / "cache.db", [issue_row()])
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        assert contents_in(CacheReader(path, busy_seconds)) == Failure(BusyCache(str(path)))


def test_a_writer_that_ends_in_time_is_waited_for(tmp_path: Path) -> None:
    """A short write only delays the reader."""
    path = make_cache(tmp_path / "cache.db")
    with closing(sqlite3.connect(path, check_same_thread=False)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        ending = Thread(target=add_rows, args=(writer, [issue_row()]))
        ending.start()
        found = contents_in(CacheReader(path))
        ending.join()
    assert found == Success(_contents([issue()]))


def _grow(path: Path, is_over: Event) -> None:
    """Add an issue and a mapping of the same number in one transaction, repeatedly, until the event is set."""
    with closing(sqlite3.connect(path, timeout=FOREVER)) as writer:
        for number in count(1):
            if is_over.wait(0.001):
                return
            add_rows(writer, [issue_row(number), mapping_row(f"WP{number}", external_id=str(number))])


@pytest.mark.parametrize("journal_mode", ["DELETE", "WAL"])
def test_all_tables_are_read_as_of_one_moment(journal_mode: str, tmp_path: Path) -> None:
    """While a writer adds pairs of rows, a reader never sees one without the other."""
    tables = f"PRAGMA journal_mode = {journal_mode};{TABLES}"
    path = make_cache(tmp_path / "cache.db", [issue_row(0), mapping_row("WP0", external_id="0")], tables=tables)
    is_over = Event()
    writer = Thread(target=_grow, args=(path, is_over))
    writer.start()
    try:
        counts = set(_read_until_it_grows(path))
    finally:
        is_over.set()
        writer.join()
    assert [issues for issues, _ in counts] == [mappings for _, mappings in counts]
    assert len(counts) > 1


def _read_until_it_grows(path: Path) -> Iterator[tuple[int, int]]:
    """Read forty times, and then until something was written in between, even on a slow machine."""
    first = _counted(path)
    for number in count():
        sleep(0.005)
        seen = _counted(path)
        yield seen
        if number >= 40 and seen != first:
            return


def _counted(path: Path) -> tuple[int, int]:
    contents = contents_in(CacheReader(path, busy_seconds=10)).unwrap()
    return len(contents.issues), len(contents.mappings)


def test_payloads_may_be_large(tmp_path: Path) -> None:
    """An issue can be a megabyte long."""
    title = "long " * 200_000
    path = make_cache(tmp_path / "cache.db", [issue_row(payload=json.dumps(json.loads(sound_payload(title=title))))])
    assert contents_in(CacheReader(path)) == Success(_contents([replace(issue(), title=title)]))
