"""What a worker does with a job: checks that it may be done, does it, and remembers how it ended."""

from collections.abc import Callable
from typing import TypeAlias

from attrs import define
from returns.result import Failure, Success

from ...core.errors import Problem
from ...core.fleet.holding import Record, Try, after, failure_in, obstacle
from ...core.fleet.outcome import Failed, Held, Outcome, Skipped, ToldToStop, category_of
from ...core.fleet.port import Done, FleetState
from ...core.fleet.project import FleetProject
from ...core.result import sealed
from ..telemetry.job_metrics import UNCOUNTED, JobMetrics
from .braking import Braking, NotAsked
from .ending import Finished
from .failures import broken
from .gates import StoppedAtLimit, Waiting
from .job import Jobs, Ready

Tell: TypeAlias = Callable[[FleetProject, Outcome], None]


@define
class _Known:
    """What is known of a job when it begins.

    Attributes:
        project: whose job it is.
        done: is called when it has ended.
        files: what they look like; what is written while the job is done is new to the next one.
        record: of earlier tries.
        began: in seconds since the epoch.
    """

    project: FleetProject
    done: Done
    files: str
    record: Record | None
    began: float


@define(kw_only=True)
class Work:
    """The work of one run, or of one watch. Its methods may be called from any thread.

    Attributes:
        jobs: does the jobs.
        state: remembers what came of them.
        tell: is told each outcome.
        warn: is told what else goes wrong.
        is_stopped: says whether no job is to be started any more.
        braking: what was learned so far.
        metrics: counts jobs.
    """

    jobs: Jobs
    state: FleetState
    tell: Tell
    warn: Callable[[Problem], None]
    is_stopped: Callable[[], bool]
    braking: Braking
    metrics: JobMetrics = UNCOUNTED

    def perform(self, project: FleetProject, done: Done) -> None:
        """Do the job of a project, now or as soon as its tracker may be asked; implements `Perform` of the port.

        Whoever comes out of a gate goes on with a job that waited there.
        """
        job: Waiting | None = Waiting(project, done)
        while job is not None:
            with self.braking.counted():
                job = self._begun(job)

    def _begun(self, job: Waiting) -> Waiting | None:
        """Do a job unless something stops it, or leave it at its gate; return a job that waited there."""
        project, record = job.project, self._record(job.project)
        known = _Known(project, job.done, self.jobs.files(project), record, self.jobs.now())
        try:
            return self._checked(known, job)
        except StoppedAtLimit:
            self._say(known, Skipped(ToldToStop()))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the outcome of this job alone
            self._end(known, Finished(broken(error)))
        return None

    def _checked(self, known: _Known, job: Waiting) -> Waiting | None:
        found = self._stopped(known)
        if found is not None:
            self._say(known, found)
            return None
        match sealed(self.jobs.ready(known.project)):
            case Failure(Failed(kind="not_bound")) if known.project.is_discovered:
                known.done()  # it is no project of the fleet
            case Failure(failure):
                self._end(known, Finished(failure))
            case Success(ready):
                gates = self.jobs.gates  # the same for both, also if the fleet file is read again meanwhile
                if gates.enter(ready.hosts.tracker, job):
                    try:
                        self._go_on(known, ready)
                    finally:
                        following = gates.leave(ready.hosts.tracker)
                    return following
        return None

    def _go_on(self, known: _Known, ready: Ready) -> None:
        """Do the job, unless its hosts are not asked."""
        found = self._stopped(known) or self.braking.refuses(ready.hosts.both, known.began)
        if found is not None:
            self._say(known, found)
            return
        with self.braking.asking(self.jobs.now) as ask:
            try:
                with self.metrics.under_way():
                    ended = self.jobs.done(known.project, ready, ask)
            except NotAsked as stopped:
                self._say(known, self._stopped(known) or stopped.reason)
            else:
                self._end(known, ended)

    def _stopped(self, known: _Known) -> Held | Skipped | None:
        if self.is_stopped():
            return Skipped(ToldToStop())
        looks = self.jobs.looks(known.project, known.record)
        return self.braking.stops(obstacle(known.record, looks, known.began))

    def _record(self, project: FleetProject) -> Record | None:
        found = self.state.record(project.name)
        found.alt(self.warn)
        return found.value_or(None)

    def _end(self, known: _Known, ended: Finished) -> None:
        now, tried, files = self.jobs.now(), ended.tried, known.files
        if failure_in(tried) == "for good":
            everything = self.jobs.everything(known.project, files)
            files = files if ended.is_outdated() else everything  # in this order, so that no change is missed
        last = Try(name=known.project.name, began=known.began, ended=now, outcome=tried, files=files)
        self.state.keep(after(known.record, last)).alt(self.warn)
        self.braking.note(tried, ended.accepted)
        self._say(known, tried, now - known.began)

    def _say(self, known: _Known, outcome: Outcome, seconds: float | None = None) -> None:
        try:
            self.metrics.ended(outcome.word, category_of(outcome), seconds)
            self.tell(known.project, outcome)
        finally:
            known.done()
