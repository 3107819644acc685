"""Nothing that arrives can do anything on a page, and nobody looks who may not."""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from returns.pipeline import is_successful
from starlette.datastructures import Headers

from tests.support.busy_server import MAPPINGS, BusyServer, busy_server, page_server, post, publish, snapshot_of
from tests.support.pages import ask, browse, submit, tags_of, words_of
from tests.support.patience import FOREVER
from tests.support.raw_http import asked
from trackpost.core.parsing.secret import Secret
from trackpost.core.snapshot.body import encode_snapshot
from trackpost.shell.page.access import Access
from trackpost.shell.page.reference import with_pages
from trackpost.shell.server.app import ReferenceServer
from trackpost.shell.server.journal import Journal
from trackpost.shell.server.server import listen, served

TOKEN = "the-token-of-this-server"
CANARY = "\"'><img src=x onerror=alert(1)></script><script>alert(2)</script><svg/onload=alert(3)>{{ 7 * 7 }}"
SCRIPT_URL = "javascript:alert(4)"


def hostile_body() -> dict[str, object]:
    """Return a snapshot with the canary in every text."""
    issue: dict[str, object] = {
        "ref": {"system": CANARY, "workspace": CANARY, "id": CANARY, "key": CANARY, "url": SCRIPT_URL},
        "title": CANARY,
        "body": CANARY,
        "status": "todo",
        "issue_type": "bug",
        "priority": 1,
        "assignees": [CANARY],
        "labels": [CANARY],
        "updated_at": None,
    }
    link = dict.fromkeys(
        ("wp_id", "system", "workspace", "external_id", "external_key", "created_at", "updated_at"), CANARY
    )
    return {
        "provider": CANARY,
        "workspace": CANARY,
        "external_resource_type": CANARY,
        "external_resource_id": CANARY,
        "doctrine_mode": "external_authoritative",
        "doctrine_field_owners": {CANARY: CANARY},
        "project_uuid": CANARY,
        "project_slug": CANARY,
        "issues": [issue],
        "mappings": [{**link, "external_url": SCRIPT_URL}],
        "checkpoint": {"cursor": CANARY, "updated_since": None},
    }


def poison(url: str) -> tuple[str, str]:
    """Send the canary in every field, in refused bodies, in headers and as a mapping; return two keys."""
    body, later = hostile_body(), hostile_body()
    later["issues"] = [{**hostile_issue(later), "title": CANARY * 2, "labels": []}]
    later["project_uuid"] = None
    for key, sent in (("a" * 64, body), ("b" * 64, later)):
        assert post(url, json.dumps(sent).encode(), key).status_code == 202
    post(url, json.dumps({**body, "issues": [{CANARY: CANARY}]}).encode(), "c" * 64)
    post(url, json.dumps({**body, "checkpoint": CANARY}).encode(), "d" * 64)
    headers = {"Idempotency-Key": CANARY, "User-Agent": CANARY, "Content-Type": "application/json"}
    httpx.post(f"{url}/api/v1/connectors/trackers/snapshots/", headers=headers, content=b"{}", trust_env=False)
    four = {"provider": CANARY.lower(), "workspace": CANARY, "resource_type": "x", "resource_id": CANARY}
    assert submit(f"{url}/routes", {**four, "mapping": CANARY}).status_code == 303
    return "a" * 64, "b" * 64


def hostile_issue(body: dict[str, object]) -> dict[str, object]:
    """Return the issue of a hostile body."""
    issues = body["issues"]
    assert isinstance(issues, list)
    return dict(issues[0])


def test_a_canary_in_every_field() -> None:
    """It is text on every page: no tag of it, no attribute that runs, no link that runs, and no template."""
    with page_server(mappings={}) as url:
        first, second = poison(url)
        paths = (
            "/",
            "/snapshots",
            f"/snapshots/{first}",
            f"/diff/{first}/{second}",
            "/routes",
            "/refused",
            f"/snapshots?q={CANARY}",
            f"/snapshots/{first}?q={CANARY}",
            f"/routes?provider={CANARY}&workspace={CANARY}&resource_type={CANARY}&resource_id={CANARY}",
            f"/refused?code={CANARY}",
        )
        pages = {path: browse(url + path) for path in paths}
    for path, page in pages.items():
        tags = tags_of(page)
        assert page.status_code == 200, path
        assert [tag for tag, _ in tags if tag in {"img", "svg", "iframe", "object"}] == []
        assert [attributes for tag, attributes in tags if tag == "script"] == [
            {"src": "/static/live.js", "defer": None}
        ]
        assert [name for _, attributes in tags for name in attributes if name.startswith("on") or name == "style"] == []
        targets = [value for _, attributes in tags for name, value in attributes.items() if name in {"href", "src"}]
        assert [target for target in targets if target and target.startswith("javascript")] == []
    assert CANARY in words_of(pages["/"])
    assert "{{ 7 * 7 }}" in words_of(pages[f"/snapshots/{first}"])


