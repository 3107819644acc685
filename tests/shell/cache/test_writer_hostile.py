"""Rows of any type from other programs are ignored or replaced, and do not stop a writer."""

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from returns.result import Result, Success

from tests.support.cache import NOON, UNTYPED_TABLES, WORKSPACE, Row, checkpoint_row, issue_row, make_cache, mapping_row
from trackpost.core.issues.model import Checkpoint, IssueRef, WorkPackageLink
from trackpost.core.issues.pull_state import PullState, parse_state
from trackpost.shell.cache.writer import CacheWriter, write_cache

KEY = f"jira:{WORKSPACE}"
IDENTITY = f"jira:{WORKSPACE}:1"
DEEP = '{"ref": ' + "[" * 5_000 + "]" * 5_000 + "}"
LINK = WorkPackageLink(
    wp_id="WP02",
    system="jira",
    workspace=WORKSPACE,
    external_id="1",
    external_key=None,
    external_url=None,
    created_at=NOON,
    updated_at=NOON,
)


def issue(payload: object) -> list[Row]:
    """Return the row of one issue, with any payload."""
    table, values = issue_row(payload="")
    return [(table, (*values[:4], payload, values[5]))]


PAYLOADS: Mapping[str, object] = {
    "NULL": None,
    "deep": DEEP,
    "deep in an unknown member": '{"x": ' + "[" * 5_000 + "]" * 5_000 + "}",
    "a number": 5,
    "a fraction": 1.5,
    "not UTF-8": b"\xff\xfe",
    "text that is not UTF-8": b'{"ref": "\xff"}',
    "empty": "",
    "not JSON": "{",
    "another object": "{}",
    "a ref of other types": '{"ref": {"system": 1, "workspace": null, "id": [], "key": {}, "url": true}}',
}


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS.keys())
def test_a_payload_that_cannot_be_read(payload: object, tmp_path: Path) -> None:
    """Such an issue cannot be found, linked or removed as foreign, but it can be replaced."""
    path = make_cache(tmp_path / "cache.db", issue(payload), UNTYPED_TABLES)

    def look(writer: CacheWriter) -> Result[tuple[object, ...], str]:
        found = writer.find_issue("jira", "1"), writer.find_issue("jira", "ACME-1")
        writer.payload(IDENTITY)
        return Success((*found, writer.drop_issues("jira", lambda _ref: False)))

    assert write_cache(path, 1.0, look) == Success((None, None, 0))


CHECKPOINTS: Mapping[str, tuple[object, object]] = {
    "NULL": (None, None),
    "numbers": (5, 7.5),
    "not UTF-8": (b"\xff", b"\xff"),
    "deep": ("[" * 100_000, NOON),
    "not an instant": (None, "yesterday"),
    "no zone": (None, "2026-03-01T12:00:00"),
    "year 1": ('{"page":null,"size":1,"began":"0001-01-01T00:00:00+00:00"}', None),
}


@pytest.mark.parametrize(("cursor", "since"), CHECKPOINTS.values(), ids=CHECKPOINTS.keys())
def test_a_checkpoint_that_cannot_be_used(cursor: object, since: object, tmp_path: Path) -> None:
    """The pull reads everything, and replaces the checkpoint."""
    path = make_cache(tmp_path / "cache.db", [checkpoint_row(KEY, cursor, since)], UNTYPED_TABLES)
    state = write_cache(path, 1.0, lambda writer: Success(parse_state(writer.checkpoint(KEY))))
    assert state == Success(PullState())


def _number_of_rows(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        ((number,),) = connection.execute("SELECT count(*) FROM tracker_issues")
        return int(number)


def test_a_foreign_issue_without_an_identity_is_removed(tmp_path: Path) -> None:
    """Foreign issues are found by their payload, whatever the column of the identity has."""
    table, values = issue_row()
    path = make_cache(tmp_path / "cache.db", [(table, (None, *values[1:])), issue_row(2)], UNTYPED_TABLES)

    def drop(writer: CacheWriter) -> Result[int, str]:
        return Success(writer.drop_issues("jira", lambda ref: ref.id == "2"))

    assert write_cache(path, 1.0, drop) == Success(1)
    assert _number_of_rows(path) == 1


NAMES: Mapping[str, tuple[object, str]] = {
    "NULL": (None, "NULL"),
    "not UTF-8": (b"\xff", "\\xff"),
    "a number": (7, "7"),
}


@pytest.mark.parametrize(("wp_id", "shown"), NAMES.values(), ids=NAMES.keys())
def test_a_work_package_of_another_type(wp_id: object, shown: str, tmp_path: Path) -> None:
    """The name of the work package is shown as well as possible."""
    path = make_cache(tmp_path / "cache.db", [mapping_row(wp_id=wp_id)], UNTYPED_TABLES)
    found = write_cache(path, 1.0, lambda writer: Success(writer.package_of(LINK)))
    assert found == Success(None if wp_id is None else shown)


WRITES: Mapping[str, Callable[[CacheWriter], object]] = {
    "a checkpoint": lambda writer: writer.put_checkpoint(KEY, Checkpoint(cursor=None, updated_since=NOON)),
    "a link": lambda writer: writer.put_mapping(LINK),
    "an issue": lambda writer: writer.put_issue(
        IssueRef(system="jira", workspace=WORKSPACE, id="1", key=None, url=None), "{}", NOON
    ),
}


@pytest.mark.parametrize("put", WRITES.values(), ids=WRITES.keys())
def test_tables_without_keys(put: Callable[[CacheWriter], object], tmp_path: Path) -> None:
    """A cache without keys gives an error that says so, and is unchanged."""
    path = make_cache(tmp_path / "cache.db", tables=UNTYPED_TABLES)

    def write(writer: CacheWriter) -> Result[str, str]:
        put(writer)
        return Success("never")

    fault = write_cache(path, 1.0, write).failure()
    assert "ON CONFLICT clause does not match" in str(fault)
