"""Rows in the ledger that trackpost did not write."""

import sqlite3
import subprocess
import zlib
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest
from returns.result import Failure

from tests.support.files import Files, make_project
from tests.support.ledger import ledger_of
from tests.support.process import TRACKPOST, bare, called
from tests.support.scripted_server import scripted
from trackpost import TrackerService
from trackpost.core.delivery.ledger_faults import CorruptEntry, LedgerSetAside
from trackpost.core.delivery.receipt import Receipt
from trackpost.core.errors import Problem

ROWS: Mapping[str, tuple[str, str]] = {
    "a key of bytes": ("key = X'FF'", "Expected `str`, got `bytes` - at `$.key`"),
    "a key that is not UTF-8": ("key = CAST(X'FF' AS TEXT)", "key is not UTF-8"),
    "a workspace that is not UTF-8": ("workspace = CAST(X'FF' AS TEXT)", "workspace is not UTF-8"),
    "a count that is text": ("issues = 'many'", "Expected `int`, got `str` - at `$.issues`"),
    "an unknown state": ("state = 'lost'", "Invalid enum value 'lost' - at `$.state`"),
    "half a route": (
        "resource_type = 'jira_project', resource_id = NULL",
        "Expected `str`, got `null` - at `$.route.external_resource_id`",
    ),
}


def published(files: Files) -> Receipt:
    """Publish to a server that accepts the snapshot."""
    with scripted() as server:
        return TrackerService(files.root, home=files.home).sync_publish(server_url=server.url).unwrap()


def spoiled(files: Files, change: str) -> None:
    """Change all rows."""
    with closing(sqlite3.connect(ledger_of(files))) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = 1")
        connection.execute(f"UPDATE publishes SET {change}")  # noqa: S608 - from this file


@pytest.mark.parametrize(("change", "reason"), ROWS.values(), ids=ROWS.keys())
def test_reading_the_history_names_the_row(change: str, reason: str, tmp_path: Path) -> None:
    """``receipts`` fails with the row; ``status`` shows a warning and the rest."""
    files = make_project(tmp_path)
    published(files)
    spoiled(files, change)
    corrupt = CorruptEntry(str(ledger_of(files)), "1", reason)
    assert TrackerService(files.root, home=files.home).receipts() == Failure(corrupt)
    listed, shown = (called(*words, env=files.env) for words in (["receipts"], ["status", "--root", str(files.root)]))
    assert (listed.exit_code, listed.stderr) == (65, f"trackpost: error: {corrupt.message}\n")
    assert shown.exit_code == 0
    assert ("workspace" in change) or corrupt.message in shown.stderr  # such a row belongs to another workspace


FINGERPRINTS: Mapping[str, str] = {
    "not bytes": "made = 5",
    "text": "made = 'text'",
    "other bytes": "made = X'00'",
    "bytes of something else": "made = X'789C030000000001'",
}


@pytest.mark.parametrize("change", FINGERPRINTS.values(), ids=FINGERPRINTS.keys())
def test_a_fingerprint_of_others(change: str, tmp_path: Path) -> None:
    """The error has the number of the row."""
    files = make_project(tmp_path)
    key = published(files).idempotency_key
    with closing(sqlite3.connect(ledger_of(files))) as connection, connection:
        connection.execute(f"UPDATE fingerprints SET {change}")  # noqa: S608 - from this file
    fault = TrackerService(files.root, home=files.home).diff(key, key).failure()
    assert isinstance(fault, CorruptEntry)
    assert fault.row == "1"


IN_HALF_A_GIBIBYTE = ("prlimit", f"--as={2**29}")


def _gibibyte() -> bytes:
    """Return a gibibyte of zeros, compressed to a few megabytes."""
    compressor = zlib.compressobj(1)
    return b"".join([*(compressor.compress(bytes(2**20)) for _ in range(1024)), compressor.flush()])


def test_a_fingerprint_that_would_fill_the_memory(tmp_path: Path) -> None:
    """A small row that expands to a gigabyte is told as any other damaged row, by a process that has half of that."""
    files = make_project(tmp_path)
    key = published(files).idempotency_key
    with closing(sqlite3.connect(ledger_of(files))) as connection, connection:
        connection.execute("UPDATE fingerprints SET made = ?", (_gibibyte(),))
    ended = subprocess.run(
        [*IN_HALF_A_GIBIBYTE, TRACKPOST, "explain", key, key],
        env=bare(files.env),
        capture_output=True,
        text=True,
        check=False,
    )
    expected = CorruptEntry(str(ledger_of(files)), "1", "its fingerprint is too large").message
    assert (ended.returncode, ended.stderr) == (65, f"trackpost: error: {expected}\n")


NOT_UTF_8: Mapping[str, list[list[type[Problem]]]] = {
    "key": [[LedgerSetAside], []],
    "digest": [[LedgerSetAside], []],
    "link": [[LedgerSetAside], []],
    "state": [[], []],
    "endpoint": [[], []],
    "provider": [[], []],
    "workspace": [[], []],
    "project": [[], []],
    "resource_type": [[], []],
    "began_at": [[], []],
    "outcome": [[], []],
    "effect": [[], []],
    "place": [[], []],
    "target": [[], []],
}


@pytest.mark.parametrize(("column", "expected"), NOT_UTF_8.items(), ids=NOT_UTF_8.keys())
def test_a_row_that_is_not_utf_8_is_warned_about_once(
    column: str, expected: list[list[type[Problem]]], tmp_path: Path
) -> None:
    """The next publish sets the ledger aside if it needs that column, and the one after it has no warning."""
    files = make_project(tmp_path)
    with scripted() as server:
        service = TrackerService(files.root, home=files.home)
        service.sync_publish(server_url=server.url).unwrap()
        spoiled(files, f"{column} = CAST(X'FF' AS TEXT)")
        warnings = [service.sync_publish(server_url=server.url).unwrap().warnings for _ in range(2)]
    assert [[type(warning) for warning in each] for each in warnings] == expected
