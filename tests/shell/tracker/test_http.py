"""What every tracker's address and every answer must hold, whatever is in it."""

import gc
import gzip
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest
from returns.result import Failure

from tests.shell.tracker import JIRA, Project
from tests.support.jira_server import bound_project, stories
from tests.support.scripted_server import Reply, http, scripted
from trackpost.core.issues.tracker_fault import BrokenTracker, PullTimeout, TrackerUnreachable
from trackpost.core.issues.tracker_url import InsecureTrackerUrl, UnusableTrackerUrl
from trackpost.core.trackers.pulled import PullCounts

PAGE = b'{"issues": [], "isLast": true}'
NEXT = b'{"issues": [], "nextPageToken": "2"}'
PASSWORD = "hunter2-canary"
ADDRESSES: Mapping[str, str] = {
    "no scheme": "it must begin with https://",
    "another scheme": "it must begin with https://",
    "user info": "it contains a user name or password, which belong in credentials of their own",
    "no port": "its host or port is malformed",
    "port 0": "port 0 cannot be reached",
    "no host": "it names no host",
    "a query": "a query or fragment does not belong in it",
    "a blank": "it contains whitespace or a control character",
    "a bracket": "its host or port is malformed",
}
URLS: Mapping[str, str] = {
    "no scheme": "acme.atlassian.net",
    "another scheme": "ftp://acme.example",
    "user info": f"https://dev:{PASSWORD}@acme.example",
    "no port": f"https://acme.example:{PASSWORD}",
    "port 0": "https://acme.example:0",
    "no host": "https://",
    "a query": f"https://acme.example?token={PASSWORD}",
    "a blank": "https://acme example",
    "a bracket": "https://[acme.example",
}


@pytest.mark.parametrize(("url", "reason"), [(URLS[name], ADDRESSES[name]) for name in URLS], ids=URLS)
def test_an_address_that_cannot_be_used(url: str, reason: str, tmp_path: Path) -> None:
    """The reason is named, and nothing of the address, which may hold a password."""
    error = JIRA.project(tmp_path, url).pull().failure()
    assert error == UnusableTrackerUrl("jira", "base_url", reason)
    assert PASSWORD not in error.message


def test_plain_http_to_another_machine(tmp_path: Path) -> None:
    """It is refused before anything is sent, unless it is allowed; then it is tried."""
    project = JIRA.project(tmp_path, "http://tracker.invalid")
    assert project.pull() == Failure(InsecureTrackerUrl("jira", "base_url", "tracker.invalid"))
    assert isinstance(project.pull(insecure_http=True).failure(), TrackerUnreachable)


LOOPBACK = ("http://localhost:1", "http://127.0.0.9:1", "http://[::1]:1")


@pytest.mark.parametrize("url", LOOPBACK)
def test_plain_http_to_this_machine(url: str, tmp_path: Path) -> None:
    """It needs no leave: nobody else can read it."""
    assert isinstance(JIRA.project(tmp_path, url).pull().failure(), TrackerUnreachable)


def _pulled(folder: Path, *replies: Reply, **deadline: float) -> tuple[object, list[Mapping[str, str]]]:
    with scripted(*replies) as server:
        project = Project(bound_project(folder, JIRA.name, JIRA.workspace, JIRA.credentials(server.url + "/", "ACME")))
        result = project.pull(deadline_seconds=deadline.get("seconds", 60.0))
    return result.swap().value_or(None), [request.headers for request in server.asked]


def test_what_is_sent(tmp_path: Path) -> None:
    """Neither compression nor cookies: each request is the same, whatever the answers to others were."""
    fault, (first, second) = _pulled(tmp_path, http(200, NEXT, {"Set-Cookie": "session=1"}), http(200, PAGE))
    assert fault is None
    assert (first["accept-encoding"], second["accept-encoding"]) == ("identity", "identity")
    assert "cookie" not in second


def test_a_compressed_page(tmp_path: Path) -> None:
    """It was not asked for, but it is understood."""
    assert _pulled(tmp_path, http(200, gzip.compress(PAGE), {"Content-Encoding": "gzip"}))[0] is None


@pytest.mark.parametrize("last", [http(200, PAGE), http(400, b"{}"), http(200, PAGE, {"Content-Length": "9999"})])
def test_what_is_read_is_forgotten(last: Reply, tmp_path: Path) -> None:
    """Memory grows neither with pages nor with broken answers, though a pull hardly ever collects garbage."""
    gc.collect()
    gc.disable()
    try:
        _pulled(tmp_path, http(200, NEXT), last, seconds=1.0)
        assert not [one for one in gc.get_objects() if isinstance(one, httpx.Response)]
    finally:
        gc.enable()


LARGE = b" " * 34 * 1024 * 1024
PAGES: Mapping[str, tuple[bytes, dict[str, str], str]] = {
    "large": (LARGE, {}, "it has more than 32 MiB"),
    "large when unpacked": (gzip.compress(LARGE, 1), {"Content-Encoding": "gzip"}, "it has more than 32 MiB"),
    "broken when unpacked": (b"no gzip", {"Content-Encoding": "gzip"}, "it cannot be decompressed"),
}


@pytest.mark.parametrize(("body", "headers", "reason"), PAGES.values(), ids=PAGES.keys())
def test_a_page_that_is_not_read_to_its_end(body: bytes, headers: dict[str, str], reason: str, tmp_path: Path) -> None:
    """It is not taken for a page."""
    assert _pulled(tmp_path, http(200, body, headers))[0] == BrokenTracker("jira", reason)


def test_a_page_that_trickles(tmp_path: Path) -> None:
    """It is waited for no longer than the pull may take, though each single byte comes in time."""
    slow = Reply(content=http(200, PAGE).content, pause=0.05)
    assert _pulled(tmp_path, slow, seconds=0.3)[0] == PullTimeout(0.3)


def test_a_pull_that_takes_too_long(tmp_path: Path) -> None:
    """It ends between two pages, and the next one goes on there."""
    with JIRA.bound(tmp_path, stories(4)) as (tracker, project):

        def wait(_number: int) -> None:
            project.watch.seconds += 10

        tracker.turn = wait
        assert project.pull(deadline_seconds=5) == Failure(PullTimeout(5))
        assert project.pull(deadline_seconds=100).unwrap().counts == PullCounts(created=2)
    assert tracker.pages == [None, "0.2"]
