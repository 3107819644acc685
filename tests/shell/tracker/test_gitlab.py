"""GitLab, read over real sockets."""

from collections.abc import Mapping

import pytest
from attrs import evolve
from returns.result import Failure

from tests.shell.tracker.reading import first_page, read_all
from tests.support.gitlab_server import GITLAB_PATH, GitLab, gitlab_access, gitlab_server
from tests.support.listing import NOW, TOKEN, answer, tickets
from tests.support.scripted_server import Reply, http, scripted
from trackpost.core.issues.tracker_fault import (
    BrokenTracker,
    TrackerBusy,
    TrackerFault,
    TrackerNotAllowed,
    TrackerRefused,
)

TODAY = GitLab()
OLDER = GitLab(knows_cursors=False)
VERSIONS = {"with cursors": TODAY, "with numbers": OLDER}
LIST = "scope=all&order_by=created_at&sort=asc"


def test_the_first_request() -> None:
    """It asks for all issues, the oldest first, and for a cursor as well as for a number."""
    with gitlab_server(tickets(1), TODAY) as gitlab:
        page = first_page("gitlab", gitlab_access(gitlab.url)).unwrap()
    (asked,) = gitlab.asked
    assert asked.path == f"{GITLAB_PATH}?state=all&per_page=100&page=1&pagination=keyset&{LIST}"
    assert asked.headers["private-token"] == TOKEN
    assert (page.next, page.now) == (None, "2026-03-01T12:00:00+00:00")


@pytest.mark.parametrize("kind", VERSIONS.values(), ids=VERSIONS.keys())
def test_changes(kind: GitLab) -> None:
    """What was changed at the instant itself is listed too."""
    listing = tickets(3)
    listing[1] = evolve(listing[1], updated=NOW)
    with gitlab_server(listing, kind) as gitlab:
        found = read_all("gitlab", gitlab_access(gitlab.url), since="2026-03-01T13:00:00+01:00")
    assert [issue["iid"] for issue in found] == [2]


@pytest.mark.parametrize("kind", VERSIONS.values(), ids=VERSIONS.keys())
@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 250])
def test_all_is_read(kind: GitLab, count: int) -> None:
    """A last page that is full ends it too: with cursors, there is no header behind the end."""
    with gitlab_server(tickets(count), kind) as gitlab:
        found = [issue["iid"] for issue in read_all("gitlab", gitlab_access(gitlab.url))]
    assert list(dict.fromkeys(found)) == list(range(1, count + 1))
    assert len(gitlab.asked) <= count // 90 + 1


def test_a_cursor_is_asked_for_alone() -> None:
    """It takes the place of the number."""
    with gitlab_server(tickets(150), TODAY) as gitlab:
        read_all("gitlab", gitlab_access(gitlab.url))
    assert [("page" in query, "cursor" in query) for query in gitlab.queries] == [(True, False), (False, True)]


def test_an_older_cursor() -> None:
    """GitLab also has lists whose cursor is the id of the last row."""
    link = {"Link": f'<https://gitlab.example{GITLAB_PATH}?per_page=100&id_after=42&pagination=keyset>; rel="next"'}
    with scripted(answer(200, [], link), answer(200, [])) as server:
        read_all("gitlab", gitlab_access(server.url))
    assert server.asked[1].path == f"{GITLAB_PATH}?state=all&per_page=100&id_after=42&pagination=keyset&{LIST}"


@pytest.mark.parametrize("kind", VERSIONS.values(), ids=VERSIONS.keys())
@pytest.mark.parametrize("size", [100, 25])
def test_nothing_is_lost_when_pages_shift(kind: GitLab, size: int) -> None:
    """What was there all the time is read, though issues are moved away between the pages."""
    with gitlab_server(tickets(350), kind) as gitlab:
        gitlab.turns += [lambda: gitlab.delete(3, 5), lambda: gitlab.delete(*range(20, 60))]
        found = {issue["iid"] for issue in read_all("gitlab", gitlab_access(gitlab.url), size=size)}
    assert gitlab.numbers <= found


PROJECTS = {
    "nested groups": ("acme/shop/web", "acme%2Fshop%2Fweb"),
    "a path that is escaped already": ("acme%2Fshop%2Fweb", "acme%2Fshop%2Fweb"),
    "a number": ("42", "42"),
    "dots": ("..", "%2E%2E"),
    "a question": ("42?x=y#z", "42%3Fx%3Dy%23z"),
}


@pytest.mark.parametrize(("project", "escaped"), PROJECTS.values(), ids=PROJECTS.keys())
def test_a_project_is_one_part_of_the_path(project: str, escaped: str) -> None:
    """It leads to no other path."""
    with scripted(answer(200, [])) as server:
        first_page("gitlab", gitlab_access(server.url, project)).unwrap()
    assert server.only.path.partition("?")[0] == f"/api/v4/projects/{escaped}/issues"


IN_30_SECONDS = {"RateLimit-Remaining": "0", "RateLimit-Reset": str(int(NOW.timestamp()) + 30)}
FAULTS: Mapping[str, tuple[Reply, TrackerFault]] = {
    "a limit": (answer(429, {"message": "Retry later"}, IN_30_SECONDS), TrackerBusy("gitlab", 429, 30)),
    "a limit with a pause": (
        answer(429, {"message": "Retry later"}, {**IN_30_SECONDS, "Retry-After": "31"}),
        TrackerBusy("gitlab", 429, 31),
    ),
    "a bad token": (
        answer(401, {"message": "401 Unauthorized"}),
        TrackerNotAllowed("gitlab", 401, "HTTP 401: 401 Unauthorized"),
    ),
    "a token with too narrow a scope": (
        answer(403, {"error": "insufficient_scope", "error_description": f"{TOKEN} needs the scope api"}),
        TrackerNotAllowed("gitlab", 403, "HTTP 403: insufficient_scope; ******** needs the scope api"),
    ),
    "no such project": (
        answer(404, {"message": "404 Project Not Found"}),
        TrackerRefused("gitlab", 404, "HTTP 404: 404 Project Not Found"),
    ),
    "the page to sign in": (
        answer(302, {}, {"Location": "https://gitlab.example/users/sign_in"}),
        BrokenTracker("gitlab", "HTTP 302: a redirect to https://gitlab.example/users/sign_in"),
    ),
    "a web page": (http(200, b"\n<html>"), BrokenTracker("gitlab", "it is a web page")),
    "no list": (answer(200, {"id": 1}), BrokenTracker("gitlab", "$: Expected `array`, got `object`")),
}


@pytest.mark.parametrize(("reply", "fault"), FAULTS.values(), ids=FAULTS.keys())
def test_what_is_no_page(reply: Reply, fault: TrackerFault) -> None:
    """It is told for what it is."""
    with scripted(reply) as server:
        told = first_page("gitlab", gitlab_access(server.url))
    assert told == Failure(fault)
