"""Issues that the tracker no longer has, and a pull of changes: it asks for the ids of all, too."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

import pytest
from attrs import evolve
from returns.result import Failure, Success

from tests.shell.tracker import JIRA, LINEAR, Kind, Project
from tests.shell.tracker.reading import reader_at
from tests.support.azure_devops_server import azure_devops_access, azure_devops_server
from tests.support.github_server import GitHub, gitea_server, github_access, github_server
from tests.support.gitlab_server import GitLab, gitlab_access, gitlab_server
from tests.support.jira_server import (
    Fault,
    Tracker,
    bound_project,
    jira_credentials,
    jira_issue,
    jira_server,
    stories,
)
from tests.support.linear_server import Linear
from tests.support.listing import Listing, tickets
from trackpost.core.issues.incomplete import IncompleteCache
from trackpost.core.issues.tracker_fault import BrokenTracker, TrackerBusy, TrackerUnreachable, TrackerWarning
from trackpost.core.trackers.held_back import DeletionsUnknown, ListTooLong, NothingRemoved
from trackpost.core.trackers.pulled import LinkedToRemoved, PullCounts, TrackerShrank
from trackpost.shell.tracker.reader import IdList, IdPage
from trackpost.shell.tracker.still_listed import StillListed, still_listed

Run = Callable[[Path], AbstractContextManager[tuple[Project, Callable[[], object]]]]
"""Runs a tracker that has issues 1 to 4, and gives a project, and what deletes the second one."""


def _of_stories(kind: Kind, *, is_cloud: bool = True) -> Run:
    @contextmanager
    def run(folder: Path) -> Iterator[tuple[Project, Callable[[], object]]]:
        serve = kind.serve if is_cloud else partial(jira_server, is_cloud=False)
        with serve(ACME=stories(4)) as tracker:
            yield kind.project(folder, tracker.url), lambda: tracker.stories["ACME"].pop(1)

    return run


def _of_tickets(
    provider: str, serve: Callable[[], AbstractContextManager[Listing]], access: Callable[[str], Mapping[str, str]]
) -> Run:
    @contextmanager
    def run(folder: Path) -> Iterator[tuple[Project, Callable[[], object]]]:
        with serve() as listing:
            project = Project(bound_project(folder, provider, "acme", access(listing.url)))
            yield project, lambda: listing.delete(2)

    return run


RUNS: Mapping[str, Run] = {
    "Jira Cloud": _of_stories(JIRA),
    "Jira Data Center": _of_stories(JIRA, is_cloud=False),
    "Linear": _of_stories(LINEAR),
    "GitHub": _of_tickets("github", lambda: github_server(tickets(4), GitHub()), github_access),
    "Gitea": _of_tickets("github", lambda: gitea_server(tickets(4)), lambda url: github_access(f"{url}/api/v1")),
    "GitLab": _of_tickets("gitlab", lambda: gitlab_server(tickets(4), GitLab()), gitlab_access),
    "Azure DevOps": _of_tickets("azure_devops", lambda: azure_devops_server(tickets(4)), azure_devops_access),
}


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS.keys())
def test_each_tracker(run: Run, tmp_path: Path) -> None:
    """The issue is gone after the next pull, which is no full one."""
    with run(tmp_path) as (project, delete):
        assert project.pull().unwrap().counts == PullCounts(created=4)
        assert project.pull().unwrap().removed == ()
        delete()
        pulled = project.pull().unwrap()
    assert (pulled.is_full, pulled.counts.removed, len(pulled.removed)) == (False, 1, 1)
    assert (pulled.warnings, len(project.titles())) == ((), 3)


@contextmanager
def _pulled(folder: Path, count: int) -> Iterator[tuple[Tracker, Project]]:
    """Run Jira beside a project that has pulled all of its issues, of which then the second one goes away."""
    with JIRA.bound(folder, stories(count)) as (tracker, project):
        project.pull().unwrap()
        tracker.mend()
        del tracker.stories["ACME"][1]
        yield tracker, project


def test_the_changes_are_asked_for_last(tmp_path: Path) -> None:
    """So an issue that is made after the ids were listed is among the changes, and stays."""
    with _pulled(tmp_path, 3) as (tracker, project):
        made = evolve(stories(1)[0], number=9, title="Made in between")
        tracker.id_turn = lambda: tracker.stories["ACME"].append(made)
        pulled = project.pull().unwrap()
    assert (pulled.counts.created, pulled.removed) == (1, ("ACME-2",))
    assert "Made in between" in project.titles().values()


@pytest.mark.parametrize("kind", [JIRA, LINEAR], ids=["jira", "linear"])
def test_an_issue_that_comes_back(kind: Kind, tmp_path: Path) -> None:
    """The account may see it again, which is no change: the same pull then reads the whole list."""
    with kind.bound(tmp_path, stories(5)) as (tracker, project):
        project.pull().unwrap()
        hidden = tracker.stories["ACME"].pop(3)
        assert project.pull().unwrap().removed == ("ACME-4",)
        tracker.stories["ACME"].insert(3, hidden)
        pulled = project.pull().unwrap()
        assert (pulled.is_full, pulled.is_complete, pulled.counts.created) == (True, True, 1)
        assert not project.pull().unwrap().is_full
    assert project.titles() == kind.all_of("Issue 1", "Issue 2", "Issue 3", "Issue 4", "Issue 5")


def test_an_issue_that_comes_back_when_the_tracker_fails(tmp_path: Path) -> None:
    """Until the whole list is read, the cache is known to be incomplete."""
    with _pulled(tmp_path, 5) as (tracker, project):
        assert project.pull().unwrap().removed == ("ACME-2",)
        tracker.stories["ACME"].insert(1, stories(2)[1])
        tracker.break_from(len(tracker.asked) + 1, Fault(status=503))
        assert project.pull() == Failure(TrackerBusy("jira", 503, None))
        assert isinstance(project.service.preview().failure(), IncompleteCache)
        tracker.mend()
        assert project.pull().unwrap().counts.created == 1


@contextmanager
def _bad_issue(folder: Path) -> Iterator[tuple[Tracker, Project]]:
    """Run Jira with an issue that cannot be kept."""
    with JIRA.bound(folder, stories(3)) as (tracker, project):
        bad = {"id": "10003", "key": "ACME-3", "fields": 7}
        issues = [*(jira_issue("ACME", story, str(10_000 + story.number)) for story in stories(2)), bad]
        tracker.break_from(0, Fault(body=json.dumps({"issues": issues, "isLast": True}).encode()))
        yield tracker, project


def test_an_issue_that_cannot_be_kept(tmp_path: Path) -> None:
    """The whole list is read once because of it, not at every pull."""
    with _bad_issue(tmp_path) as (tracker, project):
        assert [project.pull().unwrap().is_full for _ in range(4)] == [True, True, False, False]
        assert len(tracker.asked) == 5


def test_an_issue_that_cannot_be_kept_when_the_tracker_fails(tmp_path: Path) -> None:
    """Nor is it read again because the first time was in two parts."""
    with _bad_issue(tmp_path) as (tracker, project):
        project.pull().unwrap()
        tracker.faults[2] = Fault(status=400)
        assert isinstance(project.pull(), Failure)
        assert [project.pull().unwrap().is_full for _ in range(2)] == [True, False]


def test_pull_requests_are_no_missing_issues(tmp_path: Path) -> None:
    """GitHub lists them too, so the next pull is no full one."""
    with github_server(tickets(12), GitHub()) as github:
        project = Project(bound_project(tmp_path, "github", "acme", github_access(github.url)))
        assert [project.pull().unwrap().is_full for _ in range(3)] == [True, False, False]


def test_a_link_to_what_is_gone(tmp_path: Path) -> None:
    """It stays, with a warning."""
    with _pulled(tmp_path, 3) as (_, project):
        project.service.map_add(wp_id="WP01", external_id="ACME-2").unwrap()
        assert project.pull().unwrap().warnings == (LinkedToRemoved("WP01", "ACME-2"),)


def test_a_question_without_an_answer(tmp_path: Path) -> None:
    """It does not stop the pull, which says so; the next one asks again."""
    with _pulled(tmp_path, 3) as (tracker, project):
        tracker.id_fault = 503
        pulled = project.pull().unwrap()
        assert (pulled.is_complete, pulled.counts) == (True, PullCounts(unchanged=1))
        assert pulled.warnings == (DeletionsUnknown(TrackerBusy("jira", 503, None)),)
        tracker.id_fault = None
        assert project.pull().unwrap().removed == ("ACME-2",)


@pytest.mark.parametrize(("before", "gone", "is_refused"), [(4, 2, False), (4, 3, True), (3, 3, True)])
def test_a_list_that_shrank(before: int, gone: int, is_refused: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a column
    """More than half is not removed unless that is allowed."""
    with JIRA.bound(tmp_path, stories(before)) as (tracker, project):
        project.pull().unwrap()
        tracker.stories["ACME"] = tracker.stories["ACME"][gone:]
        result = project.pull()
        assert isinstance(result, Failure) == is_refused
        if is_refused:
            assert (result.failure(), len(project.titles())) == (TrackerShrank("jira", before, gone), before)
            result = project.pull(allow_shrink=True)
        assert result.unwrap().counts.removed == gone


def test_a_pull_that_is_limited(tmp_path: Path) -> None:
    """It removes nothing before it has read all changes."""
    with _pulled(tmp_path, 6) as (tracker, project):
        tracker.stories["ACME"] = [
            evolve(story, updated=story.updated.replace(month=3)) for story in tracker.stories["ACME"]
        ]
        removed = [project.pull(limit=2).unwrap().removed for _ in range(3)]
    assert removed == [(), (), ("ACME-2",)]


def test_an_entry_without_an_id(tmp_path: Path) -> None:
    """It may be the issue that is missing, so none is removed."""
    with _pulled(tmp_path, 3) as (tracker, project):
        tracker.has_nameless = True
        pulled = project.pull().unwrap()
    assert (pulled.removed, pulled.warnings) == ((), (NothingRemoved("jira", 1),))


def test_an_issue_that_another_tool_has_filed(tmp_path: Path) -> None:
    """It has another workspace there, and is the same issue."""
    with _pulled(tmp_path, 4) as (tracker, project):
        project.change(
            "UPDATE tracker_issues SET identity = 'jira:SITE:10003', workspace = 'SITE', "
            "payload = json_set(payload, '$.ref.workspace', 'SITE') WHERE issue_id = '10003'".replace(
                "SITE", tracker.url
            )
        )
        assert project.pull().unwrap().removed == ("ACME-2",)
    assert f"jira:{tracker.url}:10003" in project.titles()


def test_what_is_in_the_trash_of_linear(tmp_path: Path) -> None:
    """It is listed at first, and is gone all the same."""
    with LINEAR.bound(tmp_path, stories(3)) as (tracker, project):
        project.pull().unwrap()
        assert isinstance(tracker, Linear)
        tracker.deleted.add(2)
        assert project.pull().unwrap().removed == ("ACME-2",)


def _pages(*pages: tuple[int, ...]) -> IdList:
    """List the ids of these pages, and the last one over and over."""

    def page(cursor: str | None) -> Success[IdPage]:
        number = int(cursor or 0)
        return Success(IdPage(tuple(map(str, pages[min(number, len(pages) - 1)])), str(number + 1)))

    return IdList(100, page)


def test_a_question_that_takes_too_long(tmp_path: Path) -> None:
    """It has half of the time, so the changes are pulled all the same."""
    with jira_server(is_cloud=False, ACME=stories(30)) as tracker:
        tracker.most, tracker.most_ids = 30, 12
        project = JIRA.project(tmp_path, tracker.url)
        project.pull().unwrap()
        del tracker.stories["ACME"][1]

        def pass_time() -> None:
            project.watch.seconds += 25

        tracker.id_turn = pass_time
        pulled = project.pull(deadline_seconds=60).unwrap()
    assert (pulled.is_complete, pulled.removed) == (True, ())
    assert pulled.warnings == (DeletionsUnknown(TrackerUnreachable("jira", "no whole list of ids within 30 s")),)


def test_a_list_that_is_too_long() -> None:
    """Nobody is asked, and the pull says so."""
    fault = BrokenTracker("jira", "no")
    ids = IdList(100, lambda _cursor: Failure(fault))
    assert still_listed(ids, 101) == StillListed(warnings=(DeletionsUnknown(ListTooLong(100, "issues")),))
    assert still_listed(ids, 100) == StillListed(warnings=(DeletionsUnknown(fault),))


def test_what_a_tracker_says_about_its_list() -> None:
    """It may be incomplete, so it is passed on."""
    said = TrackerWarning("jira", "the component does not exist")
    ids = IdList(100, lambda _cursor: Success(IdPage(("1",), None, (said,))))
    assert still_listed(ids, 1) == StillListed(frozenset({"1"}), (said,))


TOO_MANY_PAGES = DeletionsUnknown(ListTooLong(50, "pages"))


@pytest.mark.parametrize(("count", "is_listed", "asked"), [(110, True, 50), (111, False, 1)])
def test_a_list_of_too_many_pages(count: int, is_listed: bool, asked: int, tmp_path: Path) -> None:  # noqa: FBT001 - a column
    """Its first page tells, so no other one is asked for, and the pull says what it does not know."""
    with jira_server(is_cloud=False, ACME=stories(count)) as tracker:
        tracker.most, tracker.most_ids = 1_000, 12
        project = JIRA.project(tmp_path, tracker.url)
        project.pull().unwrap()
        del tracker.stories["ACME"][1]
        tracker.stories["ACME"].append(stories(200)[150])
        pulled = project.pull().unwrap()
    assert len(tracker.asked_ids) == asked
    assert (len(pulled.removed), pulled.warnings) == ((1, ()) if is_listed else (0, (TOO_MANY_PAGES,)))


def test_a_list_without_an_end() -> None:
    """It is left, and the pull says so."""
    assert still_listed(_pages((1, 2), (3,)), 3) == StillListed(warnings=(TOO_MANY_PAGES,))


def test_pages_of_data_center() -> None:
    """They overlap, and are as long as its administrators allow."""
    with jira_server(is_cloud=False, ACME=stories(30)) as tracker:
        tracker.most_ids = 12
        with reader_at("jira", jira_credentials(tracker.url)) as reader:
            ids = reader.ids
            assert ids is not None
            listed = still_listed(ids, 30)
    assert listed.ids == frozenset(str(10_000 + number) for number in range(1, 31))
