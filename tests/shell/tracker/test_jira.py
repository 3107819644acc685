"""What is Jira's own: its two editions, its query language, and what it says beside the issues."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from attrs import evolve
from returns.result import Failure

from tests.shell.tracker import ALL, JIRA
from tests.support.jira_server import (
    CLOUD,
    DATA_CENTER,
    SERVER_INFO,
    Fault,
    Query,
    Tracker,
    jira_issue,
    jira_server,
    stories,
)
from tests.support.scripted_server import http, scripted
from trackpost.core.issues.tracker_fault import TrackerNotAllowed, TrackerWarning
from trackpost.core.trackers.batch import RenamedProject
from trackpost.core.trackers.pulled import PullCounts


def test_data_center(tmp_path: Path) -> None:
    """It is found out by what it says about itself, and gets the token as a bearer's; its rows are counted."""
    with jira_server(is_cloud=False, ACME=stories(5)) as tracker:
        project = JIRA.project(tmp_path, tracker.url)
        assert project.pull().unwrap().counts == PullCounts(created=5)
        first = len(tracker.asked)
        assert project.pull().unwrap().counts == PullCounts(unchanged=1)
    assert project.titles() == JIRA.all_of(*ALL)
    assert tracker.asked[0] == Query("ACME", None, "0", 100)
    assert tracker.asked[first] == Query("ACME", "1769946600000", "0", 100)


def test_data_center_that_was_cut_off(tmp_path: Path) -> None:
    """The next pull goes on at the row where this one stopped."""
    with jira_server(is_cloud=False, ACME=stories(5)) as tracker:
        project = JIRA.project(tmp_path, tracker.url)
        tracker.break_from(2, Fault(status=503))
        project.pull().failure()
        tracker.mend()
        assert project.pull().unwrap().counts == PullCounts(created=2)
    assert tracker.pages[0] == "2"
    assert project.titles() == JIRA.all_of(*ALL)


def test_data_center_is_asked_in_its_own_way(tmp_path: Path) -> None:
    """Only the first pull has to find out what it is, so no other sends it the question of Cloud."""
    with jira_server(is_cloud=False, ACME=stories(2)) as tracker:
        project = JIRA.project(tmp_path, tracker.url)
        project.pull().unwrap()
        assert tracker.paths == [CLOUD, SERVER_INFO, DATA_CENTER]
        tracker.paths.clear()
        project.pull().unwrap()
        assert tracker.paths == [DATA_CENTER, DATA_CENTER]
        tracker.break_from(len(tracker.asked), Fault(status=401))
        assert isinstance(project.pull().failure(), TrackerNotAllowed)


def test_data_center_that_became_cloud(tmp_path: Path) -> None:
    """It refuses the question of Data Center, says what it is now, and is known as such from then on."""
    with jira_server(is_cloud=False, ACME=stories(2)) as tracker:
        project = JIRA.project(tmp_path, tracker.url)
        project.pull().unwrap()
        tracker.is_cloud = True
        tracker.paths.clear()
        project.pull(full=True).unwrap()
        assert tracker.paths == [DATA_CENTER, SERVER_INFO, CLOUD]
        tracker.paths.clear()
        project.pull(full=True).unwrap()
        assert tracker.paths == [CLOUD]


def _delete_first(tracker: Tracker) -> None:
    del tracker.stories["ACME"][0]


def _delete_page(tracker: Tracker) -> None:
    del tracker.stories["ACME"][:5]


def _delete_most(tracker: Tracker) -> None:
    del tracker.stories["ACME"][:-1]


def _add(tracker: Tracker) -> None:
    tracker.stories["ACME"] = [*stories(40)[30:], *tracker.stories["ACME"]]


SHIFTS: Mapping[str, Callable[[Tracker], None]] = {
    "one issue": _delete_first,
    "all issues of a page": _delete_page,
    "nearly all issues": _delete_most,
    "none, but others came": _add,
}


