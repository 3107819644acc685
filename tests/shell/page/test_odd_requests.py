"""Odd requests: each gets a page or a sentence, and none a stack trace."""

import logging
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.support.busy_server import BusyServer, busy_server, page_server, publish, snapshot_of
from tests.support.pages import ask, browse, submit, tags_of, words_of
from tests.support.raw_http import SOUND, Headers, asked, connected, head_of
from trackpost.core.delivery.endpoint import SNAPSHOT_PATH

TOKEN = "the-token-of-this-server"


@pytest.fixture(scope="module")
def busy() -> Iterator[BusyServer]:
    """Run one server for all questions."""
    with busy_server() as busy:
        yield busy


NUMBERS = ("9" * 5_000, "-1", "٣", "1e3", "")


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_that_is_none(number: str, busy: BusyServer) -> None:
    """The page of the routes does not say that so many snapshots were resolved."""
    page = browse(f"{busy.url}/routes?resolved={number}")
    assert (page.status_code, "The route is mapped." in words_of(page)) == (200, False)


PATHS = ("/nothing", "/snapshots/", "//evil.example", "/static/../site.py", "/%ff", "/diff/%2f/%2f")


@pytest.mark.parametrize("path", PATHS)
def test_a_path_that_leads_nowhere(path: str, busy: BusyServer) -> None:
    """A person gets a page, and a program the refusal."""
    page, value = browse(busy.url + path), ask(busy.url + path)
    assert (page.status_code, value.status_code, value.json()["error"]) == (404, 404, "not_found")
    assert "This cannot be shown" in words_of(page)
    assert page.headers["content-security-policy"].startswith("default-src 'self';")


@pytest.mark.parametrize("path", ["/login", "/logout"])
def test_the_address_of_a_form(path: str) -> None:
    """Whoever opens it as a page is led to the overview, after the login where one is needed."""
    with page_server() as url:
        assert browse(url + path).headers["location"] == "/"
    with page_server(token=TOKEN) as url:
        assert "Log in" in words_of(browse(url + path))


COOKIES = ('settings={"dark": true}', "a=b c", '_x="un', "b@d=1", "empty", "=x", "λ=1")


@pytest.mark.parametrize("cookie", COOKIES)
def test_cookies_of_other_servers(cookie: str) -> None:
    """Browsers send those of every port of a machine. However odd they are, a login counts."""
    with page_server(token=TOKEN) as url:
        own = submit(f"{url}/login", {"token": TOKEN}).headers["set-cookie"].partition(";")[0]
        headers = (("Cookie", f"{cookie}; {own}"), ("Accept", "text/html"))
        encoded = tuple((name, text.encode().decode("latin-1")) for name, text in headers)
        assert asked(url, encoded, b"", method="GET", path="/").status == 200


@pytest.mark.parametrize("path", ["/routes", "/login"])
def test_a_form_that_ends_early(path: str, caplog: pytest.LogCaptureFixture) -> None:
    """Nobody is there to read an answer, so there is nothing to report."""
    with page_server() as url, caplog.at_level(logging.WARNING):
        with connected(url) as client:
            headers = (("Content-Length", "100"), ("Origin", url))
            client.sendall(head_of(url, headers, "POST", path) + b"provider=jira")
        assert browse(url).status_code == 200
    assert caplog.text == ""


@pytest.mark.parametrize("path", ["/routes", "/login", "/logout"])
def test_a_form_without_an_origin(path: str, busy: BusyServer) -> None:
    """A browser says where a form comes from; what does not say it changes nothing."""
    form = (("Content-Type", "application/x-www-form-urlencoded"),)
    answer = asked(busy.url, form, b"provider=linear&workspace=a&mapping=stolen", path=path)
    assert (answer.status, b"stolen" in browse(f"{busy.url}/routes").content) == (403, False)


