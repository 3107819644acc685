"""Issues that the tracker no longer has: which pull removes them, and what it asks first."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import evolve
from returns.result import Failure

from tests.shell.tracker import JIRA, KINDS, Kind, Project
from tests.support.github_server import github_access
from tests.support.jira_server import Fault, Tracker, bound_project, stories
from tests.support.listing import answer
from tests.support.scripted_server import scripted
from trackpost.core.issues.tracker_fault import TrackerBusy
from trackpost.core.trackers.pulled import LinkedToRemoved, PullCounts, TrackerShrank

DAY = timedelta(days=1)


@contextmanager
def _pulled(folder: Path, count: int) -> Iterator[tuple[Tracker, Project]]:
    """Run Jira beside a project that has pulled all of its issues, of which then the second one goes away."""
    with JIRA.bound(folder, stories(count)) as (tracker, project):
        project.pull().unwrap()
        tracker.mend()
        del tracker.stories["ACME"][1]
        yield tracker, project


def _is_there(project: Project, number: int) -> bool:
    return JIRA.identity(number) in project.titles()


def test_a_full_pull_removes_it(tmp_path: Path) -> None:
    """It is counted and named; the others stay, and the next pull asks for changes again."""
    with _pulled(tmp_path, 5) as (tracker, project):
        pulled = project.pull(full=True).unwrap()
        project.pull().unwrap()
    assert pulled.counts == PullCounts(unchanged=4, removed=1)
    assert (pulled.removed, pulled.is_full, pulled.is_complete) == (("ACME-2",), True, True)
    assert [query.since is None for query in tracker.asked] == [True, True, False]
    assert project.titles() == {JIRA.identity(n): f"Issue {n}" for n in (1, 3, 4, 5)}


DUE: Mapping[str, tuple[timedelta, int, bool]] = {
    "six days later": (6 * DAY, 7, False),
    "a week later": (7 * DAY, 7, True),
    "every day": (DAY, 1, True),
    "every time": (timedelta(0), 0, True),
    "with a clock that was put back": (-DAY, 7, True),
}


@pytest.mark.parametrize(("later", "full_every", "is_full"), DUE.values(), ids=DUE.keys())
def test_a_full_pull_by_itself(later: timedelta, full_every: int, is_full: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a column
    """A pull is a full one if the last full one is that many days ago."""
    with _pulled(tmp_path, 3) as (_, project):
        project.watch.seconds += later.total_seconds()
        pulled = project.pull(full_every=full_every).unwrap()
    assert pulled.is_full == is_full


def test_an_issue_that_moved_to_another_project(tmp_path: Path) -> None:
    """It is gone here, even if it keeps its id, and the other project's pull takes it over."""
    with JIRA.serve(ACME=stories(3), BETA=[]) as tracker:
        acme = JIRA.project(tmp_path, tracker.url)
        acme.pull().unwrap()
        del tracker.stories["ACME"][1]
        assert acme.pull(full=True).unwrap().removed == ("ACME-2",)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_issues_of_another_project_stay(kind: Kind, tmp_path: Path) -> None:
    """Two projects can share one cache: each removes only its own issues."""
    with kind.serve(ACME=stories(3), BETA=stories(3)) as tracker:
        acme = kind.project(tmp_path / "acme", tracker.url)
        beta = kind.project(tmp_path / "beta", tracker.url, "BETA").files.credentials.read_text()
        own = acme.files.credentials.read_text()
        pulled: list[PullCounts] = []
        for credentials in (own, beta, own):
            acme.files.credentials.write_text(credentials)
            pulled.append(acme.pull(full=True).unwrap().counts)
            tracker.stories["ACME"] = stories(2)
    assert pulled == [PullCounts(created=3), PullCounts(created=3), PullCounts(unchanged=2, removed=1)]
    assert len(acme.titles()) == 5


def test_a_full_pull_that_is_cut_off(tmp_path: Path) -> None:
    """It removes nothing yet. The next pull goes on with it, and knows what the first part has seen."""
    with _pulled(tmp_path, 6) as (tracker, project):
        tracker.break_from(2, Fault(status=503))
        assert project.pull(full=True) == Failure(TrackerBusy("jira", 503, None))
        assert _is_there(project, 2)
        tracker.mend()
        pulled = project.pull().unwrap()
    assert tracker.pages == ["0.4"]
    assert (pulled.removed, pulled.is_full) == (("ACME-2",), True)
    assert sorted(project.titles()) == [JIRA.identity(n) for n in (1, 3, 4, 5, 6)]


def test_a_full_pull_in_place_of_one_that_was_cut_off(tmp_path: Path) -> None:
    """Whoever asks for all does not get the rest of the changes first."""
    with _pulled(tmp_path, 5) as (tracker, project):
        later = tracker.stories["ACME"][0].updated + timedelta(hours=1)
        tracker.stories["ACME"] = [evolve(story, updated=later) for story in tracker.stories["ACME"]]
        project.pull(limit=1).unwrap()
        assert project.pull(full=True).unwrap().removed == ("ACME-2",)
    assert [(query.since is None, query.page) for query in tracker.asked] == [
        (False, None),
        (True, None),
        (True, "0.2"),
    ]


def test_a_limited_full_pull(tmp_path: Path) -> None:
    """It goes on where it stopped, however often it is limited, and removes at its end only."""
    with _pulled(tmp_path, 5) as (_, project):
        removed = [project.pull(full=True, limit=2).unwrap().removed for _ in range(2)]
    assert removed == [(), ("ACME-2",)]