@pytest.mark.parametrize("shift", SHIFTS.values(), ids=SHIFTS.keys())
@pytest.mark.parametrize("after", [0, 2], ids=["first page", "third page"])
def test_rows_that_shift(shift: Callable[[Tracker], None], after: int, tmp_path: Path) -> None:
    """If issues go away between two pages, those behind them move up: none of these is lost."""
    with jira_server(is_cloud=False, ACME=stories(20)) as tracker:
        tracker.most = 5
        tracker.turn = lambda number: shift(tracker) if number == after else None
        project = JIRA.project(tmp_path, tracker.url)
        project.pull().unwrap()
        there = {JIRA.identity(story.number) for story in tracker.stories["ACME"]}
    kept = set(project.titles())
    assert {identity for identity in there if int(identity[-5:]) <= 10_020} <= kept


def test_rows_that_shift_between_two_pulls(tmp_path: Path) -> None:
    """So it is if the pull was cut off meanwhile."""
    with jira_server(is_cloud=False, ACME=stories(12)) as tracker:
        tracker.most = 4
        project = JIRA.project(tmp_path, tracker.url)
        project.pull(limit=4).unwrap()
        del tracker.stories["ACME"][:6]
        project.pull().unwrap()
    assert {JIRA.identity(number) for number in range(7, 13)} <= set(project.titles())


KEYS = {
    "a word of the language": "OR",
    "quotes": 'AC"ME',
    "a backslash": "AC\\ME",
    "a condition": "ACME OR project = HR",
}


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS.keys())
def test_a_key_is_quoted(key: str, tmp_path: Path) -> None:
    """Whatever is in it, it is the key of one project."""
    with scripted(http(200, b'{"issues": [], "isLast": true}')) as server:
        JIRA.project(tmp_path, server.url, key).pull().unwrap()
    query = server.only.path.partition("jql=")[2].partition("&")[0]
    escaped = key.replace("\\", "\\\\").replace('"', '\\"')
    assert query == f'project = "{escaped}" ORDER BY created ASC, key ASC'.translate(_FORM)


_FORM = str.maketrans({" ": "+", '"': "%22", "=": "%3D", "\\": "%5C", ",": "%2C"})


def _answer(**members: object) -> Fault:
    issues = [jira_issue("ACME", stories(1)[0], "10001")]
    return Fault(body=json.dumps({"issues": issues, "isLast": True, **members}).encode())


def test_a_warning_beside_issues(tmp_path: Path) -> None:
    """It is passed on, once; the issues are kept."""
    with JIRA.bound(tmp_path, []) as (tracker, project):
        tracker.faults[0] = _answer(warningMessages=["slow query", "slow query"])
        pulled = project.pull().unwrap()
    assert (pulled.counts, pulled.warnings) == (PullCounts(created=1), (TrackerWarning("jira", "slow query"),))


LOGINS: Mapping[str, bool] = {"OK": True, "OUT": True, "AUTHENTICATION_DENIED": False, "AUTHORISATION_FAILED": False}


