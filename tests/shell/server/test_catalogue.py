"""What the journal keeps for the pages, how much of it, and what becomes of an older file."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from tests.support.busy_server import page_server, post, publish, snapshot_of
from tests.support.pages import ask
from trackpost.core.snapshot.body import encode_snapshot
from trackpost.core.snapshot.idempotency import LastKey
from trackpost.shell.server import catalogue

TITLES = [(f"Title {number}",) for number in range(5)]


def _keys(url: str) -> list[str]:
    return [row["key"] for row in ask(f"{url}/snapshots").json()["snapshots"]]


def _publish_all(url: str) -> list[str]:
    last: LastKey | None = None
    keys: list[str] = []
    for titles in TITLES:
        last = publish(url, snapshot_of("shop", titles), last)
        keys.append(last.key)
    return keys


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    """Older ones are gone with their issues, their bodies and their keys."""
    data = tmp_path / "data.db"
    with page_server(data=data, keep_newest=2) as url:
        keys = _publish_all(url)
        assert _keys(url) == [keys[4], keys[3]]
        again = post(url, encode_snapshot(snapshot_of("shop", TITLES[0])), keys[0])
        assert (again.status_code, "idempotent-replayed" in again.headers) == (200, False)
        assert _keys(url) == [keys[0], keys[4]]
    with closing(sqlite3.connect(data)) as connection:
        counts = {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - of this module
            for table in ("received", "bodies", "snapshots", "parts")
        }
    assert counts == {"received": 2, "bodies": 2, "snapshots": 2, "parts": 4}  # an issue and a link each


_RECEIVED = """
CREATE TABLE received (
    idempotency_key TEXT PRIMARY KEY, digest TEXT NOT NULL, body BLOB NOT NULL, received_at TEXT NOT NULL,
    replays INTEGER NOT NULL DEFAULT 0, status_code INTEGER, answer BLOB
)
"""
EARLIER: Mapping[str, tuple[str, ...]] = {
    "with a table of bodies": (
        _RECEIVED,
        "CREATE TABLE bodies (idempotency_key TEXT PRIMARY KEY, body BLOB NOT NULL)",
        "INSERT INTO received VALUES (:key, :digest, x'', '2026-03-01T11:00:00+00:00', 3, 200, :answer)",
        "INSERT INTO bodies VALUES (:key, :body)",
    ),
    "with the body in the row": (
        _RECEIVED,
        "INSERT INTO received VALUES (:key, :digest, :body, '2026-03-01T11:00:00+00:00', 3, 200, :answer)",
    ),
}


@pytest.mark.parametrize("statements", EARLIER.values(), ids=EARLIER.keys())
def test_a_journal_of_an_earlier_version(statements: tuple[str, ...], tmp_path: Path) -> None:
    """It opens, and everything in it is listed, searched and compared like what came later."""
    body, data = encode_snapshot(snapshot_of("old-shop", ("An old title",))), tmp_path / "data.db"
    values = {
        "key": "a" * 64,
        "digest": sha256(body).hexdigest(),
        "body": body,
        "answer": b'{"issues":1,"mapping":"old-board","mappings":1,"resolved_by":"workspace"}',
    }
    with closing(sqlite3.connect(data)) as connection, connection:
        for statement in statements:
            connection.execute(statement, values)
    for replays in (3, 4):
        with page_server(data=data) as url:
            (row,) = ask(f"{url}/snapshots").json()["snapshots"]
            assert (row["project"], row["mapping"], row["rule"], row["replays"]) == (
                "old-shop",
                "old-board",
                "workspace",
                replays,
            )
            assert [issue["title"] for issue in ask(f"{url}/snapshots/{row['key']}?q=OLD").json()["issues"]] == [
                "An old title"
            ]
            assert post(url, body, "a" * 64).headers["idempotent-replayed"] == "true"


def test_replays_and_refusals_are_bounded(tmp_path: Path) -> None:
    """The newest are remembered one by one; the count of replays goes on."""
    data, body = tmp_path / "data.db", encode_snapshot(snapshot_of("shop", ("One",)))
    with page_server(data=data) as url:
        key = publish(url, snapshot_of("shop", ("One",))).key
    with closing(sqlite3.connect(data)) as connection, connection:
        at = "2026-03-01T11:00:00+00:00"
        connection.execute("INSERT INTO replays VALUES (?, ?, ?)", (catalogue.KEPT_EVENTS, key, at))
        connection.execute("INSERT INTO replays VALUES (1, ?, ?)", (key, at))
        connection.execute(
            "INSERT INTO refusals VALUES (1, ?, 400, 'old', '', NULL, NULL, NULL, NULL, NULL, '')", (at,)
        )
        connection.execute(
            "INSERT INTO refusals VALUES (?, ?, 400, 'kept', '', NULL, NULL, NULL, NULL, NULL, '')",
            (catalogue.KEPT_EVENTS, at),
        )
    with page_server(data=data) as url:
        post(url, body, key)
        post(url, b"{}", key)
        assert len(ask(f"{url}/snapshots/{key}").json()["replays"]) == 2
        codes = [row["code"] for row in ask(f"{url}/refused").json()["refusals"]]
    assert codes == ["idempotency_key_reused", "kept"]


def test_a_wrong_path_is_noted() -> None:
    """The contract's path without its slash is what people get wrong first; who only looks around is not noted."""
    with page_server() as url:
        publish(url, snapshot_of("shop", ("One",)))
        ask(f"{url}/nothing")
        httpx.post(f"{url}/api/v1/connectors/trackers/snapshots", content=b"{}", trust_env=False)
        httpx.post(f"{url}/refused", content=b"{}", trust_env=False)
        assert [row["code"] for row in ask(f"{url}/refused").json()["refusals"]] == ["method_not_allowed", "not_found"]
