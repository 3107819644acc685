"""What each page shows, to a person and to a program."""

from collections.abc import Iterator, Mapping

import pytest
from msgspec.structs import replace

from tests.support.busy_server import BusyServer, SteppingClock, busy_server, page_server, publish, snapshot_of
from tests.support.pages import ask, browse, links_of, words_of


@pytest.fixture(scope="module")
def busy() -> Iterator[BusyServer]:
    """Run one server for all questions."""
    with busy_server() as busy:
        yield busy


SHOWN: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "overview": (
        "/",
        (
            "resolved 4",
            "waiting 1",
            "replayed 1",
            "refused 4",
            "9d3f6c1e-team linear_team",
            "Map it",
            "invalid_snapshot 3",
        ),
    ),
    "snapshots": (
        "/snapshots",
        ("online-shop", "SHOP jira_project", "shop-board by resource", "3 minutes ago", "1 to 5 of 5"),
    ),
    "a search": ("/snapshots?q=PAYMENTS", ("payments by resource", "1 to 1 of 1")),
    "a status": ("/snapshots?status=waiting", ("mobile-app", "none yet", "1 to 1 of 1")),
    "a search in vain": ("/snapshots?q=nothing", ("No snapshot is like this.",)),
    "a snapshot by resource": (
        "/snapshots/{second}",
        (
            "Is exactly this resource mapped? found jira · acme.atlassian.net · jira_project SHOP Mapped to",
            "not tried",
            "The key is made from this body and the key before",
            "Login fails on Safari 19",
            "WP02",
            "What changed: since the snapshot before , 36 minutes ago",
            "Download the body, and run this in its folder.",
            "curl -i -X POST",
        ),
    ),
    "a replayed snapshot": (
        "/snapshots/{first}",
        ("replayed The same body again", "it begins a chain", "what changed until then"),
    ),
    "a waiting snapshot": (
        "/snapshots/{waiting}",
        ("Why it waits", "No rule found a mapping", "Map this route", "none yet"),
    ),
    "a search of issues": ("/snapshots/{second}?q=gift", ("Gift cards", "1 to 1 of 1")),
    "a search of issues in vain": ("/snapshots/{second}?q=%3Cnothing%3E", ("No issue contains <nothing> .",)),
    "a page behind the last": ("/snapshots/{second}?page=9", ("There are no more issues.",)),
    "a diff": (
        "/diff/{first}/{second}",
        (
            "The bodies differ in issues, links and checkpoint",
            "The later key is made from its body and the earlier key",
            "added SHOP-9 Gift cards",
            "removed SHOP-8 Dark mode",
            "changed SHOP-1 Login fails on Safari 19",
            "status in_progress done",
            "removed WP03 SHOP-3",
            "checkpoint.updated_since 2026-03-01T09:30:00+00:00 2026-03-01T12:30:00+00:00",
        ),
    ),
    "a kind of changes": ("/diff/{first}/{second}?kind=removed", ("Dark mode", "1 to 1 of 1")),
    "a diff of one": (
        "/diff/{first}/{first}",
        ("one snapshot under one key", "No issue was added, removed or changed.", "Nothing else differs."),
    ),
    "routes": ("/routes", ("9d3f6c1e-team linear_team", "everything-else", "when the server started")),
    "a route": (
        "/routes?provider=Jira&workspace=acme.atlassian.net&resource_type=jira_project&resource_id=NEW",
        ("nothing jira · acme.atlassian.net · jira_project NEW", "Mapped to everything-else."),
    ),
    "half a route": (
        "/routes?provider=jira&workspace=w&resource_id=X",
        ("a resource has a type and an id; add the type",),
    ),
    "refused": (
        "/refused",
        (
            "at $.issues[1].title , found null",
            "billing",
            "127.0.0.1 trackpost/0.2.0",
            '{"provider": "jira", "workspace": nowhere}',
        ),
    ),
    "a code": (
        "/refused?code=malformed_idempotency_key",
        ("Idempotency-Key must be 64 lower-case hex digits.", "1 to 1 of 1"),
    ),
    "a code that was not given": ("/refused?code=unauthorized", ("No request was refused like this.",)),
}


@pytest.mark.parametrize(("path", "expected"), SHOWN.values(), ids=SHOWN.keys())
def test_what_a_person_sees(path: str, expected: tuple[str, ...], busy: BusyServer) -> None:
    """The page has these words, and a program gets the same as JSON."""
    named = path.format(first=busy.first, second=busy.second, waiting=busy.waiting)
    page, value = browse(busy.url + named), ask(busy.url + named)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert (page.status_code, value.status_code, value.headers["content-type"]) == (200, 200, "application/json")
    words = words_of(page)
    assert [part for part in expected if part not in words] == []


