"""The engine of one machine: threads that take jobs from a short queue."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Condition, Semaphore
from time import monotonic

from ...core.fleet.port import Perform
from ...core.fleet.project import FleetProject
from ..telemetry.job_metrics import UNCOUNTED, JobMetrics

_QUEUED = 2
"""Jobs in the queue for each thread: the rest stays where it comes from, so that memory does not grow with it."""


class Pool:
    """Implements `trackpost.core.fleet.port.Engine` on threads of this process.

    Args:
        perform: does a job; it raises nothing.
        executor: runs it.
        workers: how many threads that has.
        metrics: counts how long jobs are in the queue.
    """

    def __init__(
        self, perform: Perform, executor: ThreadPoolExecutor, workers: int, metrics: JobMetrics = UNCOUNTED
    ) -> None:
        self._perform = perform
        self._executor = executor
        self._metrics = metrics
        self._room = Semaphore(_QUEUED * workers)
        self._changed = Condition()
        self._under_way: set[str] = set()

    def enqueue(self, project: FleetProject) -> bool:
        """Put a job on the queue, and wait while the queue is full; False if the project has one already."""
        asked = monotonic()
        self._room.acquire()
        with self._changed:
            if project.name in self._under_way:
                self._room.release()
                return False
            self._under_way.add(project.name)
        self._executor.submit(self._work, project, asked)
        return True

    def drain(self) -> None:
        """Return when the queue is empty and nothing is under way."""
        with self._changed:
            self._changed.wait_for(lambda: not self._under_way)

    def _work(self, project: FleetProject, asked: float) -> None:
        self._metrics.waited("queue", monotonic() - asked)
        try:
            self._perform(project, lambda: self._end(project))
        finally:
            self._room.release()

    def _end(self, project: FleetProject) -> None:
        with self._changed:
            self._under_way.discard(project.name)
            self._changed.notify_all()


@contextmanager
def pool(perform: Perform, workers: int, metrics: JobMetrics = UNCOUNTED) -> Iterator[Pool]:
    """Start threads, and end them when nothing is under way any more."""
    with ThreadPoolExecutor(workers, thread_name_prefix="fleet") as executor:
        yield Pool(perform, executor, workers, metrics)
