"""A pull, page by page: the contents of the cache, and the requests to the tracker."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import evolve
from returns.result import Failure, Success

from tests.shell.tracker import ALL, KINDS, Kind, place_of
from tests.support.clocks import NOON
from tests.support.files import write
from tests.support.jira_server import Fault, Query, stories
from tests.support.process import bare
from trackpost import TrackerService
from trackpost.core.issues.cache_faults import BusyCache
from trackpost.core.issues.tracker_fault import TrackerBusy
from trackpost.core.trackers.names import names_digest
from trackpost.core.trackers.order import PullOrder
from trackpost.core.trackers.pulled import PullCounts, Pulled
from trackpost.shell.runtime import load_runtime
from trackpost.shell.tracker.start import PullStart

NEWEST = {"jira": "2026-02-01T12:50:00+01:00", "linear": "2026-02-01T11:50:00+00:00"}
"""The last change of the first issue, as each tracker writes it."""
SINCE = {"jira": "1769946600000", "linear": "2026-02-01T11:50:00+00:00"}
"""The same instant in a request."""
DOWN = Fault(status=503)

both = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())


def _complete(kind: Kind, *, is_full: bool = True, **counts: int) -> Success[Pulled]:
    since = NEWEST[kind.name]
    return Success(Pulled(counts=PullCounts(**counts), is_complete=True, is_full=is_full, updated_since=since))


@both
def test_three_pages(kind: Kind, tmp_path: Path) -> None:
    """The cache has all issues of the tracker, and the checkpoint has the last change."""
    with kind.bound(tmp_path, stories(5)) as (tracker, project):
        assert project.pull() == _complete(kind, created=5)
        assert tracker.asked == [Query("ACME", None, page, 100) for page in (None, "0.2", "0.4")]
    assert project.titles() == kind.all_of(*ALL)
    key, until = f"{kind.name}:{kind.workspace}", NEWEST[kind.name]
    own = f"{key}#{kind.id_of('ACME')}"
    assert project.places() == {
        key: (None, until),
        own: (None, until),
        f"{own}#full": (names_digest({}), NOON.isoformat()),
    }
    assert project.watch.pauses == []


@both
def test_issues_have_the_workspace_of_the_binding(kind: Kind, tmp_path: Path) -> None:
    """Identity, column and payload have the binding's workspace, whatever the connector uses."""
    with kind.bound(tmp_path, stories(1)) as (_, project):
        project.pull().unwrap()
    columns = "identity, system, workspace, issue_id, json_extract(payload, '$.ref.workspace')"
    expected = [(kind.identity(1), kind.name, kind.workspace, "10001", kind.workspace)]
    assert project.rows(f"SELECT {columns} FROM tracker_issues") == expected  # noqa: S608 - names from this file


@both
def test_a_second_pull_asks_for_what_changed(kind: Kind, tmp_path: Path) -> None:
    """The second pull asks for changes since the last one seen, and counts new, changed and unchanged issues."""
    with kind.bound(tmp_path, stories(5)) as (tracker, project):
        project.pull().unwrap()
        tracker.mend()
        first, second, *rest = tracker.stories["ACME"]
        later = first.updated + timedelta(hours=1)
        changed = [evolve(second, title="Changed", updated=later), evolve(second, number=6, updated=later)]
        tracker.stories["ACME"] = [first, *changed, *rest]
        again = project.pull().unwrap()
    assert tracker.asked == [Query("ACME", SINCE[kind.name], page, 100) for page in (None, "0.2")]
    assert again.counts == PullCounts(created=1, updated=1, unchanged=1)
    assert project.titles() == kind.all_of("Issue 1", "Changed", *ALL[2:], "Issue 2")


@both
def test_nothing_changed(kind: Kind, tmp_path: Path) -> None:
    """The tracker returns only the newest issue again, and the checkpoint stays the same."""
    with kind.bound(tmp_path, stories(3)) as (_, project):
        assert project.pull() == _complete(kind, created=3)
        assert project.pull() == _complete(kind, is_full=False, unchanged=1)