def test_headers(busy: BusyServer) -> None:
    """Nothing comes from elsewhere, nothing runs inline, nobody frames a page, and nothing is kept."""
    for path in ("/", "/snapshots", "/static/style.css", f"/snapshots/{busy.first}/body", "/snapshots/x"):
        answer = browse(busy.url + path)
        assert answer.headers["content-security-policy"].startswith("default-src 'self';")
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
    assert browse(busy.url).headers["cache-control"] == "no-store"


@pytest.fixture(scope="module")
def busy() -> Iterator[BusyServer]:
    """Run a server that needs no token."""
    with busy_server() as busy:
        yield busy


def test_another_host(busy: BusyServer) -> None:
    """A name that somebody else points here shows nothing."""
    answer = asked(busy.url, (("Host", "evil.example"),), method="GET", path="/")
    assert (answer.status, answer.code) == (421, "misdirected_request")


def test_another_origin(busy: BusyServer) -> None:
    """A form of another page changes nothing."""
    fields = {"provider": "linear", "workspace": "acme", "mapping": "stolen"}
    for origin in ("https://evil.example", "null"):
        assert submit(f"{busy.url}/routes", fields, Origin=origin).status_code == 403
    assert "stolen" not in browse(f"{busy.url}/routes").text


def test_a_large_form(busy: BusyServer) -> None:
    """It is refused before it is read as a whole."""
    assert submit(f"{busy.url}/routes", {"mapping": "x" * 20_000}).status_code == 413


@pytest.fixture(scope="module")
def protected() -> Iterator[BusyServer]:
    """Run a server that needs a token."""
    with busy_server(TOKEN) as busy:
        yield busy


def _cookie(answer: httpx.Response) -> str:
    return answer.headers["set-cookie"].partition(";")[0]


PATHS = (
    "/",
    "/snapshots",
    "/snapshots/{first}",
    "/snapshots/{first}/body",
    "/diff/{first}/{second}",
    "/routes",
    "/refused",
)


@pytest.mark.parametrize("path", PATHS)
def test_nobody_looks_without_the_token(path: str, protected: BusyServer) -> None:
    """A person gets a form, and a program the refusal; neither learns anything."""
    named = path.format(first=protected.first, second=protected.second)
    page, value = browse(protected.url + named), ask(protected.url + named)
    assert (page.status_code, value.status_code, value.json()["error"]) == (401, 401, "unauthorized")
    assert "Log in" in words_of(page)
    assert "online-shop" not in page.text + value.text
    assert ask(protected.url + named, Authorization=f"Bearer {TOKEN}").status_code == 200


