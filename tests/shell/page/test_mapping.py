"""A person maps a route on the page: what waited is resolved, and the next publish finds the mapping."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.busy_server import SteppingClock, page_server, post, publish, snapshot_of
from tests.support.pages import ask, browse, submit, words_of
from trackpost.core.contract.server import RoutingKey
from trackpost.core.routing.route import ResourceRoute
from trackpost.core.snapshot.body import encode_snapshot

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
        assert "A person mapped the route just now" in page
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
