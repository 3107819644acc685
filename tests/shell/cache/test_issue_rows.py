"""Reads issues from a cache that another program changes meanwhile, because no locks keep it off."""

import sqlite3
from contextlib import closing
from pathlib import Path

from returns.result import Failure, Success

from tests.support.cache import issue_row, make_cache
from trackpost.core.issues.cache_faults import CorruptRow
from trackpost.core.issues.filing import CheckpointKeys, Filing
from trackpost.shell.cache.issue_rows import IssueRows
from trackpost.shell.cache.selection import selection_of

FILING = Filing(provider="jira", workspaces=frozenset({"acme.example"}), keys=CheckpointKeys("own", "shared"))


def test_a_faulty_row_that_is_gone(tmp_path: Path) -> None:
    """Its identity cannot be read any more, so its number is said."""
    path = make_cache(tmp_path / "cache.db", [issue_row(1, payload="[]")])
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = bytes
        rows = IssueRows(str(path), connection, selection_of(connection, FILING))
        connection.execute("DELETE FROM tracker_issues")
        assert list(rows) == []
        reason = "Expected `object`, got `array`"
        assert rows.unless_faulty(Success(0)) == Failure(CorruptRow(str(path), "tracker_issues", "row 1", reason))
