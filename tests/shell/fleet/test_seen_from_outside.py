"""What is seen of a run from outside: spans of each job, counts of all, and a record for each in a log."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import pytest
from attrs import Factory, define, evolve

from tests.shell.fleet.test_run import Told, fleet_in
from tests.support.clocks import Stopwatch
from tests.support.files import write
from tests.support.fleet import running_fleet
from tests.support.gates import through
from tests.support.process import called
from tests.support.seen import Seen, described
from trackpost.core.errors import Category
from trackpost.core.fleet.limits import HostLimit
from trackpost.core.fleet.outcome import Credential
from trackpost.shell.fleet.braking import How, TriedElsewhere
from trackpost.shell.fleet.fleet import RunOrder
from trackpost.shell.fleet.gates import Gates, Patience
from trackpost.shell.fleet.run import run
from trackpost.shell.telemetry.job_metrics import WaitFor


@define
class Counted:
    """Counts what it is told; implements `JobMetrics`."""

    jobs: Counter[tuple[str, Category | None, bool]] = Factory(Counter)
    waits: list[tuple[WaitFor, float]] = Factory(list)
    inside: int = 0
    most: int = 0
    lock: Lock = Factory(Lock)

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Count a job as under way."""
        with self.lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        yield
        with self.lock:
            self.inside -= 1

    def ended(self, outcome: str, category: Category | None, seconds: float | None) -> None:
        """Count a job, and whether it was tried."""
        with self.lock:
            self.jobs[outcome, category, seconds is not None] += 1

    def waited(self, what_for: WaitFor, seconds: float) -> None:
        """Remember a wait."""
        with self.lock:
            self.waits.append((what_for, seconds))


def test_jobs_are_counted(tmp_path: Path) -> None:
    """By outcome and category, with durations of those that were tried; each waited in the queue."""
    first, second = Counted(), Counted()
    with running_fleet(tmp_path, projects=4) as running:
        write(running.files.repos / "p000" / ".kittify" / "config.yaml", "tracker: [")
        for counted in (first, second):
            run(evolve(fleet_in(running), metrics=counted), RunOrder(), Told().listener).unwrap()
    assert first.jobs == {("delivered", None, True): 3, ("failed", Category.CONFIG, True): 1}
    assert second.jobs == {("unchanged", None, True): 3, ("held", Category.CONFIG, False): 1}
    assert (first.inside, first.most > 0) == (0, True)
    assert [what_for for what_for, _ in first.waits] == ["queue"] * 4


def test_waits_for_a_host_are_counted() -> None:
    """Those for a minute's share of requests, and those of a project for its turn."""
    counted, stopwatch, host = Counted(), Stopwatch(), Credential("slow.example", "fleet")
    limits: Mapping[str, HostLimit] = {host.host: HostLimit(at_once=1, per_minute=60)}
    gates = Gates(limits, Patience(stopwatch.clock), counted)
    gates.pace(host)
    while not stopwatch.pauses:
        gates.pace(host)

    def first() -> None:
        through(gates, host, lambda: None)
        stopwatch.seconds += 2.0

    through(gates, host, first)
    assert counted.waits == [("limit", pytest.approx(sum(stopwatch.pauses))), ("limit", 2.0)]


def test_each_job_has_its_spans(tmp_path: Path) -> None:
    """A job with its pull and its publish for each project, whichever thread did it; none names a project."""
    seen = Seen()
    tracing = seen.tracing()
    with running_fleet(tmp_path, projects=3) as running:
        fleet = fleet_in(running)
        jobs = evolve(fleet.jobs(), observer=lambda: tracing)
        for project in fleet.projects():
            jobs.done(project, jobs.ready(project).unwrap(), lambda *_: None)
    spans = [described(span) for span in seen.spans]
    assert Counter(name for name, kind, _, _ in spans if kind == "INTERNAL") == {
        "job": 3,
        "pull": 3,
        "publish": 3,
    }
    assert "p00" not in f"{spans} {seen.durations}".lower()


def test_a_wait_for_another_job_is_no_failure(tmp_path: Path) -> None:
    """A publish that lets another project try the token first has one span, which is that of its success."""
    seen, asked = Seen(), list[How]()
    tracing = seen.tracing()

    def ask(_credential: Credential, how: How) -> None:
        asked.append(how)
        if asked.count("at once") == 1 and how == "at once":
            raise TriedElsewhere

    with running_fleet(tmp_path, projects=1) as running:
        fleet = fleet_in(running)
        jobs = evolve(fleet.jobs(), observer=lambda: tracing)
        (project,) = fleet.projects()
        jobs.done(project, jobs.ready(project).unwrap(), ask)
    publishes = [span for span in map(described, seen.spans) if span[0] == "publish"]
    assert asked[-3:] == ["at once", "patiently", "at once"]
    assert [(status, "error.type" in attributes) for _, _, status, attributes in publishes] == [("UNSET", False)]


def test_each_outcome_is_a_record(tmp_path: Path) -> None:
    """With ``--log-format json``: the project, its outcome, and the kind of its error."""
    with running_fleet(tmp_path, projects=2) as running:
        write(running.files.repos / "p000" / ".kittify" / "config.yaml", "tracker: [")
        environ = {"HOME": str(running.files.folder)}
        ended = called("fleet", "run", "--log-format", "json", env=environ, cwd=running.files.folder)
    records = {Path(one["project"]).name: one for one in map(json.loads, ended.stderr.splitlines())}
    kinds = {name: (one["level"], one["event"], one["outcome"], one["kind"]) for name, one in records.items()}
    assert kinds == {"p000": ("error", "job", "failed", "malformed_file"), "p001": ("info", "job", "delivered", None)}
    assert {(one["done"], one["projects"]) for one in records.values()} == {(1, 2), (2, 2)}
