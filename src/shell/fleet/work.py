"""What a worker does with a job: checks that it may be done, does it, and remembers how it ended."""

from collections.abc import Callable
from threading import Lock
from typing import TypeAlias

from attrs import define, field
from returns.result import Failure, Success

from ...core.errors import Problem
from ...core.fleet.brake import Brake
from ...core.fleet.holding import Record, Try, after, obstacle
from ...core.fleet.outcome import Failed, Outcome, Skipped, ToldToStop, Tried, category_of
from ...core.fleet.port import FleetState
from ...core.fleet.project import FleetProject
from ...core.result import sealed
from ..telemetry.job_metrics import UNCOUNTED, JobMetrics
from .failures import broken
from .job import Jobs, Ready
from .pool import Done

Tell: TypeAlias = Callable[[FleetProject, Outcome], None]


@define(kw_only=True)
class Work:
    """The work of one run, or of one watch. Its methods may be called from any thread.

    Attributes:
        jobs: does the jobs.
        state: remembers what came of them.
        tell: is told each outcome.
        warn: is told what else goes wrong.
        is_stopped: says whether no job is to be started any more.
        brake: what was learned so far.
        metrics: counts jobs.
    """

    jobs: Jobs
    state: FleetState
    tell: Tell
    warn: Callable[[Problem], None]
    is_stopped: Callable[[], bool]
    brake: Brake
    metrics: JobMetrics = UNCOUNTED
    _lock: Lock = field(factory=Lock)

    def perform(self, project: FleetProject, done: Done) -> None:
        """Do the job of a project, now or as soon as its tracker may be asked; implements `pool.Perform`."""
        files = self.jobs.files(project)  # what is written while the job is done is new to the next one
        try:
            self._begin(project, files, done)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the outcome of this job alone
            self._end(project, files, self._record(project), broken(error), self.jobs.now(), done)

    def _begin(self, project: FleetProject, files: str, done: Done) -> None:
        record = self._record(project)
        found = self._stopped() or obstacle(record, files, self.jobs.now())
        if found is not None:
            self._say(project, found, done)
            return
        match sealed(self.jobs.ready(project)):
            case Failure(Failed(kind="not_bound")) if project.is_discovered:
                done()  # it is no project of the fleet
            case Failure(failure):
                self._end(project, files, record, failure, self.jobs.now(), done)
            case Success(ready):
                self.jobs.gates.through(ready.hosts.tracker, lambda: self._go_on(project, files, record, ready, done))

    def _go_on(self, project: FleetProject, files: str, record: Record | None, ready: Ready, done: Done) -> None:
        """Do the job, unless something has stopped it while it waited at a gate."""
        began = self.jobs.now()
        try:
            found = self._stopped() or self._refused(ready, began)
            if found is not None:
                self._say(project, found, done)
                return
            with self.metrics.under_way():
                tried: Tried = self.jobs.done(project, ready)
        except Exception as error:  # noqa: BLE001 - likewise; it may not be the job that `perform` was called for
            tried = broken(error)
        self._end(project, files, record, tried, began, done)

    def _stopped(self) -> Skipped | None:
        return Skipped(ToldToStop()) if self.is_stopped() else self.brake.start

    def _refused(self, ready: Ready, now: float) -> Skipped | None:
        return self.brake.ask(ready.hosts.tracker, now) or self.brake.ask(ready.hosts.server, now)

    def _record(self, project: FleetProject) -> Record | None:
        found = self.state.record(project.name)
        found.alt(self.warn)
        return found.value_or(None)

    def _end(  # noqa: PLR0913, PLR0917 - what a try consists of
        self, project: FleetProject, files: str, record: Record | None, tried: Tried, began: float, done: Done
    ) -> None:
        last = Try(name=project.name, began=began, ended=self.jobs.now(), outcome=tried, files=files)
        self.state.keep(after(record, last)).alt(self.warn)
        with self._lock:
            self.brake = self.brake.after(tried)
        self._say(project, tried, done, last.ended - began)

    def _say(self, project: FleetProject, outcome: Outcome, done: Done, seconds: float | None = None) -> None:
        try:
            self.metrics.ended(outcome.word, category_of(outcome), seconds)
            self.tell(project, outcome)
        finally:
            done()