@both
def test_an_empty_tracker(kind: Kind, tmp_path: Path) -> None:
    """Without issues there is no instant, so the next pull asks for everything."""
    with kind.bound(tmp_path, []) as (tracker, project):
        expected = Success(Pulled(counts=PullCounts(), is_complete=True, is_full=True, updated_since=None))
        assert [project.pull(), project.pull()] == [expected, expected]
        assert [query.since for query in tracker.asked] == [None, None]


@both
def test_a_tracker_whose_clock_is_ahead(kind: Kind, tmp_path: Path) -> None:
    """The next pull asks for changes since five minutes before this one, by the tracker's clock."""
    (story,) = stories(1)
    with kind.bound(tmp_path, [evolve(story, updated=NOON + timedelta(days=1))]) as (tracker, project):
        project.pull().unwrap()
        project.pull().unwrap()
    expected = {"jira": "1772366100000", "linear": "2026-03-01T11:55:00+00:00"}
    assert [query.since for query in tracker.asked] == [None, expected[kind.name]]


@both
def test_our_own_clock_is_wrong(kind: Kind, tmp_path: Path) -> None:
    """It does not matter: the tracker's counts, for it is the tracker's changes that are asked for."""
    (story,) = stories(1)
    with kind.bound(tmp_path, [evolve(story, updated=NOON)]) as (tracker, project):
        for _ in range(2):
            project.watch.seconds += 3600
            project.pull().unwrap()
    expected = {"jira": "1772366100000", "linear": "2026-03-01T11:55:00+00:00"}
    assert [query.since for query in tracker.asked] == [None, expected[kind.name]]


@both
def test_an_interrupted_pull(kind: Kind, tmp_path: Path) -> None:
    """The pages read so far are stored with the next cursor; the next pull continues there and reads nothing twice.

    The row that other tools read has no cursor, because they would ask for something else with it.
    """
    with kind.bound(tmp_path, stories(5)) as (tracker, project):
        tracker.break_from(2, DOWN)
        assert project.pull() == Failure(TrackerBusy(kind.name, 503, None))
        assert project.titles() == kind.all_of(*ALL[:4])
        key = f"{kind.name}:{kind.workspace}"
        places = project.places()
        assert (places[key], place_of(places[f"{key}#{kind.id_of('ACME')}"][0])) == ((None, None), "0.4")
        tracker.mend()
        assert project.pull().unwrap().counts == PullCounts(created=1)
    assert tracker.asked == [Query("ACME", None, "0.4", 100)]
    assert project.titles() == kind.all_of(*ALL)


@both
def test_an_interrupted_pull_of_changes(kind: Kind, tmp_path: Path) -> None:
    """It continues with the same query, because the cursors belong to that query."""
    with kind.bound(tmp_path, stories(5)) as (tracker, project):
        project.pull().unwrap()
        tracker.mend()
        later = tracker.stories["ACME"][0].updated + timedelta(hours=1)
        tracker.stories["ACME"] = [evolve(story, title="Changed", updated=later) for story in stories(5)]
        tracker.break_from(1, DOWN)
        assert project.pull() == Failure(TrackerBusy(kind.name, 503, None))
        tracker.mend()
        assert project.pull().unwrap().counts == PullCounts(updated=3)
    assert tracker.asked == [Query("ACME", SINCE[kind.name], page, 100) for page in ("0.2", "0.4")]
    assert project.titles() == kind.all_of(*["Changed"] * 5)


@both
def test_a_cursor_that_the_tracker_no_longer_knows(kind: Kind, tmp_path: Path) -> None:
    """The pull starts over without a warning."""
    with kind.bound(tmp_path, stories(5)) as (tracker, project):
        tracker.break_from(2, DOWN)
        project.pull().failure()
        tracker.mend()
        tracker.age = 1
        assert project.pull() == _complete(kind, created=1, unchanged=4)
    assert tracker.pages == ["0.4", None, "1.2", "1.4"]


LIMITS: Mapping[str, tuple[int, int, int, bool]] = {
    "one": (1, 1, 1, False),
    "a page": (2, 2, 1, False),
    "more than a page": (3, 3, 2, False),
    "all": (5, 5, 3, True),
    "more than all": (500, 5, 3, True),
}


