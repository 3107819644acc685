"""Pulls of changes that bring nothing new: the cache stays as it is, to the byte, and nothing that is new is missed."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from attrs import evolve

from tests.shell.tracker import JIRA, KINDS, Kind, Project
from tests.support.azure_devops_server import azure_devops_access, azure_devops_server
from tests.support.github_server import GitHub, github_access, github_server
from tests.support.gitlab_server import GitLab, gitlab_access, gitlab_server
from tests.support.jira_server import Tracker, bound_project, stories
from tests.support.listing import Listing, Ticket, tickets
from trackpost.core.trackers.pulled import PullCounts
from trackpost.shell.cache.look import look_at_cache

Serve = Callable[[list[Ticket]], AbstractContextManager[Listing]]
LISTINGS: Mapping[str, tuple[Serve, Callable[[str], Mapping[str, str]]]] = {
    "github": (lambda listed: github_server(listed, GitHub()), github_access),
    "gitlab": (lambda listed: gitlab_server(listed, GitLab()), gitlab_access),
    "azure_devops": (azure_devops_server, azure_devops_access),
}
OTHERS = {"github": [evolve(tickets(5)[4], is_pull_request=True)]}
"""What a list has beside issues."""


def _pulls(project: Project) -> object:
    """Return the number of the last pull that left one behind."""
    return project.rows("SELECT max(pull) FROM trackpost_seen")


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
@pytest.mark.parametrize("part", ["", "web"], ids=["all", "filtered"])
def test_the_cache_stays_as_it_is(kind: Kind, part: str, tmp_path: Path) -> None:
    """The newest issue is listed again, and all ids; that is counted, and nothing is written."""
    doctrine = f"  filter: {kind.filter_of(part)}\n" if part else ""
    with kind.bound(tmp_path, stories(2), doctrine) as (_, project):
        project.pull().unwrap()
        look = look_at_cache(project.cache)
        assert project.pull().unwrap().counts == PullCounts(unchanged=1)
        assert look is not None
        assert look_at_cache(project.cache) == look


@pytest.mark.parametrize("provider", LISTINGS.keys())
def test_the_other_trackers(provider: str, tmp_path: Path) -> None:
    """What a list has beside issues is no news either."""
    serve, access = LISTINGS[provider]
    with serve([*tickets(4), *OTHERS.get(provider, [])]) as listing:
        project = Project(bound_project(tmp_path, provider, "acme", access(listing.url)))
        project.pull().unwrap()
        look = look_at_cache(project.cache)
        pulled = project.pull().unwrap()
        assert (pulled.counts.created, pulled.counts.updated, look is None) == (0, 0, False)
        assert look_at_cache(project.cache) == look


def _statement(command: str) -> Callable[[Tracker, Project], None]:
    return lambda _tracker, project: project.change(command.replace("KEY", f"jira:{JIRA.workspace}"))


def _copied(number: int, old: str, new: str) -> str:
    """Return what puts a cached issue into the cache again, with another text in place of an old one."""
    columns = (f"replace({name}, '{old}', '{new}')" for name in ("identity", "workspace", "issue_id", "payload"))
    identity, workspace, issue_id, payload = columns
    row = f"{identity}, system, {workspace}, {issue_id}, {payload}, updated_at"
    return f"INSERT INTO tracker_issues SELECT {row} FROM tracker_issues WHERE issue_id = '{number}'"  # noqa: S608 - as above


def _delete(tracker: Tracker, _project: Project) -> None:
    del tracker.stories["ACME"][1]


def _rename(tracker: Tracker, _project: Project) -> None:
    tracker.stories["ACME"][0] = evolve(tracker.stories["ACME"][0], title="Changed")


def _add(tracker: Tracker, _project: Project) -> None:
    first = tracker.stories["ACME"][0]
    tracker.stories["ACME"].insert(0, evolve(first, number=3, title="Issue 3"))


def _name_otherwise(tracker: Tracker, _project: Project) -> None:
    tracker.stories["ACME"][0] = evolve(tracker.stories["ACME"][0], status="Entangled")


def _file_under_the_site(tracker: Tracker, project: Project) -> None:
    project.change(_copied(10_001, JIRA.workspace, tracker.url))


NEWS: Mapping[str, Callable[[Tracker, Project], None]] = {
    "an issue is gone": _delete,
    "an issue has another title": _rename,
    "an issue is new": _add,
    "an issue has a status that no table holds": _name_otherwise,
    "the cache lacks a listed issue": _statement("DELETE FROM tracker_issues WHERE issue_id = '10002'"),
    "the cache lacks the newest issue": _statement("DELETE FROM tracker_issues WHERE issue_id = '10001'"),
    "the cache has one that is not listed": _statement(_copied(10_002, "10002", "10009")),
    "the cache has one twice, as other tools file it": _file_under_the_site,
    "the cache has another title": _statement(
        "UPDATE tracker_issues SET payload = json_set(payload, '$.title', 'x') WHERE issue_id = '10001'"
    ),
    "the cache has one that cannot be read": _statement(
        "UPDATE tracker_issues SET payload = '{' WHERE issue_id = '10001'"
    ),
    "a listed issue was never seen": _statement("DELETE FROM trackpost_seen WHERE identity LIKE '%:10002'"),
    "the newest issue was never seen": _statement("DELETE FROM trackpost_seen WHERE identity LIKE '%:10001'"),
    "more was seen": _statement("INSERT INTO trackpost_seen VALUES ('KEY#ACME', 'KEY:7', 1, 1, NULL, NULL)"),
    "a name is known by now": _statement("UPDATE trackpost_seen SET unmapped = '[]' WHERE identity LIKE '%:10001'"),
    "another tool has left its cursor": _statement(
        "UPDATE tracker_checkpoints SET cursor = 'x' WHERE checkpoint_key = 'KEY'"
    ),
    "another pull has gone further": _statement(
        "UPDATE tracker_checkpoints SET updated_since = '2026-01-01T00:00:00Z' WHERE checkpoint_key = 'KEY#ACME'"
    ),
    "the site was another one": _statement(
        "INSERT INTO tracker_checkpoints VALUES ('KEY#ACME#site', 'data center', NULL)"
    ),
}


@pytest.mark.parametrize("happen", NEWS.values(), ids=NEWS.keys())
def test_news(happen: Callable[[Tracker, Project], None], tmp_path: Path) -> None:
    """Whatever the pull finds changed, in the tracker or in the cache, it writes; the next one has no news again."""
    with JIRA.bound(tmp_path, stories(2)) as (tracker, project):
        project.pull().unwrap()
        before = _pulls(project)
        happen(tracker, project)
        project.pull().unwrap()
        after = _pulls(project)
        assert before != after
        expected = {JIRA.identity(story.number): story.title for story in tracker.stories["ACME"]}
        assert project.titles() == expected
        project.pull().unwrap()
        assert _pulls(project) == after
