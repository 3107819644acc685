"""What each reader asks for if there is a filter, and what it takes for an answer."""

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager

import pytest
from attrs import evolve, frozen
from returns.result import Failure

from tests.shell.tracker.reading import first_page, issues_in, read_all
from tests.support.azure_devops_server import azure_devops_access, azure_devops_server
from tests.support.github_server import GitHub, gitea_server, github_access, github_server
from tests.support.gitlab_server import GitLab, gitlab_access, gitlab_server
from tests.support.jira_server import Story, jira_credentials, jira_server, stories
from tests.support.linear_server import linear_credentials, linear_server, project_uuid, team_uuid
from tests.support.listing import NOW, Listing, Ticket, answer, query_of, tickets
from tests.support.scripted_server import scripted
from trackpost.core.issues.tracker_fault import TrackerRefused

SINCE = "2026-02-01T12:00:00+01:00"


def _parts(*parts: str) -> list[Story]:
    return [evolve(story, part=part) for story, part in zip(stories(len(parts)), parts, strict=True)]


@pytest.mark.parametrize("is_cloud", [True, False], ids=["Cloud", "Data Center"])
def test_jira(is_cloud: bool) -> None:  # noqa: FBT001 - a column
    """Each page is asked for under the condition."""
    with jira_server(is_cloud=is_cloud, ACME=_parts("web", "api", "web", "web", "web")) as tracker:
        found = read_all("jira", jira_credentials(tracker.url), SINCE, issue_filter="labels = web")
    assert list(dict.fromkeys(issue["key"] for issue in found)) == ["ACME-1", "ACME-3", "ACME-4", "ACME-5"]
    assert {(query.part, query.since) for query in tracker.asked} == {("web", "1769943600000")}
    assert len(tracker.asked) > 1


def test_a_condition_of_jira_s_in_parentheses() -> None:
    """What it says holds beside the project, and beside the changes."""
    with scripted(answer(200, {"issues": [], "isLast": True})) as server:
        first_page("jira", jira_credentials(server.url), "a = 1 OR b = 2").unwrap()
    asked = query_of(server.only)["jql"]
    assert asked == 'project = "ACME" AND (a = 1 OR b = 2) ORDER BY created ASC, key ASC'


PROJECTS: Mapping[str, tuple[str, dict[str, object]]] = {
    "its name": ("Website", {"name": {"eqIgnoreCase": "Website"}}),
    "its UUID": (project_uuid("web"), {"id": {"eq": project_uuid("web")}}),
    "a name with quotation marks": ('"}) {', {"name": {"eqIgnoreCase": '"}) {'}}),
}


@pytest.mark.parametrize(("project", "asked"), PROJECTS.values(), ids=PROJECTS.keys())
def test_a_request_to_linear(project: str, asked: dict[str, object]) -> None:
    """It names the project in the variables, beside the team."""
    nothing = {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}
    with scripted(answer(200, {"data": {"issues": nothing}})) as server:
        first_page("linear", linear_credentials(server.url), project).unwrap()
    variables = json.loads(server.asked[0].body)["variables"]
    assert variables["filter"] == {"team": {"id": {"eq": team_uuid("ACME")}}, "project": asked}


NAMED: Mapping[str, tuple[str, list[str]]] = {
    "the name": ("web", ["ACME-1", "ACME-3"]),
    "the name in another case": ("Web", ["ACME-1", "ACME-3"]),
    "the UUID": (project_uuid("api"), ["ACME-2"]),
    "no project": ("ap", []),
    "the UUID of none": (project_uuid("none"), []),
}


@pytest.mark.parametrize(("project", "keys"), NAMED.values(), ids=NAMED.keys())
def test_linear(project: str, keys: list[str]) -> None:
    """Only the issues of the project are listed."""
    with linear_server(ACME=_parts("web", "api", "web")) as linear:
        found = read_all("linear", linear_credentials(linear.url), issue_filter=project)
    assert [issue["identifier"] for issue in found] == keys


def _labelled(*labels: tuple[str, ...]) -> list[Ticket]:
    listing = tickets(len(labels))
    return [evolve(ticket, labels=names, updated=NOW) for ticket, names in zip(listing, labels, strict=True)]


MIXED = ("web",), ("web", "api"), ("api",), (), ("web", "api", "ux")


@frozen
class Forge:
    """A server whose issues have labels.

    Attributes:
        provider: its canonical name.
        number: the member that numbers the issues.
        served: the server, not yet running.
        prefix: of its API.
    """

    provider: str
    number: str
    served: AbstractContextManager[Listing]
    prefix: str = ""

    def numbers(self, labels: str, since: str | None) -> list[object]:
        """Return the numbers of the issues that it lists, two at a time."""
        with self.served as listing:
            if self.provider == "gitlab":
                found = read_all("gitlab", gitlab_access(listing.url), since, 2, labels)
            else:
                found = read_all("github", github_access(listing.url + self.prefix), since, 2, labels)
        return [issue[self.number] for issue in found]


