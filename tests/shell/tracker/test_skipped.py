"""Issues that neither the cache nor a snapshot can hold: named, asked for again, and no hindrance to the others."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.shell.tracker import JIRA, Project
from tests.support.github_server import github_access
from tests.support.jira_server import Fault, Story, Tracker, bound_project, jira_issue, stories
from tests.support.listing import answer
from tests.support.scripted_server import scripted
from trackpost.core.trackers.findings import Untitled
from trackpost.core.trackers.held_back import NothingRemoved
from trackpost.core.trackers.model import Skipped
from trackpost.core.trackers.pulled import MoreSkipped, PullCounts

OLD = datetime(2026, 1, 5, 9, tzinfo=UTC)
GOOD = jira_issue("ACME", stories(1)[0], "10001")


def _page(*issues: object) -> Fault:
    return Fault(body=json.dumps({"issues": issues, "isLast": True}).encode())


def _bad(**fields: object) -> dict[str, object]:
    issue = jira_issue("ACME", Story(2, "Issue 2", OLD), "10002")
    assert isinstance(issue["fields"], dict)
    return {**issue, "fields": {**issue["fields"], **fields}}


BAD: Mapping[str, tuple[object, Skipped]] = {
    "no id": ({**_bad(), "id": None}, Skipped("jira", "ACME-2", "it has no id")),
    "another shape": (_bad(labels=7), Skipped("jira", "ACME-2", "$.fields.labels: Expected `array | null`, got `int`")),
    "no object": (7, Skipped("jira", None, "$: Expected `object`, got `int`")),
}


@pytest.mark.parametrize(("issue", "skipped"), BAD.values(), ids=BAD.keys())
def test_one_bad_issue(issue: object, skipped: Skipped, tmp_path: Path) -> None:
    """It is left out and named, and the others are kept; such a cache can be published."""
    with JIRA.bound(tmp_path, stories(1)) as (tracker, project):
        tracker.faults[0] = _page(issue, GOOD)
        pulled = project.pull().unwrap()
    assert (pulled.counts, pulled.skipped, pulled.warnings) == (
        PullCounts(created=1, skipped=1),
        (skipped,),
        (skipped,),
    )
    assert project.titles() == JIRA.all_of("Issue 1")
    assert project.service.preview().unwrap().snapshot.issues == 1


@pytest.mark.parametrize("title", [None, "", " ", "\u00a0"])
def test_an_issue_without_a_title(title: str | None, tmp_path: Path) -> None:
    """It is kept: its key takes the place of what other tools could not read, and a warning says so."""
    with JIRA.bound(tmp_path, stories(1)) as (tracker, project):
        tracker.faults[0] = _page(_bad(summary=title), GOOD)
        pulled = project.pull().unwrap()
        assert (pulled.counts, pulled.warnings) == (PullCounts(created=2), (Untitled("ACME-2", 1),))
    assert project.titles() == JIRA.all_of("Issue 1", "ACME-2")
    assert project.service.preview().unwrap().snapshot.issues == 2


def _since(tracker: Tracker, project: Project, *pages: Fault) -> list[str | None]:
    """Pull once for each page and once more, and return from which instant on changes were asked for."""
    for number, page in enumerate(pages):
        tracker.faults[number] = page
        project.pull().unwrap()
    project.pull().unwrap()
    instants = [None if query.since is None else int(query.since) / 1000 for query in tracker.asked]
    return [None if at is None else datetime.fromtimestamp(at, UTC).isoformat() for at in instants]


def test_it_is_asked_for_again(tmp_path: Path) -> None:
    """The next pull asks from its change on, until it is mended; the one after that does not."""
    newest = "2026-02-01T11:50:00+00:00"
    with JIRA.bound(tmp_path, stories(2)) as (tracker, project):
        asked = _since(tracker, project, _page(_bad(labels=7), GOOD), _page(_bad(), GOOD))
    assert asked == [None, OLD.isoformat(), newest]
    assert project.titles() == JIRA.all_of("Issue 1", "Issue 2")


def test_it_turns_bad_and_is_mended_unseen(tmp_path: Path) -> None:
    """A full pull skips an old issue, which is good again later though its date is the same: it is asked for again."""
    with JIRA.bound(tmp_path, stories(1)) as (tracker, project):
        tracker.faults |= {0: _page(_bad(), GOOD), 1: _page(_bad(labels=7), GOOD)}
        project.pull().unwrap()
        project.pull(full=True).unwrap()
        project.pull().unwrap()
    assert tracker.asked[-1].since == str(int(OLD.timestamp() * 1000))


def test_it_does_not_say_when_it_was_changed(tmp_path: Path) -> None:
    """The next pull asks from the beginning of time; a pull of changes goes back no further than itself."""
    beginning, newest = "1970-01-01T00:00:00+00:00", "2026-02-01T11:50:00+00:00"
    undated = _bad(labels=7, updated=None)
    with JIRA.bound(tmp_path / "first", stories(1)) as (tracker, project):
        assert _since(tracker, project, _page(undated, GOOD)) == [None, beginning]
    with JIRA.bound(tmp_path / "later", stories(1)) as (tracker, project):
        assert _since(tracker, project, _page(GOOD), _page(undated, GOOD)) == [None, newest, newest]


def test_a_cached_issue_that_turned_bad(tmp_path: Path) -> None:
    """What is cached of it stays, through a full pull too: the tracker has it."""
    with JIRA.bound(tmp_path, stories(3)) as (tracker, project):
        project.pull().unwrap()
        tracker.faults[2] = _page(_bad(labels=7), GOOD)
        pulled = project.pull(full=True).unwrap()
    assert (pulled.counts, pulled.removed) == (PullCounts(unchanged=1, skipped=1, removed=1), ("ACME-3",))
    assert project.titles() == JIRA.all_of("Issue 1", "Issue 2")


def test_something_without_a_name(tmp_path: Path) -> None:
    """It may be any of the issues that were not seen, so none is removed, and the next pull is a full one again."""
    with JIRA.bound(tmp_path, stories(3)) as (tracker, project):
        project.pull().unwrap()
        tracker.faults |= {2: _page(None, GOOD), 3: _page(GOOD)}
        project.watch.seconds += 7 * 86_400
        pulled = project.pull().unwrap()
        assert pulled.counts == PullCounts(unchanged=1, skipped=1)
        assert pulled.warnings[1:] == (NothingRemoved("jira", 2),)
        assert project.pull(allow_shrink=True).unwrap().removed == ("ACME-2", "ACME-3")


def test_many_bad_issues(tmp_path: Path) -> None:
    """The first twenty are named, and the others counted."""
    bad = [{**_bad(labels=7), "key": f"ACME-{number}"} for number in range(25)]
    with JIRA.bound(tmp_path, []) as (tracker, project):
        tracker.faults[0] = _page(*bad)
        pulled = project.pull().unwrap()
    assert (pulled.counts.skipped, len(pulled.skipped), pulled.warnings[-1]) == (25, 20, MoreSkipped(5))


def test_an_issue_that_has_just_moved_away(tmp_path: Path) -> None:
    """A search index may list it still, under its new key: it belongs to the other project."""
    moved = {**_bad(), "key": "HR-9"}
    with JIRA.bound(tmp_path, stories(3)) as (tracker, project):
        project.pull().unwrap()
        tracker.faults[2] = _page(GOOD, moved, jira_issue("ACME", stories(3)[2], "10003"))
        pulled = project.pull(full=True).unwrap()
    assert pulled.skipped == (Skipped("jira", "HR-9", "it is not of project ACME"),)
    assert pulled.removed == ("ACME-2",)


def _row(number: int, title: object) -> dict[str, object]:
    return {"number": number, "title": title, "state": "open"}


def test_a_skipped_issue_is_not_taken_for_another_one_of_its_number(tmp_path: Path) -> None:
    """Repositories share a cache, and each counts its issues from 1: what the cache has of the right one stays."""
    good, bad = [_row(number, "t") for number in (7, 8, 9)], [_row(7, []), _row(8, "t"), _row(9, "t")]
    with scripted(answer(200, good), answer(200, bad)) as server:
        project = Project(bound_project(tmp_path, "github", "acme", github_access(server.url)))
        project.pull().unwrap()
        project.change(
            "INSERT INTO tracker_issues (rowid, identity, system, workspace, issue_id, payload) SELECT 0, "
            "'github:acme/api:7', system, 'acme/api', issue_id, replace(payload, 'acme/web', 'acme/api') "
            "FROM tracker_issues WHERE identity = 'github:acme/web:7'"
        )
        pulled = project.pull(full=True).unwrap()
    assert (pulled.counts, pulled.removed) == (PullCounts(unchanged=2, skipped=1), ())


def test_what_another_repository_has_of_its_number_does_not_save_it(tmp_path: Path) -> None:
    """The issue is found by its exact identity, though the other repository's comes first in the file."""
    good, bad = [_row(number, "t") for number in (7, 8)], [_row(7, []), _row(8, "t")]
    with scripted(*(answer(200, rows) for rows in (good, good, bad))) as server:
        one, other = ({**github_access(server.url), "repo": repo} for repo in ("api", "web"))
        project = Project(bound_project(tmp_path, "github", "acme", one))
        project.pull().unwrap()
        text = project.files.credentials.read_text()
        project.files.credentials.write_text(text.replace(json.dumps(one["repo"]), json.dumps(other["repo"])))
        project.pull().unwrap()
        pulled = project.pull(full=True, allow_shrink=True).unwrap()
    assert (pulled.counts, pulled.removed) == (PullCounts(unchanged=1, skipped=1), ())
    assert len(project.titles()) == 4


def test_an_issue_without_an_id(tmp_path: Path) -> None:
    """It is found by its key then."""
    with JIRA.bound(tmp_path, stories(3)) as (tracker, project):
        project.pull().unwrap()
        tracker.faults[2] = _page({**_bad(), "id": None}, GOOD)
        pulled = project.pull(full=True).unwrap()
    assert (pulled.counts, pulled.removed) == (PullCounts(unchanged=1, skipped=1, removed=1), ("ACME-3",))
