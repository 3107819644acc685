"""Linear, read over real sockets."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest
from returns.result import Failure, Success

from tests.shell.tracker import LINEAR, Project
from tests.shell.tracker.reading import first_page, issues_in, pages_of, read_all, reader_at
from tests.support.clocks import Stopwatch
from tests.support.jira_server import SECRET, bound_project, stories
from tests.support.linear_server import complexity, linear_credentials, linear_server, team_uuid
from tests.support.listing import NOW, TOKEN, answer
from tests.support.scripted_server import Reply, http, scripted
from trackpost.core.issues.tracker_fault import (
    BrokenTracker,
    TrackerBusy,
    TrackerFault,
    TrackerNotAllowed,
    TrackerRefused,
)
from trackpost.core.trackers.linear import TeamGivenByKey
from trackpost.shell.delivery.client import client_settings
from trackpost.shell.tracker.http import tracker_http
from trackpost.shell.tracker.linear import ISSUES, LARGEST
from trackpost.shell.tracker.linear_team import resolve_team
from trackpost.shell.tracker.patience import Deadline

ACME = team_uuid("ACME")
EMPTY = {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}


def _by_key(url: str, key: str = "ACME") -> dict[str, str]:
    return {**linear_credentials(url), "team_id": key}


def test_the_first_request() -> None:
    """It asks for the team's issues in the order of their creation, and shows the key as it is."""
    with scripted(answer(200, {"data": {"issues": EMPTY}})) as server:
        page = first_page("linear", linear_credentials(server.url)).unwrap()
    asked = server.asked[0]
    sent = msgspec.json.decode(asked.body, type=dict[str, object])
    assert (asked.method, asked.path, asked.headers["authorization"]) == ("POST", "/graphql", SECRET)
    assert sent["query"] == ISSUES
    assert sent["variables"] == {"filter": {"team": {"id": {"eq": ACME}}}, "first": 100, "after": None}
    assert (page.issues, page.next, page.now) == ((), None, "2026-03-01T12:00:00+00:00")


def test_changes() -> None:
    """What was changed at the instant itself is listed too."""
    with linear_server(ACME=stories(3)) as linear:
        found = read_all("linear", linear_credentials(linear.url), since="2026-02-01T12:40:00+01:00")
    assert [issue["identifier"] for issue in found] == ["ACME-1", "ACME-2"]


def test_archived_and_deleted_issues() -> None:
    """Archived ones are issues like the others; the translation tells deleted ones by a member."""
    with linear_server(ACME=stories(4)) as linear:
        linear.archived, linear.deleted = {2}, {3}
        found = read_all("linear", linear_credentials(linear.url))
    assert [(issue["identifier"], issue["trashed"]) for issue in found] == [
        ("ACME-1", None),
        ("ACME-2", None),
        ("ACME-3", True),
        ("ACME-4", None),
    ]


@pytest.mark.parametrize("size", [1, 2, 100, 5_000])
def test_pages(size: int) -> None:
    """All are read, never more at once than Linear computes for one query."""
    with linear_server(ACME=stories(150)) as linear:
        linear.most = 250
        with reader_at("linear", linear_credentials(linear.url)) as reader:
            first = reader.page(None, None, size).unwrap()
            rest = reader.page(None, first.next, LARGEST).unwrap()
    assert [query.size for query in linear.asked] == [min(size, LARGEST), LARGEST]
    assert len(first.issues) == min(size, LARGEST)
    assert issues_in(rest)[0]["identifier"] == f"ACME-{min(size, LARGEST) + 1}"


def test_the_complexity_of_a_query() -> None:
    """A page stays below the limit, by Linear's rules for counting."""
    assert complexity("query Q { viewer { id name } }", 1) == 2
    assert complexity("query Q($f: Int) { issues(first: 10) { nodes { id labels { nodes { name } } } } }", 1) == 561
    assert complexity(ISSUES, LARGEST) < 10_000 < complexity(ISSUES, 250)


def test_nothing_is_lost_when_issues_are_deleted() -> None:
    """A cursor does not move."""
    with linear_server(ACME=stories(9)) as linear, reader_at("linear", linear_credentials(linear.url)) as reader:
        linear.most = 4
        first = reader.page(None, None, 100).unwrap()
        del linear.stories["ACME"][1:3]
        rest = reader.page(None, first.next, 100).unwrap()
    assert [issue["identifier"] for issue in issues_in(rest)] == ["ACME-5", "ACME-6", "ACME-7", "ACME-8"]


