"""A person maps a route on the page: what waited is resolved, and the next publish finds the mapping."""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest
from returns.result import Success

from tests.support.busy_server import SteppingClock, page_server, post, publish, snapshot_of
from tests.support.pages import ask, browse, submit, words_of
from trackpost.core.contract.server import RoutingKey
from trackpost.core.routing.route import ResourceRoute
from trackpost.core.snapshot.body import encode_snapshot
from trackpost.shell.page.mappings import KnownMappings

ACME, BETA = ResourceRoute("jira_project", "ACME"), ResourceRoute("jira_project", "BETA")
FOUR = {
    "provider": "jira",
    "workspace": "acme.atlassian.net",
    "resource_type": "jira_project",
    "resource_id": "ACME",
    "mapping": "acme-board",
}
WORKSPACE = {"provider": "jira", "workspace": "acme.atlassian.net", "mapping": "everything"}


def _board(url: str, key: str) -> tuple[object, object, object]:
    row = ask(f"{url}/snapshots/{key}").json()["snapshot"]
    return row["mapping"], row["rule"], row["status"]


def test_a_waiting_snapshot_is_resolved(tmp_path: Path) -> None:
    """Only those of the route are; the answer stays as it was given; a restart forgets nothing."""
    clock, data = SteppingClock(), tmp_path / "data.db"
    with page_server(mappings={}, clock=clock, data=data) as url:
        waiting = publish(url, snapshot_of("shop", ("One",), route=ACME))
        publish(url, snapshot_of("shop", ("Two",), route=ACME), waiting)
        other = publish(url, snapshot_of("other", ("One",), route=BETA))
        clock.step(5)
        made = submit(f"{url}/routes", FOUR)
        assert (made.status_code, made.headers["location"]) == (303, "/routes?resolved=2")
        assert "2 waiting snapshots were resolved." in words_of(browse(url + made.headers["location"]))
        assert _board(url, waiting.key) == ("acme-board", "resource", "mapped")
        assert _board(url, other.key) == (None, None, "waiting")
        page = words_of(browse(f"{url}/snapshots/{waiting.key}"))
        assert "The route was mapped just now" in page
        assert '202 {"issues":1,"mapping":null' in page
        replayed = post(url, encode_snapshot(snapshot_of("shop", ("One",), route=ACME)), waiting.key)
        assert (replayed.status_code, replayed.headers["idempotent-replayed"]) == (202, "true")
    with page_server(mappings={}, clock=clock, data=data) as url:
        later = publish(url, snapshot_of("shop", ("Three",), route=ACME), waiting)
        assert _board(url, later.key) == ("acme-board", "resource", "resolved")
        assert "here, just now" in words_of(browse(f"{url}/routes"))


def test_a_workspace_is_mapped() -> None:
    """Every route of it that has no mapping of its own is resolved, and those that wait elsewhere are not."""
    with page_server(mappings={RoutingKey("jira", "acme.atlassian.net", BETA): "beta-board"}) as url:
        keys = [
            publish(url, snapshot_of("shop", ("One",), route=ACME)).key,
            publish(url, snapshot_of("shop", ("Two",))).key,
            publish(url, snapshot_of("shop", ("Three",), route=BETA)).key,
            publish(url, snapshot_of("shop", ("Four",), provider="linear")).key,
        ]
        assert submit(f"{url}/routes", WORKSPACE).headers["location"] == "/routes?resolved=2"
        assert [_board(url, key) for key in keys] == [
            ("everything", "workspace", "mapped"),
            ("everything", "workspace", "mapped"),
            ("beta-board", "resource", "resolved"),
            (None, None, "waiting"),
        ]


def test_what_a_route_would_find_now() -> None:
    """A snapshot that a later mapping would send elsewhere says so."""
    with page_server(mappings={}) as url:
        key = publish(url, snapshot_of("shop", ("One",), route=ACME)).key
        submit(f"{url}/routes", WORKSPACE)
        submit(f"{url}/routes", FOUR)
        assert "a snapshot with this route would land on acme-board now" in words_of(browse(f"{url}/snapshots/{key}"))


def test_what_the_server_was_started_with_counts(tmp_path: Path) -> None:
    """A mapping of the same route that was made before gives way."""
    key = RoutingKey("jira", "acme.atlassian.net", ACME)
    with page_server(mappings={}, data=tmp_path / "data.db") as url:
        submit(f"{url}/routes", FOUR)
    with page_server(mappings={key: "from-the-file"}, data=tmp_path / "data.db") as url:
        assert _board(url, publish(url, snapshot_of("shop", ("One",), route=ACME)).key)[0] == "from-the-file"


def test_a_mapping_of_a_later_start_resolves_what_waits(tmp_path: Path) -> None:
    """A route that waits and is mapped would otherwise be a dead end: nobody could map it a second time."""
    data, clock = tmp_path / "data.db", SteppingClock()
    with page_server(mappings={}, data=data, clock=clock) as url:
        key = publish(url, snapshot_of("shop", ("One",), route=ACME)).key
        other = publish(url, snapshot_of("shop", ("One",), provider="linear")).key
    clock.step(60)
    with page_server(
        mappings={RoutingKey("jira", "acme.atlassian.net", None): "everything"}, data=data, clock=clock
    ) as url:
        assert [_board(url, one) for one in (key, other)] == [
            ("everything", "workspace", "mapped"),
            (None, None, "waiting"),
        ]
        assert "The route was mapped just now" in words_of(browse(f"{url}/snapshots/{key}"))


