"""The engine of one machine: threads that take jobs from a short queue."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from queue import Queue
from threading import Condition
from time import monotonic
from typing import Never, TypeAlias

from returns.result import Result, Success

from ...core.fleet.port import Perform, Queued
from ...core.fleet.project import FleetProject
from ..telemetry.job_metrics import UNCOUNTED, JobMetrics

_QUEUED = 2
"""Jobs in the queue for each thread: the rest stays where it comes from, so that memory does not grow with it."""

_Job: TypeAlias = tuple[FleetProject, float] | None
"""A project, and when its job was to be put on the queue; None ends a thread."""


class Pool:
    """Implements `trackpost.core.fleet.port.Engine` on threads of this process.

    Args:
        workers: how many threads there are.
        metrics: counts how long jobs are in the queue.
    """

    def __init__(self, workers: int, metrics: JobMetrics = UNCOUNTED) -> None:
        self._workers = workers
        self._metrics = metrics
        self._queue = Queue[_Job](_QUEUED * workers)
        self._changed = Condition()
        self._jobs: set[str] = set()

    def enqueue(self, projects: Iterable[FleetProject]) -> Result[int, Never]:
        """Put a job for each project on the queue, unless it has one, and return how many are new."""
        return Success(sum(map(self._put, projects)))

    @contextmanager
    def work(self, perform: Perform) -> Iterator[Callable[[], bool]]:
        """Bring jobs to *perform* during the block, which ends when all have ended."""
        with ThreadPoolExecutor(self._workers, thread_name_prefix="fleet") as executor:
            threads = [executor.submit(self._take, perform) for _ in range(self._workers)]
            try:
                yield lambda: not any(thread.done() for thread in threads)
            finally:
                with self._changed:
                    self._changed.wait_for(lambda: not self._jobs or all(thread.done() for thread in threads))
                for _ in threads:
                    self._queue.put(None)
        for thread in threads:
            thread.result()

    def state(self) -> Result[Queued, Never]:
        """Return how many jobs there are. Those that wait for the limit of their tracker are under way."""
        waiting = self._queue.qsize()
        return Success(Queued(waiting=waiting, under_way=max(0, len(self._jobs) - waiting)))

    def _put(self, project: FleetProject) -> bool:
        asked = monotonic()
        with self._changed:
            if project.name in self._jobs:
                return False
            self._jobs.add(project.name)
        self._queue.put((project, asked))
        return True

    def _take(self, perform: Perform) -> None:
        while (job := self._queue.get()) is not None:
            project, asked = job
            self._metrics.waited("queue", monotonic() - asked)
            perform(project, partial(self._end, project))

    def _end(self, project: FleetProject) -> None:
        with self._changed:
            self._jobs.discard(project.name)
            self._changed.notify_all()
