"""GitHub, GitHub Enterprise and Gitea, read over real sockets."""

from collections.abc import Mapping

import pytest
from attrs import evolve
from returns.result import Failure, Result

from tests.shell.tracker.reading import first_page, pages_of, read_all, reader_at
from tests.support.github_server import GitHub, gitea_server, github_access, github_server
from tests.support.listing import NOW, TOKEN, Listing, answer, tickets
from tests.support.scripted_server import Reply, http, scripted
from trackpost.core.issues.tracker_fault import (
    BrokenTracker,
    TrackerBusy,
    TrackerFault,
    TrackerNotAllowed,
    TrackerRefused,
)

CLOUD = GitHub()
ENTERPRISE = GitHub(prefix="/api/v3", gives_cursors=False)


def test_the_first_request() -> None:
    """It asks for all issues, the oldest first, with the token in a header."""
    with github_server(tickets(1), CLOUD) as github:
        page = first_page("github", github_access(github.url)).unwrap()
    (asked,) = github.asked
    assert asked.path == "/repos/acme/web/issues?state=all&per_page=100&page=1&sort=created&direction=asc"
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"
    assert (page.next, page.now, page.warnings) == (None, "2026-03-01T12:00:00+00:00", ())
    assert page.issues[0].startswith(b'{"number": 1,')


def test_changes() -> None:
    """GitHub counts whole seconds and lists what comes after one, so a second more is asked for."""
    listing = tickets(3)
    listing[1] = evolve(listing[1], updated=NOW)
    with github_server(listing, CLOUD) as github:
        found = read_all("github", github_access(github.url), since="2026-03-01T13:00:00.750+01:00")
    assert github.queries[0]["since"] == "2026-03-01T11:59:59Z"
    assert [issue["number"] for issue in found] == [2]


def test_an_instant_without_a_zone() -> None:
    """It is in UTC."""
    with github_server(tickets(1), CLOUD) as github:
        read_all("github", github_access(github.url), since="2026-03-01T12:00:00")
    assert github.queries[0]["since"] == "2026-03-01T11:59:59Z"


def test_pages_with_cursors() -> None:
    """GitHub's own cursors are used, and its pull requests are passed on for the translation to tell."""
    listing = tickets(250)
    listing[7] = evolve(listing[7], is_pull_request=True)
    with github_server(listing, CLOUD) as github:
        found = read_all("github", github_access(github.url))
    assert [issue["number"] for issue in found] == list(range(1, 251))
    assert "pull_request" in found[7]
    assert [query.get("page") for query in github.queries] == ["1", None, None]
    assert github.queries[1]["after"] == "2026-01-01T00:00:33+00:00_100"


def test_a_page_of_pull_requests_is_not_the_last_one() -> None:
    """They count as rows."""
    listing = [evolve(ticket, is_pull_request=ticket.number <= 100) for ticket in tickets(101)]
    with github_server(listing, ENTERPRISE) as github:
        access = github_access(f"{github.url}/api/v3")
        assert {issue["number"] for issue in read_all("github", access)} == github.numbers


SERVERS = {"with cursors": CLOUD, "with numbers": ENTERPRISE}


def _shifts(listing: Listing) -> None:
    """Delete the first issues after the first page, and more than a page overlaps after the second one."""
    listing.turns += [lambda: listing.delete(3, 5), lambda: listing.delete(*range(10, 110))]


@pytest.mark.parametrize("kind", SERVERS.values(), ids=SERVERS.keys())
@pytest.mark.parametrize("size", [100, 30, 1])
def test_nothing_is_lost_when_pages_shift(kind: GitHub, size: int) -> None:
    """What was there all the time is read."""
    with github_server(tickets(350), kind) as github:
        _shifts(github)
        with reader_at("github", github_access(github.url + kind.prefix)) as reader:
            first = reader.page(None, None, size).unwrap()
            rest = [reader.page(None, first.next, size).unwrap()]
            while rest[-1].next is not None:
                rest.append(reader.page(None, rest[-1].next, 100).unwrap())
    read = b"".join(issue for page in [first, *rest] for issue in page.issues)
    assert all(b'{"number": %d,' % number in read for number in github.numbers)


def test_gitea() -> None:
    """It gives 50 at most, the newest first, and is asked to leave pull requests out."""
    listing = [evolve(ticket, is_pull_request=ticket.number % 10 == 0) for ticket in tickets(200)]
    with gitea_server(listing) as gitea:
        gitea.turns += [lambda: gitea.delete(195, 194), lambda: gitea.tickets.extend(tickets(203)[200:])]
        found = {issue["number"] for issue in read_all("github", github_access(f"{gitea.url}/api/v1"))}
    assert gitea.asked[0].path == "/api/v1/repos/acme/web/issues?state=all&limit=100&page=1&type=issues"
    assert {number for number in gitea.numbers if number % 10 and number <= 200} <= found
    assert len(gitea.asked) <= 6