def _forges() -> dict[str, Forge]:
    return {
        "GitHub": Forge("github", "number", github_server(_labelled(*MIXED), GitHub())),
        "GitHub Enterprise": Forge(
            "github",
            "number",
            github_server(_labelled(*MIXED), GitHub(prefix="/api/v3", gives_cursors=False)),
            "/api/v3",
        ),
        "Gitea": Forge("github", "number", gitea_server(_labelled(*MIXED)), "/api/v1"),
        "GitLab": Forge("gitlab", "iid", gitlab_server(_labelled(*MIXED), GitLab())),
        "GitLab without cursors": Forge("gitlab", "iid", gitlab_server(_labelled(*MIXED), GitLab(knows_cursors=False))),
    }


LABELS: Mapping[str, tuple[str, set[int]]] = {
    "one": ("web", {1, 2, 5}),
    "several": ("web, api", {2, 5}),
    "the same in another order": ("api,web,", {2, 5}),
}


@pytest.mark.parametrize("forge", list(_forges()))
@pytest.mark.parametrize(("labels", "expected"), LABELS.values(), ids=LABELS.keys())
@pytest.mark.parametrize("since", [None, "2026-03-01T12:00:00+00:00"], ids=["all", "changes"])
def test_labels(forge: str, labels: str, expected: set[int], since: str | None) -> None:
    """An issue is listed if it has all of them, on each page and among the changes too."""
    assert set(_forges()[forge].numbers(labels, since)) == expected


def test_azure_devops() -> None:
    """Each page is asked for under the condition, among the changes too."""
    access = azure_devops_access
    with azure_devops_server(_labelled(*MIXED, ("web",))) as azure:
        tagged = "[System.Tags] CONTAINS 'web'"
        found = read_all("azure_devops", access(azure.url), size=2, issue_filter=tagged)
        late = read_all("azure_devops", access(azure.url), NOW.isoformat(), 2, tagged)
        none = read_all("azure_devops", access(azure.url), issue_filter="[System.Tags] CONTAINS 'wbe'")
    assert ([item["id"] for item in found], late, none) == ([1, 2, 5, 6], found, [])


def test_labels_in_a_request() -> None:
    """GitHub and GitLab get all of them, without the blanks around; without a filter they get none."""
    with scripted(answer(200, [])) as server:
        first_page("github", github_access(server.url), "web, needs triage").unwrap()
        first_page("gitlab", gitlab_access(server.url), "web, needs triage").unwrap()
        first_page("github", github_access(server.url)).unwrap()
        first_page("gitlab", gitlab_access(server.url)).unwrap()
    assert ["labels=web%2Cneeds+triage" in asked.path for asked in server.asked] == [True, True, False, False]
    assert ["labels=" in asked.path for asked in server.asked] == [True, True, False, False]


def test_gitea_is_asked_for_one_label() -> None:
    """Of several it would list what has any of them."""
    with gitea_server(_labelled(*MIXED)) as listing:
        read_all("github", github_access(f"{listing.url}/api/v1"), issue_filter="web, api")
    assert [query["labels"] for query in listing.queries] == ["web"]


ABSENT: Mapping[str, tuple[str, str]] = {"one": ("wbe", "wbe"), "the first of two": ("wbe, api", "wbe")}


@pytest.mark.parametrize(("labels", "absent"), ABSENT.values(), ids=ABSENT.keys())
def test_a_label_that_gitea_does_not_have(labels: str, absent: str) -> None:
    """Gitea ignores it and lists everything, which must not be taken for what was asked for."""
    with gitea_server(_labelled(*MIXED)) as listing:
        told = first_page("github", github_access(f"{listing.url}/api/v1"), labels)
    reason = f"its repository has no label {absent!r}, which tracker.filter names"
    assert told == Failure(TrackerRefused("github", None, reason))


def test_a_second_label_that_gitea_does_not_have() -> None:
    """No issue has it."""
    with gitea_server(_labelled(*MIXED)) as listing:
        assert read_all("github", github_access(f"{listing.url}/api/v1"), issue_filter="web,wbe") == []


def test_a_gitea_without_issues() -> None:
    """An empty list is no sign of a label that is not there."""
    with gitea_server([]) as listing:
        assert first_page("github", github_access(f"{listing.url}/api/v1"), "web").unwrap().issues == ()


def test_what_gitea_lists_is_compared_as_people_do() -> None:
    """Upper and lower case are the same; an issue whose labels cannot be read is left to be skipped by name."""
    labels: list[object] = [[{"name": "WEB"}], 7, ["web"]]
    rows = [{"number": number, "labels": one} for number, one in enumerate(labels, start=1)]
    with scripted(answer(200, rows)) as server:
        page = first_page("github", github_access(f"{server.url}/api/v1"), "Web").unwrap()
    assert [issue["number"] for issue in issues_in(page)] == [1, 2, 3]
