"""Caches that cannot be published, as real SQLite files."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from returns.result import Failure, Success

from tests.support.cache import (
    TABLES,
    UNTYPED_TABLES,
    WORKSPACE,
    Row,
    checkpoint_row,
    issue_row,
    make_cache,
    mapping_row,
    sound_payload,
)
from tests.support.files import write
from tests.support.packed import contents_in
from trackpost.core.issues.cache_faults import CorruptRow, MissingCache, UnreadableCache
from trackpost.shell.cache.reader import CacheReader

ISSUE = f"jira:{WORKSPACE}:1"
KEY = f"jira:{WORKSPACE}"


def _without(member: str) -> str:
    return sound_payload().replace(f'"{member}"', f'"no_{member}"')


PAYLOADS: Mapping[str, tuple[object, str]] = {
    "empty": ("", "Input data was truncated"),
    "not JSON": ("{title}", "JSON is malformed: object keys must be strings (byte 1)"),
    "cut off": (sound_payload()[:-1], "Input data was truncated"),
    "more than one value": (sound_payload() + "{}", "JSON is malformed: trailing characters"),
    "a list": ("[]", "Expected `object`, got `array`"),
    "null in JSON": ("null", "Expected `object`, got `null`"),
    "no title": (_without("title"), "Object missing required field `title`"),
    "a title that is a number": (sound_payload(title=5), "Expected `str`, got `int` - at `$.title`"),
    "no key": (
        sound_payload(ref={"system": "jira", "workspace": "x", "id": "1", "url": None}),
        "Object missing required field `key` - at `$.ref`",
    ),
    "an unknown status": (sound_payload(status="open"), "Invalid enum value 'open' - at `$.status`"),
    "a status in capitals": (sound_payload(status="TODO"), "Invalid enum value 'TODO' - at `$.status`"),
    "an unknown issue type": (sound_payload(issue_type="policy"), "Invalid enum value 'policy' - at `$.issue_type`"),
    "too high a priority": (sound_payload(priority=5), "Expected `int` <= 4 - at `$.priority`"),
    "a negative priority": (sound_payload(priority=-1), "Expected `int` >= 0 - at `$.priority`"),
    "a priority that is a truth value": (
        sound_payload(priority=True),
        "Expected `int | null`, got `bool` - at `$.priority`",
    ),
    "a label that is a number": (sound_payload(labels=["x", 1]), "Expected `str`, got `int` - at `$.labels[1]`"),
    "a lone surrogate": (
        sound_payload(title="?").replace("?", "\\ud800"),
        "JSON is malformed: unexpected end of escaped utf-16 surrogate pair",
    ),
}


@pytest.mark.parametrize(("payload", "reason"), PAYLOADS.values(), ids=PAYLOADS.keys())
def test_a_corrupt_payload(payload: object, reason: str, tmp_path: Path) -> None:
    """The error has the issue, and the member if there is one."""
    path = make_cache(tmp_path / "cache.db", [issue_row(0), issue_row(1, payload=payload), issue_row(2)])
    found = contents_in(CacheReader(path)).failure()
    assert isinstance(found, CorruptRow)
    assert (found.path, found.table, found.identity) == (str(path), "tracker_issues", ISSUE)
    assert found.reason.startswith(reason)


DEEP = "[" * 100_000

ROWS: Mapping[str, tuple[str, Row, tuple[str, str]]] = {
    "a payload nested too deep": (TABLES, issue_row(payload=f'{{"raw": {DEEP}'), ("tracker_issues", ISSUE)),
    "a payload that is not UTF-8": (
        TABLES,
        issue_row(payload=sound_payload(title="?").encode().replace(b"?", b"\xff")),
        ("tracker_issues", ISSUE),
    ),
    "an unusable instant": (
        TABLES,
        issue_row(payload=sound_payload(updated_at="yesterday")),
        ("tracker_issues", ISSUE),
    ),
    "a payload that is null": (
        UNTYPED_TABLES,
        ("tracker_issues", (ISSUE, "jira", WORKSPACE, "1", None, None)),
        ("tracker_issues", ISSUE),
    ),
    "a payload that is a number": (UNTYPED_TABLES, issue_row(payload=5), ("tracker_issues", ISSUE)),
    "an identity that is a number": (
        UNTYPED_TABLES,
        ("tracker_issues", (7, "jira", WORKSPACE, "1", "{}", None)),
        ("tracker_issues", "7"),
    ),
    "an identity that is null": (
        TABLES,
        ("tracker_issues", (None, "jira", WORKSPACE, "1", "{}", None)),
        ("tracker_issues", "NULL"),
    ),
    "an identity that is not UTF-8": (
        TABLES,
        ("tracker_issues", (b"jira:\xff", "jira", WORKSPACE, "1", "{}", None)),
        ("tracker_issues", "jira:\\xff"),
    ),
    "a mapping that is not UTF-8": (TABLES, mapping_row(external_key=b"\xff"), ("tracker_mappings", "WP01")),
    "a mapping without its issue": (UNTYPED_TABLES, mapping_row(external_id=None), ("tracker_mappings", "WP01")),
    "a mapping with a number": (UNTYPED_TABLES, mapping_row(external_id=5), ("tracker_mappings", "WP01")),
    "a mapping that is a number": (UNTYPED_TABLES, mapping_row(wp_id=5), ("tracker_mappings", "5")),
    "a mapping that is null": (UNTYPED_TABLES, mapping_row(wp_id=None), ("tracker_mappings", "NULL")),
    "a cursor that is not UTF-8": (TABLES, checkpoint_row(cursor=b"\xff"), ("tracker_checkpoints", KEY)),
    "a cursor that is a number": (UNTYPED_TABLES, checkpoint_row(cursor=5), ("tracker_checkpoints", KEY)),
    "a checkpoint without a valid instant": (
        TABLES,
        checkpoint_row(updated_since="yesterday"),
        ("tracker_checkpoints", KEY),
    ),
}


@pytest.mark.parametrize(("tables", "row", "expected"), ROWS.values(), ids=ROWS.keys())
def test_a_corrupt_row(tables: str, row: Row, expected: tuple[str, str], tmp_path: Path) -> None:
    """The error has the table and the row."""
    path = make_cache(tmp_path / "cache.db", [row], tables)
    found = contents_in(CacheReader(path)).failure()
    assert isinstance(found, CorruptRow)
    assert (found.path, found.table, found.identity) == (str(path), *expected)


def test_the_error_is_about_the_first_corrupt_row(tmp_path: Path) -> None:
    """Of several corrupt rows, the error has the first by identity."""
    path = make_cache(tmp_path / "cache.db", [issue_row(3, payload="x"), issue_row(2, payload="x"), issue_row(1)])
    found = contents_in(CacheReader(path)).failure()
    assert isinstance(found, CorruptRow)
    assert found.identity == f"jira:{WORKSPACE}:2"


@pytest.mark.parametrize("tables", [TABLES, UNTYPED_TABLES], ids=["usual", "untyped"])
def test_a_corrupt_row_far_behind_is_named(tables: str, tmp_path: Path) -> None:
    """The error names the row that is corrupt, however many were read before it."""
    rows = [issue_row(number, payload="[]" if number == 1_350 else None) for number in range(1_000, 1_400)]
    path = make_cache(tmp_path / "cache.db", [*rows, checkpoint_row()], tables)
    fault = CorruptRow(str(path), "tracker_issues", f"jira:{WORKSPACE}:1350", "Expected `object`, got `array`")
    assert contents_in(CacheReader(path)) == Failure(fault)


def test_corrupt_rows_of_another_tracker_do_not_matter(tmp_path: Path) -> None:
    """Rows that are not published are not checked."""
    rows = [
        issue_row(1, system="linear", payload="x"),
        checkpoint_row("linear:other", cursor=b"\xff"),
        checkpoint_row(),
    ]
    found = contents_in(CacheReader(make_cache(tmp_path / "cache.db", rows)))
    assert found.map(lambda contents: contents.issues) == Success(())


TABLE_FAULTS: Mapping[str, tuple[str, str]] = {
    "no tables": ("", "no such table: tracker_issues"),
    "no mappings": (TABLES + "DROP TABLE tracker_mappings", "no such table: tracker_mappings"),
    "no checkpoints": (TABLES + "DROP TABLE tracker_checkpoints", "no such table: tracker_checkpoints"),
    "no payload": (TABLES + "ALTER TABLE tracker_issues DROP COLUMN payload", "no such column: payload"),
}


@pytest.mark.parametrize(("tables", "reason"), TABLE_FAULTS.values(), ids=TABLE_FAULTS.keys())
def test_a_database_that_is_not_a_cache(tables: str, reason: str, tmp_path: Path) -> None:
    """A database without the tables is not a cache."""
    path = make_cache(tmp_path / "cache.db", tables=tables)
    assert contents_in(CacheReader(path)) == Failure(UnreadableCache(str(path), reason))


FILES: Mapping[str, tuple[bytes, str]] = {
    "text": (b"this is not a database, but a text that is long enough\n" * 20, "file is not a database"),
    "empty": (b"", "no such table: tracker_issues"),
    "only a header": (b"SQLite format 3\0" + b"\xff" * 100, "file is not a database"),
}


@pytest.mark.parametrize(("content", "reason"), FILES.values(), ids=FILES.keys())
def test_a_file_that_is_not_a_database(content: bytes, reason: str, tmp_path: Path) -> None:
    """Any other file is not a cache, and is unchanged."""
    path = write(tmp_path / "cache.db", content)
    assert contents_in(CacheReader(path)) == Failure(UnreadableCache(str(path), reason))
    assert path.read_bytes() == content


def test_a_damaged_database(tmp_path: Path) -> None:
    """A database with overwritten pages is not a cache."""
    path = make_cache(tmp_path / "cache.db", [issue_row(number) for number in range(200)])
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    found = contents_in(CacheReader(path)).failure()
    assert found == UnreadableCache(str(path), "database disk image is malformed")


def test_a_folder_in_place_of_the_cache(tmp_path: Path) -> None:
    """A folder is not a cache, whatever SQLite's message is."""
    found = contents_in(CacheReader(tmp_path)).failure()
    assert found == UnreadableCache(str(tmp_path), getattr(found, "reason", ""))


ABSENT: Mapping[str, str] = {"no file": "cache.db", "no folder": "trackers/cache.db", "below a file": "file/cache.db"}


@pytest.mark.parametrize("name", ABSENT.values(), ids=ABSENT.keys())
def test_no_cache(name: str, tmp_path: Path) -> None:
    """A cache that was never filled is missing, and is not created."""
    path = write(tmp_path / "file", "").parent / name
    assert contents_in(CacheReader(path)) == Failure(MissingCache(str(path)))
    assert not path.exists()