def test_a_team_by_its_key() -> None:
    """Its UUID is looked up once, and the first page says which it is."""
    with linear_server(ACME=stories(5)) as linear, reader_at("linear", _by_key(linear.url, "acme")) as reader:
        first, *rest = pages_of(reader)
    assert linear.teams_asked == [("key", "ACME")]
    assert {query.resource for query in linear.asked} == {"ACME"}
    assert first.warnings == (TeamGivenByKey("acme", ACME),)
    assert [page.warnings for page in rest] == [(), ()]


def test_the_warning_comes_with_the_first_page_that_comes() -> None:
    """A fault before it neither swallows it nor makes another look-up necessary."""
    team = answer(200, {"data": {"teams": {"nodes": [{"id": ACME}]}}})
    with (
        scripted(team, answer(503, {}), answer(200, {"data": {"issues": EMPTY}})) as server,
        reader_at("linear", _by_key(server.url)) as reader,
    ):
        assert reader.page(NOW.isoformat(), None, 100) == Failure(TrackerBusy("linear", 503, None))
        pages = [reader.page(NOW.isoformat(), None, 100).unwrap() for _ in range(2)]
    assert [page.warnings for page in pages] == [(TeamGivenByKey("ACME", ACME),), ()]
    assert len(server.asked) == 4


def test_a_pull_of_a_team_by_its_key(tmp_path: Path) -> None:
    """It warns once, and reads the team."""
    with linear_server(ACME=stories(5)) as linear:
        project = Project(bound_project(tmp_path, "linear", "acme", _by_key(linear.url)))
        pulled = project.pull().unwrap()
    assert (pulled.counts.created, pulled.warnings) == (5, (TeamGivenByKey("ACME", ACME),))


def test_a_full_pull_after_an_issue_was_deleted(tmp_path: Path) -> None:
    """Linear still lists it, in the trash, but that does not keep it in the cache."""
    with linear_server(ACME=stories(3)) as linear:
        project = LINEAR.project(tmp_path, linear.url)
        project.pull().unwrap()
        linear.deleted = {2}
        assert project.pull(full=True).unwrap().removed == ("ACME-2",)


RESOLVED = {
    "a key": ("ACME", Success(ACME), 1),
    "a UUID": (ACME, Success(ACME), 0),
    "another id": ("abc-123-def-456", Success("abc-123-def-456"), 0),
    "an unknown key": ("OTHER", Failure(TrackerNotAllowed("linear", 200, "they have no access to team OTHER")), 1),
}


@pytest.mark.parametrize(("team", "expected", "requests"), RESOLVED.values(), ids=RESOLVED.keys())
def test_resolve_team(team: str, expected: object, requests: int) -> None:
    """Linear is asked only about keys."""
    with linear_server(ACME=[]) as linear:
        access = _by_key(linear.url, team)
        settings = client_settings({}, linear.url).unwrap()
        clock = Stopwatch().clock
        with tracker_http("linear", settings, str, clock, Deadline.after(600, clock)) as http_client:
            assert resolve_team(access, http_client).map(lambda found: found.id) == expected
    assert len(linear.teams_asked) == requests


def test_an_unknown_team() -> None:
    """Linear lists nothing for it, which does not mean that there is nothing."""
    with linear_server(ACME=[]) as linear:
        nowhere = {**linear_credentials(linear.url), "team_id": team_uuid("OTHER")}
        assert first_page("linear", linear_credentials(linear.url)).unwrap().issues == ()
        told = first_page("linear", nowhere)
        with reader_at("linear", nowhere) as reader:
            assert reader.page("2026-03-01T12:00:00+00:00", None, 100).unwrap().issues == ()
    assert told == Failure(TrackerNotAllowed("linear", 200, f"they have no access to team {team_uuid('OTHER')}"))
    assert linear.teams_asked == [("id", ACME), ("id", team_uuid("OTHER"))]


def test_an_endpoint_that_only_lists_issues() -> None:
    """What it is asked about teams is left open."""
    with scripted(answer(200, {"data": {"issues": EMPTY}})) as server:
        page = first_page("linear", _by_key(server.url)).unwrap()
    assert (page.issues, page.warnings) == ((), ())
    assert [b'"eq":"ACME"' in asked.body for asked in server.asked] == [True, True, True]


def test_no_team_because_of_a_limit() -> None:
    """A fault of the look-up is the fault."""
    with scripted(answer(503, {})) as server:
        assert first_page("linear", _by_key(server.url)) == Failure(TrackerBusy("linear", 503, None))


def _errors(status: int, headers: Mapping[str, str] | None = None, **extensions: object) -> Reply:
    said = {"errors": [{"message": "no", "extensions": extensions}], "data": {"issues": EMPTY}}
    return answer(status, said, headers)


