"""Runs that are killed at random instants, and a watch that is told to stop."""

import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from time import sleep

from tests.shell.fleet.test_run import ran
from tests.support.fleet import RunningFleet, name_of, running_fleet
from tests.support.jira_server import Story
from tests.support.patience import FOREVER
from tests.support.process import TRACKPOST, bare
from tests.support.reference_server import received
from trackpost.shell.fleet.state import opened_state

PROJECTS = 24
KILLS = 10


@contextmanager
def started(running: RunningFleet, command: str) -> Iterator["subprocess.Popen[str]"]:
    """Start a command of the fleet, and kill it in the end if it is still there."""
    process = subprocess.Popen(
        [TRACKPOST, "fleet", command],
        env=bare({"HOME": running.files.folder}),
        cwd=running.files.folder,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=FOREVER)


def applied(url: str) -> Counter[str]:
    """Return how often the server applied a snapshot of each project."""
    entries = received(f"{url}", "?limit=1000").body
    assert isinstance(entries, list)
    bodies = (received(url, entry["idempotency_key"]).body for entry in entries)
    return Counter(body["body"]["external_resource_id"] for body in bodies if isinstance(body, dict))


def edit(running: RunningFleet, number: int) -> None:
    """Add an issue to a project."""
    running.tracker.stories[name_of(number).upper()].append(Story(99, "New", running.tracker.now))


def test_runs_that_are_killed(tmp_path: Path) -> None:
    """Nothing is lost and nothing is doubled: in the end, the server has applied each content of each project once.

    The projects have a past, because without one, a repetition is applied again.
    """
    random = Random(14)  # noqa: S311 - instants at which to kill
    with running_fleet(tmp_path, projects=PROJECTS) as running:
        running.describe(more="workers = 4")
        ran(running)
        for number in range(PROJECTS):
            edit(running, number)
        ended = 0.0
        for _ in range(KILLS):
            with started(running, "run") as process:
                assert process.stderr is not None
                for _ in range(random.randrange(4)):
                    process.stderr.readline()
                sleep(random.random() / 50)
            with opened_state(running.files.state, only_reads=True) as opened:
                records = list(opened.unwrap().records().unwrap())
            assert len(records) == PROJECTS
            assert sum(record.last.ended for record in records) >= ended, "an outcome was lost"
            ended = sum(record.last.ended for record in records)
        rest, again = ran(running), ran(running)
        counts = applied(running.server_url)
    assert set(rest.words) <= {"delivered", "replayed", "unchanged"}
    assert again.words == {"unchanged": PROJECTS}
    assert counts == dict.fromkeys(map(str.upper, map(name_of, range(PROJECTS))), 2)


def test_a_watch_that_is_told_to_stop(tmp_path: Path) -> None:
    """SIGTERM finishes what is under way: what was begun has an outcome, and the process is gone from the status."""
    with running_fleet(tmp_path, projects=6) as running:
        with started(running, "watch") as process:
            assert process.stderr is not None
            begun, _first = process.stderr.readline(), process.stderr.readline()
            process.send_signal(signal.SIGTERM)
            rest = process.stderr.read()
            status = process.wait(FOREVER)
        with opened_state(running.files.state, only_reads=True) as opened:
            records = list(opened.unwrap().records().unwrap())
            workers = opened.unwrap().workers().unwrap()
    ended = 1 + sum("delivered" in line for line in rest.splitlines())
    assert begun == "watching 6 projects; the first is due now\n"
    assert (status, len(records), workers) == (143, ended, ())
    assert len(running.tracker.asked) == ended


def test_a_run_that_is_told_to_stop(tmp_path: Path) -> None:
    """Its summary counts what was not started, and its status tells the signal."""
    with running_fleet(tmp_path, projects=12) as running:
        running.describe(more="workers = 1")
        with started(running, "run") as process:
            assert process.stderr is not None
            process.stderr.readline()
            process.send_signal(signal.SIGINT)
            rest = process.stderr.read()
            assert process.wait(FOREVER) == 130
    assert "skipped" in rest
    assert "12/12" in rest