def test_a_login(protected: BusyServer) -> None:
    """The cookie is no token, no script reads it, no other site sends it; after the logout it is worth nothing."""
    fields = {"token": TOKEN, "next": "/snapshots?page=1"}
    answer = submit(f"{protected.url}/login", fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/snapshots?page=1")
    name, _, attributes = answer.headers["set-cookie"].partition("=")
    assert name == f"trackpost-{protected.url.rpartition(':')[2]}"
    assert attributes.endswith("; Path=/; HttpOnly; SameSite=Strict")
    assert TOKEN not in answer.headers["set-cookie"] + answer.headers["location"]
    cookie = _cookie(answer)
    assert "online-shop" in browse(f"{protected.url}/snapshots", Cookie=cookie).text
    assert TOKEN not in browse(f"{protected.url}/snapshots/{protected.first}", Cookie=cookie).text
    left = submit(f"{protected.url}/logout", {}, Cookie=cookie)
    assert (left.status_code, "Max-Age=0" in left.headers["set-cookie"]) == (303, True)
    assert browse(f"{protected.url}/snapshots", Cookie=cookie).status_code == 401


WRONG: Mapping[str, dict[str, str]] = {
    "another token": {"token": "guess"},
    "no token": {},
    "a blank token": {"token": " "},
}


@pytest.mark.parametrize("fields", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_login(fields: dict[str, str], protected: BusyServer) -> None:
    """It gets the form again, and no cookie."""
    answer = submit(f"{protected.url}/login", fields)
    assert (answer.status_code, "set-cookie" in answer.headers) == (401, False)
    assert "This is not the token of this server." in words_of(answer)


ELSEWHERE = (
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "/a\r\nSet-Cookie: b=c",
    "",
)


@pytest.mark.parametrize("following", ELSEWHERE)
def test_a_login_leads_nowhere_else(following: str, protected: BusyServer) -> None:
    """Only a path of this server is followed."""
    answer = submit(f"{protected.url}/login", {"token": TOKEN, "next": following})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


COOKIES = ("", "trackpost-1=x", "a=b; c", "\x7f=;;=", "trackpost=" + "x" * 4_000)


@pytest.mark.parametrize("cookie", COOKIES)
def test_other_cookies(cookie: str, protected: BusyServer) -> None:
    """They open nothing."""
    assert browse(protected.url, Cookie=cookie).status_code == 401


def test_a_server_without_a_token_has_no_login(busy: BusyServer) -> None:
    """Nobody can log in where nobody has to."""
    assert submit(f"{busy.url}/login", {"token": "x"}).status_code == 401
    assert "Log out" not in browse(busy.url).text


def test_only_so_many_sessions() -> None:
    """The oldest gives way."""
    numbers = iter(range(2_000))
    access = Access((Secret(TOKEN),), lambda: f"session{next(numbers)}")
    cookies = [access.log_in(TOKEN, 80) or "" for _ in range(1_001)]
    may_look = [is_successful(access.account_of(Headers({"cookie": cookie}), 80)) for cookie in cookies]
    assert may_look == [False, *[True] * 1_000]


def test_each_account_sees_its_own(tmp_path: Path) -> None:
    """Neither a snapshot, nor its body, nor a refusal of another account is shown; what nobody sent is."""
    journal = Journal(tmp_path / "data.db")
    sandbox = ReferenceServer(journal=journal, tokens=(Secret("one-token"), Secret("two-token")), mappings=MAPPINGS)
    with closing(journal), served(with_pages(sandbox), listen(0).unwrap()) as url:
        key = publish(url, snapshot_of("first-project", ("One",)), None, "one-token").key
        assert post(url, encode_snapshot(snapshot_of("second-project", ("Two",))), key, "two-token").is_success
        post(url, b"{}", "1" * 64, "one-token")
        post(url, b"{}", "2" * 64, "guess")
        seen = {}
        for token in ("one-token", "two-token"):
            cookie = _cookie(submit(f"{url}/login", {"token": token}))
            paths = ("/", "/snapshots", f"/snapshots/{key}", f"/snapshots/{key}/body", f"/diff/{key}/{key}", "/refused")
            seen[token] = {path: browse(url + path, Cookie=cookie).text for path in paths}
    others = {"one-token": "second-project", "two-token": "first-project"}
    assert [path for token, pages in seen.items() for path, text in pages.items() if others[token] in text] == []
    assert ["first-project" in seen["one-token"][path] for path in ("/", "/snapshots")] == [True, True]
    assert ["invalid_snapshot" in pages["/refused"] for pages in seen.values()] == [True, False]
    assert ["unauthorized" in pages["/refused"] for pages in seen.values()] == [True, True]


def test_a_snapshot_of_many_kinds_is_kept() -> None:
    """Whatever the server takes can be shown, such as text with a NUL."""
    with page_server(mappings=MAPPINGS) as url:
        key = publish(url, snapshot_of("nul\0", ("a\0b",))).key
        assert "a" in browse(f"{url}/snapshots/{key}").text
        assert encode_snapshot(snapshot_of("nul\0", ("a\0b",))) == browse(f"{url}/snapshots/{key}/body").content
        assert httpx.get(f"{url}/snapshots/{key}", trust_env=False, timeout=FOREVER).status_code == 200


def test_a_page_stays_short() -> None:
    """However long the text of a snapshot is, and however much of something it has: a program gets all of it."""
    many: dict[str, object] = {f"field-{number}": "external" for number in range(2_000)}
    body = json.loads(json.dumps(hostile_body()).replace(json.dumps(CANARY), json.dumps("x" * 100_000)))
    body["issues"][0] |= {"labels": [f"label-{number}" for number in range(2_000)], "assignees": ["y" * 100_000] * 20}
    later = {**body, "project_slug": "y" * 100_000, "doctrine_field_owners": many}
    with page_server(mappings={}) as url:
        keys = "a" * 64, "b" * 64
        for key, sent in zip(keys, (body, later), strict=True):
            assert post(url, json.dumps(sent).encode(), key).status_code == 202
        post(url, json.dumps({**body, "issues": [{"x" * 100_000: None}]}).encode(), "c" * 64)
        paths = ("/", "/snapshots", f"/snapshots/{keys[1]}", f"/diff/{keys[0]}/{keys[1]}", "/routes", "/refused")
        pages = {path: browse(url + path) for path in paths}
        assert [path for path, page in pages.items() if len(page.content) > 100_000] == []
        assert "and 1,980 more" in words_of(pages[f"/snapshots/{keys[1]}"])
        assert "and 1,952 more" in words_of(pages[f"/diff/{keys[0]}/{keys[1]}"])
        assert len(ask(f"{url}/snapshots/{keys[1]}").json()["issues"][0]["labels"]) == 2_000
        assert len(ask(f"{url}/diff/{keys[0]}/{keys[1]}").json()["fields"]) == 2_002
