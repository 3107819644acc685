"""A snapshot with 100,000 issues: its pages answer within a second of server time, and load only what they show."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from attrs import frozen

from tests.support.busy_server import page_server, post, publish, snapshot_of
from tests.support.pages import ask, browse
from tests.support.serve_process import Serving, serving
from trackpost.core.snapshot.body import encode_snapshot

ISSUES = 100_000
SECOND = "2" * 64
_MEGABYTE = 1_000_000

# What a publish writes for each issue, from the one that was published
_MULTIPLY = """
WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < :count)
INSERT INTO parts
SELECT :first + n, :snapshot, 'issue', 'jira:acme:' || n, 'shop-' || n || char(10) || 'title ' || n,
    CAST(replace(replace(CAST(content AS TEXT), 'The title', 'Title ' || n), 'SHOP-1', 'SHOP-' || n)
        || CASE WHEN n % 10 = 0 THEN :ending ELSE '' END AS BLOB)
FROM numbers, (SELECT content FROM parts WHERE kind = 'issue' AND snapshot = :snapshot)
"""


@frozen
class Large:
    """A server with two snapshots of 100,000 issues, of which every tenth differs."""

    server: Serving
    first: str
    second: str

    def cpu_seconds(self) -> float:
        """Return the time that the process has computed."""
        fields = Path(f"/proc/{self.server.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _multiply(data: Path) -> None:
    with closing(sqlite3.connect(data)) as connection, connection:
        for (snapshot,) in connection.execute("SELECT number FROM snapshots").fetchall():
            values = {"count": ISSUES, "first": snapshot * 1_000_000, "snapshot": snapshot, "ending": " " * snapshot}
            connection.execute(_MULTIPLY, values)
            connection.execute(
                "UPDATE snapshots SET issues = ?, links = 0, first_part = ? WHERE number = ?",
                (ISSUES, values["first"], snapshot),
            )
        connection.execute("DELETE FROM parts WHERE number < 1000000")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Large]:
    """Run the server."""
    data = tmp_path_factory.mktemp("large") / "data.db"
    with page_server(data=data) as url:
        first = publish(url, snapshot_of("shop", ("The title",))).key
        assert post(url, encode_snapshot(snapshot_of("shop", ("The title",))), SECOND).is_success
    _multiply(data)
    with serving("--data", data) as server:
        yield Large(server, first, SECOND)


PATHS = (
    "/snapshots",
    "/snapshots/{first}",
    "/snapshots/{first}?page=2000",
    "/snapshots/{first}?q=title+9999",
    "/diff/{first}/{second}",
    "/diff/{first}/{second}?kind=changed&page=200",
)


def test_the_pages_are_quick_and_load_little(large: Large) -> None:
    """Each computes for less than a second, and the process does not grow by the size of a snapshot."""
    browse(large.server.url)
    before = large.server.peak_memory()
    for path in PATHS:
        began = large.cpu_seconds()
        page = browse(large.server.url + path.format(first=large.first, second=large.second))
        assert (page.status_code, large.cpu_seconds() - began < 1.0) == (200, True), path
    assert large.server.peak_memory() - before < 40 * _MEGABYTE


def test_what_they_show(large: Large) -> None:
    """A page has 50 issues, the last page those that are left, and a search what it finds."""
    whole = f"{large.server.url}/snapshots/{large.first}"
    pages = {query: ask(whole + query).json() for query in ("", "?page=2000", "?page=2001", "?q=title+9999")}
    shown = {query: (len(page["issues"]), page["paging"]["total"]) for query, page in pages.items()}
    assert shown == {"": (50, ISSUES), "?page=2000": (50, ISSUES), "?page=2001": (0, ISSUES), "?q=title+9999": (11, 11)}
    diff = ask(f"{large.server.url}/diff/{large.first}/{large.second}?page=3").json()
    assert (diff["issues"], len(diff["issue_changes"])) == ({"added": 0, "removed": 0, "changed": ISSUES // 10}, 50)
