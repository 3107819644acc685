"""Pulls of a project with a filter: what is read, where the next one goes on, and what leaves."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import evolve
from returns.result import Failure

from tests.shell.tracker import JIRA, KINDS, LINEAR, Kind, Project
from tests.support.jira_server import Fault, Story, Tracker, stories
from trackpost.core.issues.model import CacheCount
from trackpost.core.project.issue_filter import UnusableFilter
from trackpost.core.trackers.model import Skipped
from trackpost.core.trackers.pulled import LinkedToRemoved, PullCounts, TrackerShrank

both = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())


def mixed(*parts: str) -> list[Story]:
    """Return an issue for each of *parts*."""
    return [evolve(story, part=part) for story, part in zip(stories(len(parts)), parts, strict=True)]


@contextmanager
def _bound(kind: Kind, folder: Path, *parts: str) -> Iterator[tuple[Tracker, Project]]:
    """Run the tracker with these issues, and return a project that has those of the web."""
    with kind.bound(folder, mixed(*parts), f"  filter: {kind.filter_of('web')}\n") as (tracker, project):
        yield tracker, project


def _filter(kind: Kind, project: Project, part: str) -> None:
    text = kind.filter_of(part) if part else ""
    project.service.bind(provider=kind.name, workspace=kind.workspace, filter=text).unwrap()


def _change(tracker: Tracker, number: int, part: str) -> None:
    """Change an issue, so that it is among the next changes."""
    listed = tracker.stories["ACME"]
    latest = max(story.updated for story in listed) + timedelta(hours=1)
    listed[number - 1] = evolve(listed[number - 1], updated=latest, part=part)


def _published(project: Project) -> list[str]:
    """Return the keys of what would be published, as many as the status says."""
    snapshot = project.service.preview().unwrap().snapshot
    count = project.service.status().unwrap().count.unwrap()
    assert (snapshot.issues, count.part) == (count.issues, None)
    return sorted(issue["ref"]["key"] for issue in json.loads(b"".join(snapshot.body))["issues"])


@both
def test_only_what_matches(kind: Kind, tmp_path: Path) -> None:
    """It is read, page after page, and published; later pulls ask for the changes of the same part."""
    with _bound(kind, tmp_path, "web", "api", "web", "web") as (tracker, project):
        assert project.pull().unwrap().counts == PullCounts(created=3)
        _change(tracker, 3, "web")
        assert project.pull().unwrap().counts == PullCounts(updated=1, unchanged=1)
    assert [query.part for query in tracker.asked] == ["web"] * 3
    assert [query.since is None for query in tracker.asked] == [True, True, False]
    assert _published(project) == ["ACME-1", "ACME-3", "ACME-4"]


@both
def test_the_rows_of_a_filter(kind: Kind, tmp_path: Path) -> None:
    """It has its own; the one that all tools share is about everything, and so is left alone."""
    with _bound(kind, tmp_path, "web", "api") as (_, project):
        project.pull().unwrap()
    own, full = sorted(project.places())
    assert own.startswith(f"{kind.name}:{kind.workspace}#{kind.id_of('ACME')}#filter:")
    assert full == f"{own}#full"


@both
def test_another_filter(kind: Kind, tmp_path: Path) -> None:
    """Its list is read from the start, and what only the first one has seen is not published any more."""
    with _bound(kind, tmp_path, "web", "api", "web", "api") as (tracker, project):
        project.pull().unwrap()
        asked = len(tracker.asked)
        _filter(kind, project, "api")
        assert project.pull().unwrap().counts == PullCounts(created=2)
        assert _published(project) == ["ACME-2", "ACME-4"]
        _filter(kind, project, "web")
        assert project.pull().unwrap().counts == PullCounts(unchanged=1)
    assert [(query.part, query.since is None) for query in tracker.asked[asked:]] == [("api", True), ("web", False)]
    assert _published(project) == ["ACME-1", "ACME-3"]


@both
def test_a_cursor_of_another_filter(kind: Kind, tmp_path: Path) -> None:
    """A pull that was cut off goes on where it stopped under its own filter only."""
    with _bound(kind, tmp_path, "web", "web", "web", "api") as (tracker, project):
        project.pull(limit=2).unwrap()
        _filter(kind, project, "api")
        project.pull().unwrap()
        _filter(kind, project, "web")
        project.pull().unwrap()
    assert [(query.part, query.page) for query in tracker.asked] == [("web", None), ("api", None), ("web", "0.2")]
    assert _published(project) == ["ACME-1", "ACME-2", "ACME-3"]


@both
def test_the_filter_is_removed(kind: Kind, tmp_path: Path) -> None:
    """Everything is read and published."""
    with _bound(kind, tmp_path, "web", "api", "web") as (tracker, project):
        project.pull().unwrap()
        _filter(kind, project, "")
        assert project.pull().unwrap().counts == PullCounts(created=1, unchanged=2)
    assert (tracker.asked[-1].part, tracker.asked[-1].since) == (None, None)
    assert _published(project) == ["ACME-1", "ACME-2", "ACME-3"]


@both
def test_before_the_first_pull_under_a_filter(kind: Kind, tmp_path: Path) -> None:
    """There is nothing that could be published, although the cache has issues and other checkpoints."""
    with _bound(kind, tmp_path, "web", "api") as (_, project):
        _filter(kind, project, "")
        project.pull().unwrap()
        _filter(kind, project, "web")
    error = project.service.preview().failure()
    assert "run `trackpost pull` first" in error.message
    status = project.service.status().unwrap()
    assert (status.count.map(lambda count: (count.issues, count.checkpoint.updated_since)).unwrap()) == (0, None)


@pytest.mark.parametrize("full", [True, False])
@both
def test_gone_under_a_filter(kind: Kind, full: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a column
    """What was deleted, and what does not match any more, leaves with the next pull."""
    with _bound(kind, tmp_path, "web", "web", "web", "web", "web") as (tracker, project):
        project.pull().unwrap()
        project.service.map_add(wp_id="WP01", external_id="ACME-1").unwrap()
        _change(tracker, 1, "api")
        del tracker.stories["ACME"][1]
        pulled = project.pull(full=full).unwrap()
    assert pulled.removed == ("ACME-1", "ACME-2")
    assert pulled.warnings == (LinkedToRemoved("WP01", "ACME-1"),)
    assert set(project.titles()) == {kind.identity(number) for number in (3, 4, 5)}
    assert _published(project) == ["ACME-3", "ACME-4", "ACME-5"]


@both
def test_what_others_have_stays_in_the_cache(kind: Kind, tmp_path: Path) -> None:
    """It leaves this project all the same. What never was on the filtered list does not concern it."""
    with _bound(kind, tmp_path, "web", "web", "api", "api", "api", "web") as (tracker, project):
        _filter(kind, project, "")
        project.pull().unwrap()
        _filter(kind, project, "web")
        project.pull().unwrap()
        del tracker.stories["ACME"][0]
        pulled = project.pull(full=True).unwrap()
        assert (pulled.removed, _published(project)) == (("ACME-1",), ["ACME-2", "ACME-6"])
        assert len(project.titles()) == 6
        _filter(kind, project, "")
        assert project.pull(full=True).unwrap().removed == ("ACME-1",)
    assert len(project.titles()) == 5


@both
def test_a_filter_of_the_past_keeps_nothing_alive(kind: Kind, tmp_path: Path) -> None:
    """The whole list outweighs what a pull of a part of it once has seen."""
    with _bound(kind, tmp_path, "web", "web", "web") as (tracker, project):
        project.pull().unwrap()
        _filter(kind, project, "")
        project.pull().unwrap()
        del tracker.stories["ACME"][0]
        assert project.pull(full=True).unwrap().removed == ("ACME-1",)
    assert _published(project) == ["ACME-2", "ACME-3"]


@both
@pytest.mark.parametrize("is_shared", [False, True], ids=["alone", "with the whole list in the cache"])
def test_a_list_that_shrank(kind: Kind, is_shared: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a column
    """If a label is renamed, the project does not lose everything without a question."""
    with _bound(kind, tmp_path, "web", "web", "api") as (tracker, project):
        if is_shared:
            _filter(kind, project, "")
            project.pull().unwrap()
            _filter(kind, project, "web")
        project.pull().unwrap()
        tracker.stories["ACME"] = mixed("www", "www", "api")
        assert project.pull(full=True) == Failure(TrackerShrank(kind.name, 2, 2))
        assert _published(project) == ["ACME-1", "ACME-2"]
        assert project.pull(full=True, allow_shrink=True).unwrap().counts.removed == 2
    assert _published(project) == []


def test_a_project_with_a_new_key(tmp_path: Path) -> None:
    """What is left under the old key may match another filter, so it stays in the cache, and is not published."""
    with _bound(JIRA, tmp_path, "web", "web", "api", "web") as (tracker, project):
        _filter(JIRA, project, "api")
        project.pull().unwrap()
        _filter(JIRA, project, "web")
        project.pull().unwrap()
        tracker.stories["NEW"] = tracker.stories.pop("ACME")
        project.service.bind(provider="jira", workspace=JIRA.workspace, credentials={"project_key": "NEW"}).unwrap()
        assert project.pull().unwrap().counts == PullCounts(updated=3)
        snapshot = project.service.preview().unwrap().snapshot
    assert (snapshot.issues, len(project.titles())) == (3, 4)


def test_an_issue_that_is_skipped(tmp_path: Path) -> None:
    """What the cache has of it stays in the project; an issue of another project does not come in."""
    with JIRA.serve(ACME=mixed("web", "web"), HR=mixed("web", "web")) as tracker:
        other = JIRA.project(tmp_path, tracker.url, "HR")
        other.pull().unwrap()
        credentials = other.files.credentials
        credentials.write_text(credentials.read_text().replace('"HR"', '"ACME"'))
        project = Project(other.files)
        _filter(JIRA, project, "web")
        project.pull().unwrap()
        tracker.faults[len(tracker.asked)] = Fault(body=_two_bad_ones())
        pulled = project.pull(full=True).unwrap()
    assert pulled.skipped == (
        Skipped("jira", "ACME-1", "$.fields.labels: Expected `array | null`, got `int`"),
        Skipped("jira", "HR-1", "$.fields.labels: Expected `array | null`, got `int`"),
    )
    assert (pulled.removed, _published(project)) == (("ACME-2",), ["ACME-1"])


def _two_bad_ones() -> bytes:
    return b"""{"issues": [{"id": "10001", "key": "ACME-1", "fields": {"labels": 7}},
    {"id": "20001", "key": "HR-1", "fields": {"labels": 7}}], "isLast": true}"""


@pytest.mark.parametrize("flaw", ["a = 1)", ") OR (project = HR"])
def test_a_filter_that_someone_wrote_into_the_file(flaw: str, tmp_path: Path) -> None:
    """Nothing is asked under a condition that could end its parentheses; everything else still works."""
    with JIRA.bound(tmp_path, stories(1), f'  filter: "{flaw}"\n') as (tracker, project):
        where = f"{project.files.config}: tracker.filter"
        assert project.pull() == Failure(UnusableFilter(where, "jira", "its parentheses do not match"))
    assert tracker.asked == []
    assert project.service.status().unwrap().binding.filter == flaw


def test_a_filter_for_a_tracker_without_any(tmp_path: Path) -> None:
    """It is refused, as everything would be read in spite of it."""
    project = LINEAR.project(tmp_path, "http://127.0.0.1:1")
    project.files.config.write_text("tracker:\n  provider: beads\n  workspace: w\n  filter: web\n")
    error = project.pull().failure()
    assert error == UnusableFilter(f"{project.files.config}: tracker.filter", "beads", None)


def test_an_incomplete_list(tmp_path: Path) -> None:
    """The status counts what is there so far."""
    with _bound(LINEAR, tmp_path, "web", "web", "web", "api") as (_, project):
        project.pull(limit=2).unwrap()
    count = project.service.status().unwrap().count.unwrap()
    assert isinstance(count, CacheCount)
    assert (count.issues, count.part) == (2, 2)
