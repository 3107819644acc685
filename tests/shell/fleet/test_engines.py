"""What every engine does: the pool of one machine, and the queue of many."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Event, Lock, Thread
from time import monotonic

import pytest
from attrs import Factory, define
from returns.result import Success
from typing_extensions import override

from tests.support.patience import FOREVER
from tests.support.postgres import Postgres
from trackpost.core.delivery.shared_ledger import parse_ledger_url
from trackpost.core.errors import Problem
from trackpost.core.fleet.port import Done, Engine, Queued
from trackpost.core.fleet.project import FleetProject
from trackpost.shell.clock import Clock
from trackpost.shell.fleet.pool import Pool
from trackpost.shell.fleet.postgres.engine import QueueEngine
from trackpost.shell.fleet.postgres.shared import opened
from trackpost.shell.telemetry.job_metrics import Uncounted, WaitFor

Make = Callable[[int], AbstractContextManager[Engine]]
EMPTY = Success(Queued(waiting=0, under_way=0))


@define
class Waits(Uncounted):
    """Remembers waits."""

    seconds: list[float] = Factory(list)

    @override
    def waited(self, what_for: WaitFor, seconds: float) -> None:
        """Remember a wait, which is for the queue."""
        assert what_for == "queue"
        self.seconds.append(seconds)


WAITS = Waits()


@pytest.fixture(params=["pool", "queue"])
def make(request: pytest.FixtureRequest) -> Make:
    """Return how to make an engine of either kind."""
    WAITS.seconds.clear()
    if request.param == "pool":

        @contextmanager
        def pool(workers: int) -> Iterator[Engine]:
            yield Pool(workers, WAITS)

        return pool
    postgres: Postgres = request.getfixturevalue("postgres")

    @contextmanager
    def queue(workers: int) -> Iterator[Engine]:
        warnings, absent = list[Problem](), list[str]()
        with opened(parse_ledger_url(postgres.url).unwrap(), Clock()) as shared:
            yield QueueEngine(
                queue=shared.queue,
                workers=workers,
                silence=30.0,
                project_of=project,
                absent=absent.append,
                warn=warnings.append,
                metrics=WAITS,
            )
        assert (warnings, absent) == ([], [])

    return queue


def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    began = monotonic()
    while not is_so():
        assert monotonic() - began < FOREVER / 4
        Event().wait(0.02)


def project(name: str) -> FleetProject:
    """Return a project."""
    return FleetProject(path=name, name=name, home="/home", every=60)


def test_every_job_is_done_once(make: Make) -> None:
    """However many there are, and no more at the same time than there are workers."""
    lock, names, inside, most = Lock(), list[str](), 0, 0

    def perform(one: FleetProject, done: Done) -> None:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
            names.append(one.name)
        Event().wait(0.001)
        with lock:
            inside -= 1
        done()

    with make(4) as engine, engine.work(perform) as is_working:
        assert engine.enqueue(project(str(number)) for number in range(100)) == Success(100)
        until(lambda: engine.state() == EMPTY)
        assert is_working()
    assert sorted(names) == sorted(map(str, range(100)))
    assert 1 <= most <= 4
    assert len(WAITS.seconds) == 100
    assert min(WAITS.seconds) >= 0.0


def test_a_project_has_one_job_at_a_time(make: Make) -> None:
    """A second one is refused until the first has ended, which may be after the worker went on to others."""
    ends = list[Done]()
    with make(2) as engine, engine.work(lambda _one, done: ends.append(done)):
        assert engine.enqueue([project("a"), project("a")]) == Success(1)
        until(lambda: bool(ends))
        assert engine.enqueue([project("a")]) == Success(0)
        assert engine.state() == Success(Queued(waiting=0, under_way=1))
        ends.pop()()
        until(lambda: engine.enqueue([project("a")]) == Success(1))  # a queue notices a moment later
        until(lambda: bool(ends))
        ends.pop()()
        until(lambda: engine.state() == EMPTY)


def test_what_is_under_way_is_finished(make: Make) -> None:
    """The block of work does not end before."""
    ended, began = list[str](), Event()

    def perform(one: FleetProject, done: Done) -> None:
        began.set()
        Event().wait(0.3)
        ended.append(one.name)
        done()

    with make(1) as engine:
        with engine.work(perform):
            engine.enqueue([project("a")]).unwrap()
            assert began.wait(FOREVER)
        assert ended == ["a"]
        until(lambda: engine.state() == EMPTY)


def test_the_queue_of_a_pool_is_short() -> None:
    """Who brings jobs waits while it is full, so that memory does not grow with the number of projects."""
    hold, taken = Event(), list[str]()

    def perform(one: FleetProject, done: Done) -> None:
        taken.append(one.name)
        hold.wait(FOREVER)
        done()

    brought = list[str]()

    def projects() -> Iterator[FleetProject]:
        for number in range(20):
            brought.append(str(number))
            yield project(str(number))

    engine = Pool(2)
    with engine.work(perform):
        thread = Thread(target=lambda: engine.enqueue(projects()))
        thread.start()
        thread.join(0.2)
        assert len(brought) <= 7, "two are under way, four on the queue, and one waits to go there"
        hold.set()
        thread.join(FOREVER)
    assert len(taken) == 20


def test_a_bug_in_a_thread() -> None:
    """It is raised at the end, and whoever waits for jobs sees it before."""

    def perform(_one: FleetProject, _done: Done) -> None:
        raise LookupError

    def work() -> None:
        with engine.work(perform) as is_working:
            engine.enqueue([project("a")])
            until(lambda: not is_working())

    engine = Pool(1)
    with pytest.raises(LookupError):
        work()
