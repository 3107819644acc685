"""A watch of small fleets, in real time."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree
from threading import Event, Lock, Thread
from time import monotonic

from attrs import Factory, define, evolve

from tests.shell.fleet.test_run import fleet_in, ran
from tests.support.fleet import RunningFleet, running_fleet
from tests.support.patience import FOREVER
from trackpost.core.errors import Problem, kind_of
from trackpost.core.fleet.outcome import Outcome
from trackpost.core.fleet.project import FleetProject
from trackpost.shell.clock import Clock
from trackpost.shell.fleet.state import opened_state
from trackpost.shell.fleet.watch import Watcher, watch


@define
class Watching:
    """A watch in a thread of its own."""

    running: RunningFleet
    began: list[tuple[int, int | None]] = Factory(list)
    outcomes: list[tuple[str, str]] = Factory(list)
    warnings: list[str] = Factory(list)
    stop: Event = Factory(Event)
    again: Event = Factory(Event)
    lock: Lock = Factory(Lock)

    def begin(self, projects: int, due_in: float | None) -> None:
        """Remember how the watch begins: how many minutes it is until the first project is due."""
        self.began.append((projects, None if due_in is None else round(due_in / 60)))

    def tell(self, project: FleetProject, outcome: Outcome) -> None:
        """Remember an outcome."""
        with self.lock:
            self.outcomes.append((Path(project.path).name, outcome.word))

    def warn(self, warning: Problem) -> None:
        """Remember a warning."""
        self.warnings.append(kind_of(warning))

    def reads_again(self) -> bool:
        """Say so once."""
        is_told = self.again.is_set()
        self.again.clear()
        return is_told

    def until(self, is_so: Callable[[Counter[tuple[str, str]]], bool]) -> Counter[tuple[str, str]]:
        """Wait until something is so, and return the outcomes, counted."""
        began = monotonic()
        while monotonic() - began < FOREVER:
            with self.lock:
                counted = Counter(self.outcomes)
            if is_so(counted):
                return counted
            Event().wait(0.02)
        raise AssertionError(self.outcomes)


@contextmanager
def watching_of(running: RunningFleet, clock: Clock | None = None) -> Iterator[Watching]:
    """Watch a fleet, and stop in the end, when what is under way has ended."""
    watching = Watching(running)
    watcher = Watcher(
        begin=watching.begin,
        tell=watching.tell,
        warn=watching.warn,
        is_stopped=watching.stop.is_set,
        reads_again=watching.reads_again,
    )
    fleet = evolve(fleet_in(running), clock=clock or Clock())
    thread = Thread(target=lambda: watch(fleet, watcher).unwrap())
    thread.start()
    try:
        yield watching
    finally:
        watching.stop.set()
        thread.join(FOREVER)
        assert not thread.is_alive()


def test_each_project_again_and_again(tmp_path: Path) -> None:
    """New ones at once, and then each in its period; what is under way at the end is finished."""
    with running_fleet(tmp_path, projects=3) as running:
        running.describe(more="every = '1s'")
        with watching_of(running) as watching:
            watching.until(lambda seen: all(seen[f"p00{number}", "unchanged"] >= 2 for number in range(3)))
            with opened_state(running.files.state, only_reads=True) as opened:
                workers = opened.unwrap().workers().unwrap()
        with opened_state(running.files.state, only_reads=True) as opened:
            left = opened.unwrap().workers().unwrap()
    assert [worker.doing for worker in workers] == ["watch"]
    assert left == ()
    assert Counter(word for _, word in watching.outcomes)["delivered"] == 3


def test_what_was_not_missed_waits_for_its_moment(tmp_path: Path) -> None:
    """A project that was just published is not tried again before its next period; a new one is."""
    with running_fleet(tmp_path, projects=2) as running:
        ran(running)
        running.tracker.stories["NEW"] = running.tracker.stories["P000"]
        running.files.project("new")
        with watching_of(running) as watching:
            watching.until(lambda seen: seen["new", "delivered"] == 1)
    assert (watching.began, watching.outcomes) == ([(3, 0)], [("new", "delivered")])


def test_a_beginning_without_anything_due(tmp_path: Path) -> None:
    """It says how long it is until the first project is due, and nothing if there is none."""
    with running_fleet(tmp_path, projects=1) as running:
        running.describe(more="every = '2d'")
        ran(running)
        with watching_of(running) as watching:
            watching.until(lambda _seen: bool(watching.began))
        ((projects, minutes),) = watching.began
        running.describe(more="every = '2d'", after='[[discover]]\npath = "nowhere/*"\n')
        rmtree(running.files.repos)
        with watching_of(running) as empty:
            empty.until(lambda _seen: bool(empty.began))
    assert (projects, minutes is not None and 0 <= minutes <= 3 * 1_440) == (1, True)
    assert empty.began == [(0, None)]


def test_a_release_and_a_new_file_are_noticed(tmp_path: Path) -> None:
    """A refused token holds the project; after a release it is tried again, and a new file is read when it changes."""
    with running_fleet(tmp_path, projects=1) as running:
        running.describe(api_token="dead")
        with watching_of(running) as watching:
            watching.until(lambda seen: seen["p000", "failed"] == 1)
            with opened_state(running.files.state) as opened:
                opened.unwrap().release(lambda _name: True).unwrap()
            watching.until(lambda seen: seen["p000", "failed"] == 2)
            running.files.replace("[fleet")
            watching.until(lambda _seen: watching.warnings == ["malformed_file"])
            running.describe(more="every = '2s'")
            running.files.project("p001", key="P000")
            watching.again.set()
            watching.until(lambda seen: seen["p001", "delivered"] == 1)
    assert watching.outcomes.count(("p000", "failed")) == 2


def test_a_clock_that_is_set_back(tmp_path: Path) -> None:
    """Projects are tried in their periods all the same, and new ones are found."""
    ahead = timedelta(days=1)
    with running_fleet(tmp_path, projects=2) as running:
        running.describe(more="every = '1s'")
        offsets = [ahead]
        clock = Clock(now=lambda: datetime.now(UTC) + offsets[-1])
        with watching_of(running, clock) as watching:
            watching.until(lambda seen: seen["p000", "unchanged"] >= 1)
            running.files.project("p002", key="P000")
            offsets.append(timedelta())
            before = Counter(watching.outcomes)["p000", "unchanged"]
            watching.until(lambda seen: seen["p000", "unchanged"] >= before + 2 and seen["p002", "delivered"] == 1)