@pytest.mark.parametrize(("reason", "is_fine"), LOGINS.items(), ids=LOGINS.keys())
def test_what_it_says_about_the_login(reason: str, is_fine: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a column
    """If it failed, the answer is the one for everybody, which says nothing about the project."""
    with JIRA.bound(tmp_path, []) as (tracker, project):
        tracker.break_from(0, evolve(_answer(), headers={"X-Seraph-LoginReason": reason}))
        pulled = project.pull()
    refusal = TrackerNotAllowed("jira", 200, f"X-Seraph-LoginReason: {reason}")
    assert (pulled == Failure(refusal)) is not is_fine


def _renamed() -> Fault:
    return Fault(body=json.dumps({"issues": [jira_issue("NEW", stories(1)[0], "10001")]}).encode())


def test_a_renamed_project(tmp_path: Path) -> None:
    """Nothing is kept under a key that the pin does not have, and the command that moves the pin is named."""
    with JIRA.bound(tmp_path, stories(2)) as (tracker, project):
        project.pull().unwrap()
        tracker.faults[1] = _renamed()
        error = project.pull().failure()
    assert error == RenamedProject("jira", JIRA.workspace, "project_key", "ACME", "NEW")
    assert "trackpost bind --provider jira --workspace acme.atlassian.net --credential project_key=NEW" in error.message
    assert project.titles() == JIRA.all_of("Issue 1", "Issue 2")


@pytest.mark.parametrize("is_cloud", [True, False], ids=["cloud", "data center"])
def test_a_renamed_project_without_changes(is_cloud: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a column
    """The list of ids has the keys too, so the next pull notices, even if the issue that changed last is gone."""
    with jira_server(is_cloud=is_cloud, ACME=stories(3)) as tracker:
        project = JIRA.project(tmp_path, tracker.url)
        project.pull().unwrap()
        del tracker.stories["ACME"][0]
        assert project.pull().unwrap().removed == ("ACME-1",)
        assert project.pull().unwrap().counts == PullCounts()
        tracker.new_keys["ACME"] = "NEW"
        assert project.pull() == Failure(RenamedProject("jira", JIRA.workspace, "project_key", "ACME", "NEW"))
        tracker.new_keys["ACME"] = "acme"  # in Jira, case does not matter
        assert project.pull().unwrap().counts == PullCounts()


def test_a_list_of_nothing_but_an_issue_that_moved_away(tmp_path: Path) -> None:
    """The whole list is read because of it, and the pin stays where it is."""
    with JIRA.bound(tmp_path, stories(1)) as (tracker, project):
        project.pull().unwrap()
        tracker.new_keys["ACME"] = "HR"
        moved = jira_issue("HR", evolve(stories(1)[0], number=9), "10001")
        tracker.faults[1] = Fault(body=json.dumps({"issues": [moved], "isLast": True}).encode())
        pulled = project.pull(allow_shrink=True).unwrap()
    assert (pulled.is_full, pulled.counts) == (True, PullCounts(skipped=1, removed=1))


def test_the_only_change_is_an_issue_that_moved_away(tmp_path: Path) -> None:
    """That is no reason to move the pin: it is left out, and the next full pull removes it."""
    with JIRA.bound(tmp_path, stories(2)) as (tracker, project):
        project.pull().unwrap()
        moved = jira_issue("HR", evolve(stories(1)[0], number=9), "10001")
        tracker.faults[1] = Fault(body=json.dumps({"issues": [moved]}).encode())
        assert project.pull().unwrap().counts == PullCounts(skipped=1)
        del tracker.stories["ACME"][0]
        assert project.pull(full=True).unwrap().removed == ("ACME-1",)


def test_the_only_change_is_an_issue_that_is_not_cached(tmp_path: Path) -> None:
    """It may have moved away before it was ever read, so it says nothing about the project."""
    with JIRA.bound(tmp_path, stories(2)) as (tracker, project):
        project.pull().unwrap()
        moved = jira_issue("OTHER", evolve(stories(1)[0], number=5), "10005")
        tracker.faults[1] = Fault(body=json.dumps({"issues": [moved]}).encode())
        assert project.pull().unwrap().counts == PullCounts(skipped=1)
    assert project.titles() == JIRA.all_of("Issue 1", "Issue 2")


def test_the_advice_about_a_renamed_project(tmp_path: Path) -> None:
    """It leads to a snapshot."""
    with JIRA.bound(tmp_path, stories(2)) as (tracker, project):
        project.service.bind(provider="jira", workspace=JIRA.workspace).unwrap()
        project.pull().unwrap()
        tracker.stories = {"NEW": tracker.stories.pop("ACME")}
        project.service.bind(provider="jira", workspace=JIRA.workspace, credentials={"project_key": "NEW"}).unwrap()
        assert project.pull().unwrap().counts == PullCounts(updated=2)
        assert project.service.preview().unwrap().snapshot.issues == 2