IN_90_SECONDS = {
    "X-RateLimit-Requests-Remaining": "0",
    "X-RateLimit-Requests-Reset": str(int(NOW.timestamp() * 1000) + 30_000),
    "X-RateLimit-Complexity-Remaining": "0",
    "X-RateLimit-Complexity-Reset": str(int(NOW.timestamp() * 1000) + 90_000),
}
ENOUGH_REQUESTS = {
    **IN_90_SECONDS,
    "X-RateLimit-Requests-Remaining": "5",
    "X-RateLimit-Requests-Reset": "9999999999999",
}
FAULTS: Mapping[str, tuple[Reply, TrackerFault]] = {
    "no such key": (_errors(400, code="AUTHENTICATION_ERROR"), TrackerNotAllowed("linear", 400, "no")),
    "the same in a success": (_errors(200, code="AUTHENTICATION_ERROR"), TrackerNotAllowed("linear", 200, "no")),
    "the same by its type": (_errors(200, type="authentication error"), TrackerNotAllowed("linear", 200, "no")),
    "not for this key": (_errors(200, code="FORBIDDEN"), TrackerNotAllowed("linear", 200, "no")),
    "not in this plan": (_errors(200, type="feature not accessible"), TrackerNotAllowed("linear", 200, "no")),
    "a limit": (_errors(400, code="RATELIMITED"), TrackerBusy("linear", 400, None)),
    "a limit in a success": (_errors(200, code="RATELIMITED"), TrackerBusy("linear", 200, None)),
    "two limits": (_errors(400, IN_90_SECONDS, code="RATELIMITED"), TrackerBusy("linear", 400, 90)),
    "one limit of two": (_errors(400, ENOUGH_REQUESTS, code="RATELIMITED"), TrackerBusy("linear", 400, 90)),
    "a pause": (_errors(429, {"Retry-After": "7"}), TrackerBusy("linear", 429, 7)),
    "a failure of theirs": (_errors(200, code="INTERNAL_SERVER_ERROR"), TrackerBusy("linear", 200, None)),
    "a wrong question": (
        _errors(400, code="GRAPHQL_VALIDATION_FAILED"),
        TrackerRefused("linear", 400, "HTTP 400: no"),
    ),
    "a wrong question in a success": (_errors(200, code="INPUT_ERROR"), TrackerRefused("linear", None, "no")),
    "an error without a code": (_errors(200), TrackerRefused("linear", None, "no")),
    "an error beside data": (_errors(200, code=7), TrackerRefused("linear", None, "no")),
    "an error of another shape": (
        answer(200, {"errors": {"message": "no"}, "data": {"issues": EMPTY}}),
        TrackerRefused("linear", None, "no"),
    ),
    "the key is repeated": (
        answer(400, {"errors": [{"message": f"bad {TOKEN}", "extensions": {"code": "AUTHENTICATION_ERROR"}}]}),
        TrackerNotAllowed("linear", 400, "bad ********"),
    ),
    "a status alone": (answer(401, {}), TrackerNotAllowed("linear", 401, "HTTP 401")),
    "a web page": (http(200, b"<html>"), BrokenTracker("linear", "it is a web page")),
    "a web page of a proxy": (http(502, b"<html>"), TrackerBusy("linear", 502, None)),
    "no data": (answer(200, {"data": None}), BrokenTracker("linear", "$.data: Expected `object`, got `null`")),
    "no issues": (
        answer(200, {"data": {}}),
        BrokenTracker("linear", "$.data: Object missing required field `issues`"),
    ),
    "nobody knows whether there are more": (
        answer(200, {"data": {"issues": {"nodes": []}}}),
        BrokenTracker("linear", "$.data.issues: Object missing required field `pageInfo`"),
    ),
    "a next page without a name": (
        answer(200, {"data": {"issues": {"nodes": [], "pageInfo": {"hasNextPage": True, "endCursor": None}}}}),
        BrokenTracker("linear", "it does not name the next page"),
    ),
    "a list in place of an answer": (answer(200, []), BrokenTracker("linear", "$: Expected `object`, got `array`")),
}


@pytest.mark.parametrize(("reply", "fault"), FAULTS.values(), ids=FAULTS.keys())
def test_what_is_no_page(reply: Reply, fault: TrackerFault) -> None:
    """It is told for what it is, by the code of an error before the status."""
    with scripted(reply) as server:
        told = first_page("linear", {**linear_credentials(server.url), "api_key": TOKEN})
    assert told == Failure(fault)