NAMES = {
    "a slash": ("acme/../x", "web?y", "/repos/acme%2F..%2Fx/web%3Fy/issues"),
    "dots": ("..", ".", "/repos/%2E%2E/%2E/issues"),
    "a name with a dot": ("acme", "web.site", "/repos/acme/web.site/issues"),
}


@pytest.mark.parametrize(("owner", "repo", "path"), NAMES.values(), ids=NAMES.keys())
def test_names_stay_names(owner: str, repo: str, path: str) -> None:
    """They lead to no other path."""
    with scripted(answer(200, [])) as server:
        first_page("github", {**github_access(server.url), "owner": owner, "repo": repo}).unwrap()
    assert server.only.path.partition("?")[0] == path


def test_a_cursor_of_another_tool() -> None:
    """It is not understood, and all is read from the beginning."""
    with github_server(tickets(2), CLOUD) as github, reader_at("github", github_access(github.url)) as reader:
        for cursor in ["2", "x", '{"at": -1}', "\ud800"]:
            assert len(reader.page(None, cursor, 100).unwrap().issues) == 2
    assert {query["page"] for query in github.queries} == {"1"}


def test_a_link_is_not_followed() -> None:
    """It may lead to another host, so only the cursor in it is used."""
    link = {"Link": '<https://elsewhere.example/x?after=c%2B1>; rel="next"'}
    with (
        scripted(answer(200, [], link), answer(200, [])) as server,
        reader_at("github", github_access(server.url)) as r,
    ):
        assert len(pages_of(r)) == 2
    assert (
        server.asked[1].path == "/repos/acme/web/issues?state=all&per_page=100&after=c%2B1&sort=created&direction=asc"
    )


SECONDARY = {"message": "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."}
IN_90_SECONDS = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(NOW.timestamp()) + 90)}
FAULTS: Mapping[str, tuple[Reply, TrackerFault]] = {
    "a secondary limit, in words only": (
        answer(403, SECONDARY, {"X-RateLimit-Remaining": "4000"}),
        TrackerBusy("github", 403, None),
    ),
    "a secondary limit with a pause": (answer(403, SECONDARY, {"Retry-After": "60"}), TrackerBusy("github", 403, 60)),
    "the primary limit": (answer(403, {"message": "API rate limit"}, IN_90_SECONDS), TrackerBusy("github", 403, 90)),
    "the same with the newer status": (answer(429, {"message": "Slow"}, IN_90_SECONDS), TrackerBusy("github", 429, 90)),
    "a server that fails": (answer(502, {"message": "Server Error"}), TrackerBusy("github", 502, None)),
    "a bad token": (
        answer(401, {"message": "Bad credentials"}),
        TrackerNotAllowed("github", 401, "HTTP 401: Bad credentials"),
    ),
    "a token for something else": (
        answer(403, {"message": "Resource not accessible by personal access token"}),
        TrackerNotAllowed("github", 403, "HTTP 403: Resource not accessible by personal access token"),
    ),
    "a token that is repeated": (
        answer(403, {"message": f"no {TOKEN}"}),
        TrackerNotAllowed("github", 403, "HTTP 403: no ********"),
    ),
    "no such repository": (
        answer(404, {"message": "Not Found"}),
        TrackerRefused("github", 404, "HTTP 404: Not Found"),
    ),
    "issues are disabled": (
        answer(410, {"message": "Issues has been disabled in this repository."}),
        TrackerRefused("github", 410, "HTTP 410: Issues has been disabled in this repository."),
    ),
    "a page to sign in": (
        answer(302, {"message": "Found"}, {"Location": "https://sso.example/in?a=b"}),
        BrokenTracker("github", "HTTP 302: a redirect to https://sso.example/in: Found"),
    ),
    "a web page": (http(200, b"<!DOCTYPE html><p>Sign in"), BrokenTracker("github", "it is a web page")),
    "no list": (answer(200, {"items": []}), BrokenTracker("github", "$: Expected `array`, got `object`")),
    "no JSON": (http(200, b"[{"), BrokenTracker("github", "$: Input data was truncated")),
    "nothing": (http(200, b""), BrokenTracker("github", "it is empty")),
}


@pytest.mark.parametrize(("reply", "fault"), FAULTS.values(), ids=FAULTS.keys())
def test_what_is_no_page(reply: Reply, fault: TrackerFault) -> None:
    """It is told for what it is."""
    with scripted(reply) as server:
        told = first_page("github", github_access(server.url))
    assert told == Failure(fault)


ODD_ROWS: Mapping[str, list[object]] = {"texts": ["x", 7, None], "no numbers": [{}, {"number": None}], "lists": [[]]}


@pytest.mark.parametrize("rows", ODD_ROWS.values(), ids=ODD_ROWS.keys())
def test_rows_that_are_no_issues(rows: list[object]) -> None:
    """They are passed on, for the translation skips them one by one."""
    with scripted(answer(200, rows)) as server:
        page: Result[int, TrackerFault] = first_page("github", github_access(server.url)).map(lambda p: len(p.issues))
    assert page.unwrap() == len(rows)