def test_two_servers_on_one_file(tmp_path: Path) -> None:
    """What a person maps on one counts on the other from then on."""
    data = tmp_path / "data.db"
    with page_server(mappings={}, data=data) as first, page_server(mappings={}, data=data) as second:
        waiting = publish(first, snapshot_of("shop", ("One",), route=ACME))
        assert submit(f"{second}/routes", FOUR).headers["location"] == "/routes?resolved=1"
        later = publish(first, snapshot_of("shop", ("Two",), route=ACME), waiting)
        assert [_board(first, one.key) for one in (waiting, later)] == [
            ("acme-board", "resource", "mapped"),
            ("acme-board", "resource", "resolved"),
        ]
        assert [row["mapping"] for row in ask(f"{first}/routes").json()["mapped"]] == ["acme-board"]
        assert submit(f"{first}/routes", {**FOUR, "mapping": "another"}).status_code == 409


def test_the_same_mapping_again(tmp_path: Path) -> None:
    """It makes nothing, and resolves what came while the mapping was being made."""
    data = tmp_path / "data.db"
    with page_server(mappings={}, data=data) as url:
        key = publish(url, snapshot_of("shop", ("One",), route=ACME)).key
        submit(f"{url}/routes", FOUR)
        with closing(sqlite3.connect(data)) as connection, connection:
            connection.execute("UPDATE snapshots SET mapping = NULL, resolved_by = NULL, mapped_at = NULL")
        assert submit(f"{url}/routes", FOUR).headers["location"] == "/routes?resolved=1"
        assert _board(url, key) == ("acme-board", "resource", "mapped")
        assert "mapped to acme-board already" in words_of(submit(f"{url}/routes", {**FOUR, "mapping": "another"}))


def test_a_publish_while_the_mappings_cannot_be_read(tmp_path: Path) -> None:
    """It is told to come again, rather than to wait for a person who has mapped its route."""
    data = tmp_path / "data.db"
    with page_server(mappings={}, data=data) as url:
        submit(f"{url}/routes", FOUR)
        with closing(sqlite3.connect(data)) as connection, connection:
            connection.execute("ALTER TABLE mappings RENAME TO gone")
        snapshot = snapshot_of("shop", ("One",), route=ACME)
        assert post(url, encode_snapshot(snapshot), "1" * 64).status_code == 503


# Snapshots of some routes, from the one that was published
_MULTIPLY = """
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count)
INSERT INTO snapshots SELECT NULL, account, n, provider, workspace, resource_type, 'P' || (n % :routes), project, head,
    beginning, size, issues, links, first_part, resolved_by, mapping, mapped_at FROM numbers, snapshots
"""
_RECEIVE = """
INSERT INTO received SELECT s.idempotency_key, digest, body, received_at, 0, 202, answer FROM received, snapshots s
WHERE length(s.idempotency_key) < 64
"""


def test_many_routes_wait(tmp_path: Path) -> None:
    """They are paged, and the overview shows a few."""
    with page_server(mappings={}, data=tmp_path / "data.db") as url:
        publish(url, snapshot_of("shop", ("One",), route=ACME))
        with closing(sqlite3.connect(tmp_path / "data.db")) as connection, connection:
            connection.execute(_MULTIPLY, {"count": 52, "routes": 52})
            connection.execute(_RECEIVE)
        first, second = (ask(f"{url}/routes?page={page}").json() for page in (1, 2))
        assert (len(first["waiting"]), len(second["waiting"]), second["paging"]) == (50, 3, {"page": 2, "total": 53})
        overview = ask(url).json()
        assert (len(overview["waiting"]), overview["waiting_routes"]) == (5, 53)
        assert "All 53 routes that wait" in words_of(browse(url))
        assert "There are no more routes that wait." in words_of(browse(f"{url}/routes?page=3"))
        assert ask(f"{url}/routes?page=x").status_code == 400


def test_many_snapshots_are_resolved_at_once(tmp_path: Path) -> None:
    """SQLite does not go through all of them for each route."""
    data = tmp_path / "data.db"
    with page_server(mappings={}, data=data) as url:
        publish(url, snapshot_of("shop", ("One",), route=ACME))
    thousands: list[None] = []
    with closing(sqlite3.connect(data, isolation_level=None)) as connection:
        connection.execute(_MULTIPLY, {"count": 2_000, "routes": 200})
        connection.set_progress_handler(lambda: thousands.append(None), 1_000)
        made = KnownMappings({}).make(connection, RoutingKey("jira", "acme.atlassian.net", None), "everything", "now")
    assert (made, len(thousands) < 1_000) == (Success(2_001), True)


WRONG: Mapping[str, tuple[dict[str, str], int, str]] = {
    "no name": ({**FOUR, "mapping": " "}, 400, "malformed_form"),
    "half a route": ({**FOUR, "resource_id": ""}, 400, "malformed_form"),
    "nothing": ({}, 400, "malformed_form"),
    "a route that is mapped": ({**WORKSPACE, "workspace": "mapped"}, 409, "already_mapped"),
}


@pytest.mark.parametrize(("fields", "status", "code"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_form(fields: dict[str, str], status: int, code: str) -> None:
    """Nothing is mapped, and a sentence says why."""
    with page_server(mappings={RoutingKey("jira", "mapped", None): "board"}) as url:
        refused = submit(f"{url}/routes", fields, Accept="application/json")
        page = submit(f"{url}/routes", fields)
        assert (refused.status_code, page.status_code, json.loads(refused.text)["error"]) == (status, status, code)
        assert json.loads(refused.text)["message"] in words_of(page)
        assert len(ask(f"{url}/routes").json()["mapped"]) == 1