def test_what_a_program_sees(busy: BusyServer) -> None:
    """The JSON has the rules, the chain and the changes as values."""
    value = ask(f"{busy.url}/snapshots/{busy.second}").json()
    assert [(rule["result"], rule["mapping"]) for rule in value["rules"]] == [
        ("found", "shop-board"),
        ("not tried", None),
        ("not tried", None),
    ]
    assert [one["snapshot"]["key"] for one in value["earlier"]] == [busy.first]
    diff = ask(f"{busy.url}/diff/{busy.first}/{busy.second}").json()
    assert diff["issues"] == {"added": 2, "removed": 1, "changed": 1}
    assert [change["kind"] for change in diff["issue_changes"]] == ["added", "added", "removed", "changed"]
    assert diff["issue_changes"][-1]["fields"][1] == {"name": "status", "before": "in_progress", "after": "done"}


def test_a_body_is_downloaded(busy: BusyServer) -> None:
    """It is saved, and not shown."""
    body = browse(f"{busy.url}/snapshots/{busy.first}/body")
    assert body.headers["content-disposition"] == f'attachment; filename="snapshot-{busy.first[:8]}.json"'
    assert (body.headers["content-type"], body.json()["project_slug"]) == ("application/json", "online-shop")


def test_the_form_that_compares(busy: BusyServer) -> None:
    """It leads to the page of the two keys."""
    assert browse(f"{busy.url}/diff?a=x%2Fy&b=z").headers["location"] == "/diff/x%2Fy/z"
    assert browse(f"{busy.url}/diff").headers["location"] == "/snapshots"


def test_every_link_leads_somewhere(busy: BusyServer) -> None:
    """Each link of each page to this server is answered with a page."""
    seen: set[str] = set()
    waiting = {"/"}
    while waiting:
        path = waiting.pop()
        seen.add(path)
        page = browse(busy.url + path)
        assert page.status_code == 200, path
        if page.headers["content-type"].startswith("text/html"):
            found = {link.partition("#")[0] or path for link in links_of(page) if link.startswith(("/", "#"))}
            waiting |= found - seen
    assert len(seen) > 15


WRONG: Mapping[str, tuple[str, int, str]] = {
    "an unknown key": ("/snapshots/" + "0" * 64, 404, "unknown_key"),
    "a diff of an unknown key": ("/diff/a/b", 404, "unknown_key"),
    "the body of an unknown key": ("/snapshots/x/body", 404, "unknown_key"),
    "a page that is none": ("/snapshots?page=x", 400, "malformed_query"),
    "a status that is none": ("/snapshots?status=x", 400, "malformed_query"),
    "a page of refusals that is none": ("/refused?page=0", 400, "malformed_query"),
    "another path": ("/nothing", 404, "not_found"),
    "a file outside": ("/static/../page.py", 404, "not_found"),
}


@pytest.mark.parametrize(("path", "status", "code"), WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_shown(path: str, status: int, code: str, busy: BusyServer) -> None:
    """A program gets the code, and a person a sentence."""
    value, page = ask(busy.url + path), browse(busy.url + path)
    assert (value.status_code, page.status_code, value.json()["error"]) == (status, status, code)


def test_an_empty_server() -> None:
    """Each page says that there is nothing, and what to do."""
    with page_server(mappings={}) as url:
        shown = {path: words_of(browse(url + path)) for path in ("/", "/snapshots", "/routes", "/refused")}
    assert "No snapshot has arrived yet. Publish a project: trackpost publish" in shown["/"]
    assert "Nothing waits" in shown["/"]
    assert "No snapshot has arrived yet." in shown["/snapshots"]
    assert "No route is mapped." in shown["/routes"]
    assert "Nothing was refused." in shown["/refused"]


def test_what_changed_since_yesterday() -> None:
    """The page of the newest snapshot leads to it, and shows what differs at the end of a long text."""
    clock = SteppingClock()
    text = "A sentence of the description. " * 100
    with page_server(clock=clock) as url:
        last, keys = None, []
        for ending in ("a", "b", "c"):
            snapshot = snapshot_of("shop", ("One",))
            issue = replace(snapshot.contents.issues[0], body=text + f"It ends with {ending}.", status="in_progress")
            last = publish(url, replace(snapshot, contents=replace(snapshot.contents, issues=(issue,))), last)
            keys.append(last.key)
            clock.step(20 * 60)
        page = browse(f"{url}/snapshots/{keys[-1]}")
        assert "since the snapshot before , 1 day ago · since a day before" in words_of(page)
        (since_yesterday,) = {f"/diff/{keys[0]}/{keys[2]}"} & links_of(page)
        words = words_of(browse(url + since_yesterday))
        assert [part for part in ("It ends with a.", "It ends with c.") if part not in words] == []
        assert "1 to 1 of 1" in words_of(browse(f"{url}/snapshots/{keys[0]}?q=in_progress"))


def test_a_short_body_of_many_bytes() -> None:
    """It is shown as a whole, and not as if it went on."""
    with page_server() as url:
        snapshot = snapshot_of("shop", ("ل" * 300,))
        key = publish(url, snapshot).key
        assert ask(f"{url}/snapshots/{key}").json()["is_whole"]
        assert "}…" not in words_of(browse(f"{url}/snapshots/{key}"))
        longer = publish(url, snapshot_of("shop", ("ل" * 3_000,))).key
        assert not ask(f"{url}/snapshots/{longer}").json()["is_whole"]
