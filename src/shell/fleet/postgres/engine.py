"""The engine of many machines: the queue that they share, and a worker that takes jobs from it on this one."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

from attrs import field, frozen
from returns.result import Result

from ....core.errors import Problem
from ....core.fleet.faults import StateUnavailable
from ....core.fleet.port import Perform, Queued
from ....core.fleet.project import FleetProject
from ...telemetry.job_metrics import UNCOUNTED, JobMetrics
from .queue import Queue
from .worker import Worker


@frozen(kw_only=True)
class QueueEngine:
    """Implements `trackpost.core.fleet.port.Engine`.

    Attributes:
        queue: that the machines share.
        workers: so many jobs are done here at the same time.
        silence: seconds after which the jobs of a worker that says nothing are given to others.
        project_of: finds a project by its name; None if this machine does not have it.
        absent: is told the name of a project that no machine has.
        warn: is told that the database is lost.
        not_begun: the names of projects whose jobs were to stop before they began; whoever performs them adds some.
        metrics: counts how long jobs are on the queue.
    """

    queue: Queue
    workers: int
    silence: float
    project_of: Callable[[str], FleetProject | None]
    absent: Callable[[str], None]
    warn: Callable[[Problem], None]
    not_begun: set[str] = field(factory=set)
    metrics: JobMetrics = UNCOUNTED

    def enqueue(self, projects: Iterable[FleetProject]) -> Result[int, StateUnavailable]:
        """Put a job for each project on the queue, unless it has one, and return how many are new."""
        return self.queue.enqueue([project.name for project in projects])

    @contextmanager
    def work(self, perform: Perform) -> Iterator[Callable[[], bool]]:
        """Bring jobs to *perform* during the block, which ends when those that were taken here have ended."""
        is_over = Event()
        worker = Worker(
            queue=self.queue,
            silence=self.silence,
            workers=self.workers,
            project_of=self.project_of,
            perform=perform,
            absent=self.absent,
            warn=self.warn,
            is_stopped=is_over.is_set,
            not_begun=self.not_begun,
            metrics=self.metrics,
        )
        with ThreadPoolExecutor(1, thread_name_prefix="queue") as executor:
            working = executor.submit(worker.work)
            try:
                yield lambda: not working.done()
            finally:
                is_over.set()
        working.result()

    def state(self) -> Result[Queued, StateUnavailable]:
        """Return how many jobs there are, on all machines."""
        return self.queue.queued()