def test_a_place_that_is_lost_during_a_full_pull(tmp_path: Path) -> None:
    """All is read again, and only what the second reading has not seen is removed."""
    with _pulled(tmp_path, 5) as (tracker, project):
        tracker.break_from(1, Fault(status=503))
        project.pull(full=True).failure()
        tracker.mend()
        tracker.age = 1
        del tracker.stories["ACME"][0]
        assert project.pull().unwrap().removed == ("ACME-1", "ACME-2")


SHRUNK: Mapping[str, tuple[int, int, bool]] = {
    "half": (4, 2, False),
    "more than half": (4, 3, True),
    "all": (3, 3, True),
    "the only one": (1, 1, True),
}


@pytest.mark.parametrize(("before", "gone", "is_refused"), SHRUNK.values(), ids=SHRUNK.keys())
def test_a_list_that_shrank(before: int, gone: int, is_refused: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a column
    """More than half is not removed unless that is allowed, and nothing else of the last page is kept either."""
    with JIRA.bound(tmp_path, stories(before)) as (tracker, project):
        project.pull().unwrap()
        tracker.stories["ACME"] = tracker.stories["ACME"][gone:]
        result = project.pull(full=True)
        assert isinstance(result, Failure) == is_refused
        if is_refused:
            assert (result.failure(), len(project.titles())) == (TrackerShrank("jira", before, gone), before)
            result = project.pull(full=True, allow_shrink=True)
        assert result.unwrap().counts.removed == gone


def test_a_project_that_was_made_anew(tmp_path: Path) -> None:
    """New issues do not make up for those that are gone."""
    with JIRA.bound(tmp_path, stories(3)) as (tracker, project):
        project.pull().unwrap()
        tracker.stories["ACME"] = [evolve(story, number=story.number + 100) for story in stories(9)]
        assert project.pull(full=True) == Failure(TrackerShrank("jira", 3, 3))


def test_a_link_to_what_is_gone(tmp_path: Path) -> None:
    """It stays, with a warning; a link to another issue is not mentioned."""
    with _pulled(tmp_path, 4) as (_, project):
        project.service.map_add(wp_id="WP01", external_id="ACME-2").unwrap()
        project.service.map_add(wp_id="WP02", external_id="ACME-3").unwrap()
        pulled = project.pull(full=True).unwrap()
    assert pulled.warnings == (LinkedToRemoved("WP01", "ACME-2"),)
    assert [row[0] for row in project.rows("SELECT wp_id FROM tracker_mappings")] == ["WP01", "WP02"]


def _by_key(tracker: Tracker) -> None:
    tracker.stories["NEW"] = tracker.stories.pop("ACME")


def _leave(tracker: Tracker) -> None:
    del tracker.stories["NEW"][0]


CHANGES: Mapping[str, Callable[[Tracker], None]] = {"only the key": lambda _tracker: None, "an issue too": _leave}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_project_with_a_new_key(change: Callable[[Tracker], None], tmp_path: Path) -> None:
    """The first pull under the new key is a full one; what is left under the old key is gone."""
    with JIRA.bound(tmp_path, stories(4)) as (tracker, project):
        project.pull().unwrap()
        _by_key(tracker)
        change(tracker)
        credentials = project.files.credentials
        credentials.write_text(credentials.read_text().replace("ACME", "NEW"))
        pulled = project.pull().unwrap()
    keys = project.rows("SELECT json_extract(payload, '$.ref.key') FROM tracker_issues ORDER BY identity")
    there = [story.number for story in tracker.stories["NEW"]]
    assert (pulled.is_full, [key for (key,) in keys]) == (True, [f"NEW-{number}" for number in there])
    assert pulled.removed == tuple(f"ACME-{number}" for number in range(1, 5) if number not in there)


def test_a_cache_that_another_tool_has_filled(tmp_path: Path) -> None:
    """The first pull is a full one too: what that tool kept, and the tracker no longer has, is removed."""
    with JIRA.bound(tmp_path, stories(3)) as (tracker, project):
        project.pull().unwrap()
        project.change("DROP TABLE trackpost_seen")
        project.change("DELETE FROM tracker_checkpoints")
        del tracker.stories["ACME"][0]
        assert project.pull().unwrap().removed == ("ACME-1",)


def _web(number: int, repo: str) -> dict[str, object]:
    return {
        "number": number,
        "title": "t",
        "state": "open",
        "html_url": f"https://github.com/acme/{repo}/issues/{number}",
    }


def test_a_link_to_an_issue_of_another_repository(tmp_path: Path) -> None:
    """It names the same number in the same workspace; its URL tells that another issue is meant."""
    rows = [[_web(number, repo) for number in numbers] for repo, *numbers in (("api", 4, 5), ("web", 4, 5), ("api", 4))]
    with scripted(*(answer(200, page) for page in rows)) as server:
        access = {**github_access(server.url), "repo": "api"}
        project = Project(bound_project(tmp_path, "github", "acme", access))
        credentials = project.files.credentials
        api = credentials.read_text()
        web = api.replace('"api"', '"web"')
        project.pull().unwrap()
        credentials.write_text(web)
        project.pull().unwrap()
        linked = project.service.map_add(wp_id="WP01", external_id="5").unwrap()
        credentials.write_text(api)
        project.service.map_add(wp_id="WP02", external_id="4").unwrap()
        pulled = project.pull(full=True).unwrap()
    assert linked.mapped.external_url == "https://github.com/acme/web/issues/5"
    assert (pulled.removed, pulled.warnings) == (("#5",), ())
