"""Takes jobs from the queue of a fleet, on one of its machines, until it is told to stop."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from attrs import define, field
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.errors import PgqException, RetryRequested
from pgqueuer.domain.models import Job
from returns.result import Failure, Success

from ....core.errors import Problem
from ....core.fleet.port import Perform
from ....core.fleet.project import FleetProject
from ....core.result import sealed
from ...telemetry.job_metrics import UNCOUNTED, JobMetrics
from .connections import driver_for
from .queue import ENTRYPOINT, FAULTS, SETTINGS, Queue, queries_of

_TICK = 0.2
"""Seconds: so often it is looked whether it is time to stop."""
_PAUSE = 1.0
"""Seconds until a database that was lost is looked for again."""
_AGAIN = timedelta(seconds=2)
_LOST = (*FAULTS, PgqException)
"""What PgQueuer raises if its database is lost."""
_ATTEMPTS = 20
"""So often a job is put back by machines that do not have its project."""


@define
class Worker:
    """Brings jobs from the queue to threads.

    Attributes:
        queue: the queue.
        silence: seconds after which the jobs of a worker that says nothing are given to others.
        workers: so many jobs at the same time.
        project_of: finds a project by its name; None if this machine does not have it.
        perform: does a job; it raises nothing.
        absent: is told the name of a project that this machine does not have.
        warn: is told that the database is lost.
        is_stopped: is asked whether to stop.
        not_begun: the names of projects whose jobs were to stop before they began; whoever performs them adds some.
        metrics: counts how long jobs are on the queue.
    """

    queue: Queue
    silence: float
    workers: int
    project_of: Callable[[str], FleetProject | None]
    perform: Perform
    absent: Callable[[str], None]
    warn: Callable[[Problem], None]
    is_stopped: Callable[[], bool]
    not_begun: set[str] = field(factory=set)
    metrics: JobMetrics = UNCOUNTED
    _executor: ThreadPoolExecutor = field(init=False)
    _under_way: set[str] = field(factory=set, init=False)

    def work(self) -> None:
        """Work until told to stop."""
        logging.getLogger("pgqueuer").addFilter(_is_bug)
        with ThreadPoolExecutor(self.workers, thread_name_prefix="fleet") as executor:
            self._executor = executor
            while not self.is_stopped():
                match sealed(self.queue.make()):
                    case Success():
                        asyncio.run(self._work())
                    case Failure(error):
                        self.warn(error)
                        self.queue.database.clock.sleep(_PAUSE)

    async def _work(self) -> None:
        while not self.is_stopped():
            try:
                await self._take_jobs()
            except _LOST as error:
                self.warn(self.queue.database.lost(str(error) or type(error).__name__))
                await asyncio.sleep(_PAUSE)

    async def _take_jobs(self) -> None:
        async with driver_for(self.queue.database.address) as driver:
            manager = QueueManager(queries_of(driver), channel=SETTINGS.channel)
            manager.entrypoint(ENTRYPOINT)(self._do)
            watching = asyncio.create_task(self._watch(manager))
            try:
                batch, silence = max(1, self.workers // 2), timedelta(seconds=self.silence)
                await manager.run(
                    batch_size=batch,
                    max_concurrent_tasks=max(2 * batch, self.workers),
                    dequeue_timeout=silence / 3,
                    heartbeat_timeout=silence,
                    shutdown_on_listener_failure=True,
                    log_aggregation_interval=timedelta(0),
                )
            finally:
                watching.cancel()

    async def _watch(self, manager: QueueManager) -> None:
        while not self.is_stopped():  # noqa: ASYNC110 - a signal handler sets no event of a loop
            await asyncio.sleep(_TICK)
        manager.shutdown.set()

    async def _do(self, job: Job) -> None:
        """Do one job; a job that this worker has already, or can no longer begin, goes back to the queue."""
        name = (job.payload or b"").decode()
        if name in self._under_way or self.is_stopped():
            raise RetryRequested(delay=_AGAIN)
        project = self.project_of(name)
        if project is None:
            if job.attempts < _ATTEMPTS:  # another machine may have it
                raise RetryRequested(delay=_AGAIN)
            self.absent(name)
            return
        due = max(job.created, job.execute_after)
        self.metrics.waited("queue", max(0.0, (job.updated - due).total_seconds()))  # by the database's clock alone
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        self._under_way.add(name)
        try:
            self._executor.submit(self.perform, project, lambda: _tell(loop, ended))
            await ended.wait()
        finally:
            self._under_way.discard(name)
        if name in self.not_begun:
            raise RetryRequested(delay=timedelta(0))


def _is_bug(record: logging.LogRecord) -> bool:
    """Say whether PgQueuer logs a bug. It logs a lost database likewise, with a traceback, and `warn` is told that."""
    raised = None if record.exc_info is None else record.exc_info[1]
    return raised is not None and not isinstance(raised, _LOST)


def _tell(loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    loop.call_soon_threadsafe(ended.set)