@both
@pytest.mark.parametrize(("limit", "read", "requests", "is_complete"), LIMITS.values(), ids=LIMITS.keys())
def test_a_limit(kind: Kind, limit: int, read: int, requests: int, is_complete: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a column
    """The pull stops at the limit, and the next one continues there."""
    with kind.bound(tmp_path, stories(5)) as (tracker, project):
        pulled = project.pull(limit=limit).unwrap()
        assert (pulled.counts, pulled.is_complete) == (PullCounts(created=read), is_complete)
        assert len(tracker.asked) == requests
        assert max(query.size for query in tracker.asked) == min(limit, 100)
        if not is_complete:
            assert (pulled.updated_since, project.pull().unwrap().counts) == (None, PullCounts(created=5 - read))
    assert project.titles() == kind.all_of(*ALL)


@both
def test_two_projects_on_one_cache(kind: Kind, tmp_path: Path) -> None:
    """Each project has its own checkpoint, so neither depends on the other's pulls."""
    with kind.serve(ACME=stories(3), BETA=stories(1)) as tracker:
        project = kind.project(tmp_path / "acme", tracker.url)
        beta = kind.project(tmp_path / "beta", tracker.url, "BETA").files.credentials.read_text()
        acme = project.files.credentials.read_text()
        for credentials in (acme, beta, acme, beta):
            write(project.files.credentials, credentials)
            project.pull().unwrap()
    since, key = SINCE[kind.name], f"{kind.name}:{kind.workspace}"
    asked = [(query.resource, query.since) for query in tracker.asked if query.page is None]
    assert asked == [("ACME", None), ("BETA", None), ("ACME", since), ("BETA", since)]
    own = [f"{key}#{kind.id_of(resource)}{row}" for resource in ("ACME", "BETA") for row in ("", "#full")]
    assert set(project.places()) == {key, *own}


WRITING = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("writing", flush=True)
sys.stdin.read()
"""


@contextmanager
def _written(path: Path) -> Iterator[None]:
    """Let another process write the cache during the block."""
    command = [sys.executable, "-c", WRITING, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=bare()) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"writing\n"
        yield
        process.communicate()


@both
def test_a_cache_that_another_process_writes(kind: Kind, tmp_path: Path) -> None:
    """The pull fails before it asks the tracker, and nothing is lost."""
    with kind.bound(tmp_path, stories(3)) as (tracker, project):
        project.pull().unwrap()
        tracker.mend()
        runtime = load_runtime(project.files.root, project.files.home).unwrap()
        impatient = evolve(runtime, busy_seconds=0.01)
        watch = project.watch
        start = PullStart(runtime=impatient, clock=watch.clock, order=PullOrder(), environ={})
        with _written(project.cache):
            assert start.run() == Failure(BusyCache(str(project.cache)))
        assert (tracker.asked, project.titles()) == ([], kind.all_of(*ALL[:3]))
        assert project.pull().unwrap().counts == PullCounts(unchanged=1)


@both
def test_on_page(kind: Kind, tmp_path: Path) -> None:
    """After each page is stored, ``on_page`` gets the counts so far."""
    reports: list[tuple[int, int]] = []
    with kind.bound(tmp_path, stories(5)) as (_, project):
        service: TrackerService = project.service
        service.pull(on_page=lambda counts: reports.append((counts.issues, len(project.titles())))).unwrap()
    assert reports == [(2, 2), (4, 4), (5, 5)]


@both
@pytest.mark.parametrize(("cursor", "since"), [("0.2", "2026-02-01"), (None, "no instant"), ("{}", None)])
def test_a_checkpoint_that_cannot_be_read(kind: Kind, cursor: str | None, since: str | None, tmp_path: Path) -> None:
    """The pull reads everything again, and repairs the checkpoint."""
    with kind.bound(tmp_path, stories(1)) as (tracker, project):
        project.pull().unwrap()
        with closing(sqlite3.connect(project.cache)) as connection, connection:
            connection.execute("UPDATE tracker_checkpoints SET cursor = ?, updated_since = ?", (cursor, since))
        assert project.pull() == _complete(kind, unchanged=1)
    assert [query.since for query in tracker.asked] == [None, None]
