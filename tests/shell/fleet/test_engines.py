"""What every engine does: the pool of one machine, and the queue of many."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Event, Lock, Thread
from time import monotonic

import pytest
from attrs import Factory, define

from tests.support.patience import FOREVER
from tests.support.postgres import Postgres
from trackpost.core.delivery.shared_ledger import parse_ledger_url
from trackpost.core.errors import Problem
from trackpost.core.fleet.port import Done, Engine, Perform, Queued
from trackpost.core.fleet.project import FleetProject
from trackpost.shell.clock import Clock
from trackpost.shell.fleet.fleet import WorkOrder
from trackpost.shell.fleet.pool import pool
from trackpost.shell.fleet.postgres.queue import Queue
from trackpost.shell.fleet.postgres.shared import opened
from trackpost.shell.fleet.postgres.worker import Worker

Start = Callable[[Perform, int], AbstractContextManager[Engine]]


@define
class QueueEngine:
    """The queue that machines share, with one worker: an `Engine`."""

    queue: Queue
    stop: Event = Factory(Event)

    def enqueue(self, project: FleetProject) -> bool:
        """Put a job on the queue; False if the project has one already."""
        return self.queue.enqueue([project.name]).unwrap() == 1

    def drain(self) -> None:
        """Return when the queue is empty and nothing is under way."""
        until = monotonic() + FOREVER
        while self.queue.queued().unwrap() != Queued(waiting=0, under_way=0):
            assert monotonic() < until
            Event().wait(0.02)


@pytest.fixture(params=["pool", "queue"])
def start(request: pytest.FixtureRequest) -> Start:
    """Return how to start an engine of either kind."""
    if request.param == "pool":
        return pool
    postgres: Postgres = request.getfixturevalue("postgres")

    @contextmanager
    def queue(perform: Perform, workers: int) -> Iterator[Engine]:
        with opened(parse_ledger_url(postgres.url).unwrap(), Clock(), {}) as shared:
            engine, warnings = QueueEngine(shared.queue), list[Problem]()
            shared.queue.make().unwrap()
            worker = Worker(
                queue=shared.queue,
                order=WorkOrder(),
                workers=workers,
                project_of=project,
                perform=perform,
                absent=lambda _name: None,
                warn=warnings.append,
                is_stopped=engine.stop.is_set,
            )
            thread = Thread(target=worker.work)
            thread.start()
            try:
                yield engine
            finally:
                engine.stop.set()
                thread.join(FOREVER)
            assert warnings == []

    return queue


def project(name: str) -> FleetProject:
    """Return a project."""
    return FleetProject(path=name, name=name, home="/home", every=60)


def test_every_job_is_done_once(start: Start) -> None:
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

    with start(perform, 4) as engine:
        for number in range(100):
            assert engine.enqueue(project(str(number)))
        engine.drain()
        assert sorted(names) == sorted(map(str, range(100)))
        assert 1 <= most <= 4


def test_a_project_has_one_job_at_a_time(start: Start) -> None:
    """A second one is refused until the first has ended, which may be after the worker went on to others."""
    ends = list[Done]()
    with start(lambda _one, done: ends.append(done), 2) as engine:
        assert engine.enqueue(project("a"))
        while not ends:
            Event().wait(0.001)
        assert not engine.enqueue(project("a"))
        ends.pop()()
        until = monotonic() + FOREVER
        while not engine.enqueue(project("a")):  # a queue notices a moment later
            assert monotonic() < until
            Event().wait(0.02)
        while not ends:
            Event().wait(0.001)
        ends.pop()()
        engine.drain()


def test_the_queue_of_a_pool_is_short() -> None:
    """Who brings jobs waits while it is full, so that memory does not grow with the number of projects."""
    hold, taken = Event(), list[str]()

    def perform(one: FleetProject, done: Done) -> None:
        taken.append(one.name)
        hold.wait(FOREVER)
        done()

    brought = list[str]()

    def names() -> None:
        for number in range(20):
            engine.enqueue(project(str(number)))
            brought.append(str(number))

    with pool(perform, 2) as engine:
        thread = Thread(target=names)
        thread.start()
        thread.join(0.2)
        assert len(brought) <= 4
        hold.set()
        thread.join(FOREVER)
        engine.drain()
    assert len(taken) == 20