@pytest.mark.parametrize("name", ["\u200b", "\u202e\u2066", "  "])
def test_a_project_that_nobody_sees(name: str) -> None:
    """It is called unnamed, so that there is something to read."""
    with page_server() as url:
        publish(url, snapshot_of(name, ("One",)))
        assert "unnamed project" in words_of(browse(f"{url}/snapshots"))


ELSEWHERE: Mapping[str, tuple[str, Headers, str]] = {
    "a path without its slash": (SNAPSHOT_PATH.rstrip("/"), (), f"not_found sent POST {SNAPSHOT_PATH.rstrip('/')}"),
    "a path of a page": ("/snapshots", (), "method_not_allowed sent POST /snapshots"),
    "another host": (SNAPSHOT_PATH, (("Host", "evil.example"),), "misdirected_request sent Host: evil.example"),
    "another origin": (SNAPSHOT_PATH, (("Origin", "null"),), "foreign_origin sent Origin: null"),
    "odd bytes": (SNAPSHOT_PATH, SOUND, r"invalid_snapshot at $ , found \xff\u0000"),
}


@pytest.mark.parametrize(("path", "headers", "expected"), ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_what_was_at_fault(path: str, headers: Headers, expected: str) -> None:
    """The page of what was refused shows what was asked, or the bytes that are no JSON."""
    with page_server() as url:
        asked(url, headers, b"\xff\0", path=path)
        while not (refusals := ask(f"{url}/refused").json()["refusals"]):
            pass
        assert len(refusals) == 1
        words = words_of(browse(f"{url}/refused"))
    code, found = expected.split(" ", 1)
    assert (refusals[0]["code"], found in words) == (code, True)


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    """A page says that it cannot be read, and when to come back."""
    with page_server(data=tmp_path / "data.db") as url:
        (tmp_path / "data.db").unlink()
        page = browse(f"{url}/snapshots")
        assert (page.status_code, page.headers["retry-after"]) == (503, "5")
        assert "What was received cannot be read at the moment" in words_of(page)
        assert ask(f"{url}/snapshots").json()["error"] == "unavailable"


def test_where_a_page_belongs(busy: BusyServer) -> None:
    """The menu marks the page itself, and the list that one of its rows belongs to."""
    marked = {
        path: [
            (tag["href"], tag["aria-current"])
            for name, tag in tags_of(browse(busy.url + path))
            if name == "a" and "aria-current" in tag
        ]
        for path in ("/", "/snapshots", f"/snapshots/{busy.first}")
    }
    assert list(marked.values()) == [[("/", "page")], [("/snapshots", "page")], [("/snapshots", "true")]]


def test_many_requests_at_once(busy: BusyServer) -> None:
    """Requests that are sent before the first is answered are answered in order."""
    paths = ("/", "/snapshots", "/static/style.css", "/nothing")
    with connected(busy.url) as client:
        client.sendall(
            b"".join(head_of(busy.url, (("Connection", "close"),) * (path == paths[-1]), "GET", path) for path in paths)
        )
        received = b"".join(iter(lambda: client.recv(65_536), b""))
    assert [received.count(line) for line in (b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 404 Not Found\r\n")] == [3, 1]


def test_a_style_sheet_is_asked_for_again(busy: BusyServer) -> None:
    """After an upgrade, a browser does not go on with the old one; an unchanged one is not sent again."""
    first = browse(f"{busy.url}/static/style.css")
    again = browse(f"{busy.url}/static/style.css", **{"If-None-Match": first.headers["etag"]})
    assert (first.headers["cache-control"], again.status_code, again.content) == ("no-cache", 304, b"")


ACCEPTED: Mapping[str, str] = {
    "*/*": "html",
    "application/json;q=0.9, text/html;q=0.8": "json",
}


@pytest.mark.parametrize(("accepted", "expected"), ACCEPTED.items())
def test_what_is_preferred(accepted: str, expected: str, busy: BusyServer) -> None:
    """HTML, unless JSON is named and HTML is not preferred."""
    assert expected in browse(busy.url, Accept=accepted).headers["content-type"]
