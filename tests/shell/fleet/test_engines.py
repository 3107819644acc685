"""What every engine does; each implementation is a row of the table."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from threading import Event, Lock

import pytest

from tests.support.patience import FOREVER
from trackpost.core.fleet.port import Engine
from trackpost.core.fleet.project import FleetProject
from trackpost.shell.fleet.pool import Done, Perform, pool

Start = Callable[[Perform, int], AbstractContextManager[Engine]]
ENGINES: Mapping[str, Start] = {"pool": pool}
every_engine = pytest.mark.parametrize("start", ENGINES.values(), ids=ENGINES.keys())


def project(name: str) -> FleetProject:
    """Return a project."""
    return FleetProject(path=name, name=name, home="/home", every=60)


@every_engine
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


@every_engine
def test_a_project_has_one_job_at_a_time(start: Start) -> None:
    """A second one is refused until the first has ended, which may be after the worker went on to others."""
    ends = list[Done]()
    with start(lambda _one, done: ends.append(done), 2) as engine:
        assert engine.enqueue(project("a"))
        while not ends:
            Event().wait(0.001)
        assert not engine.enqueue(project("a"))
        ends.pop()()
        assert engine.enqueue(project("a"))
        while not ends:
            Event().wait(0.001)
        ends.pop()()
        engine.drain()


@every_engine
def test_the_queue_is_short(start: Start) -> None:
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

    with start(perform, 2) as engine:
        from threading import Thread  # noqa: PLC0415

        thread = Thread(target=names)
        thread.start()
        thread.join(0.2)
        assert len(brought) <= 4
        hold.set()
        thread.join(FOREVER)
        engine.drain()
    assert len(taken) == 20
