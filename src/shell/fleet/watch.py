"""A watch: each project of the fleet at its own moment, again and again, until it is told to stop."""

from collections.abc import Callable

from attrs import define, field, frozen
from returns.result import Failure, Result, Success

from ...core.errors import Problem
from ...core.fleet.faults import FleetError, StateFault
from ...core.fleet.holding import Record, as_of, next_look, next_try
from ...core.fleet.outcome import Outcome
from ...core.fleet.port import Engine, FleetState
from ...core.fleet.project import FleetProject
from ...core.parsing.text import counted
from ...core.result import sealed
from ..telemetry.service_manager import NOBODY, ServiceManager
from .agenda import Agenda
from .braking import Braking
from .choice import forget_gone
from .fleet import Fleet
from .pool import Pool
from .presence import present
from .rereading import Rereading
from .work import Work

_TICK = 1.0
"""Seconds: so often it is looked whether something is due, released, or changed, or whether it is time to stop."""
_LOOK_AROUND = 300.0
"""Seconds between two searches for projects."""


@frozen(kw_only=True)
class Watcher:
    """Is told how a watch goes, from whichever thread.

    Attributes:
        begin: is told how many projects there are, and in how many seconds the first is due; None if there is none.
        tell: is told each outcome.
        warn: is told what else goes wrong.
        is_stopped: is asked whether to stop. What is under way is finished all the same.
        reads_again: is asked whether to read the fleet file again, changed or not.
        service: is told when the watch is ready, that it goes on, and when it begins to stop.
    """

    begin: Callable[[int, float | None], None]
    tell: Callable[[FleetProject, Outcome], None]
    warn: Callable[[Problem], None]
    is_stopped: Callable[[], bool]
    reads_again: Callable[[], bool]
    service: ServiceManager = NOBODY


def watch(fleet: Fleet, watcher: Watcher) -> Result[None, FleetError]:
    """Keep a fleet published until the watcher is stopped.

    The fleet file is read again when it changes; one that is wrong is told, and the old one stays. What it says of
    the state and of the number of workers counts from the next start.
    """

    def use(state: FleetState) -> Result[None, StateFault]:
        _Watch(fleet=fleet, state=state, watcher=watcher).run()
        return Success(None)

    return fleet.alone(use)


@define(kw_only=True)
class _Watch:
    fleet: Fleet
    state: FleetState
    watcher: Watcher
    agenda: Agenda = field(factory=Agenda)
    projects: dict[str, FleetProject] = field(factory=dict)
    released: frozenset[str] = frozenset()
    looks_around_at: float = 0.0
    latest: float = 0.0
    file: Rereading = field(init=False)

    @file.default
    def _file(self) -> Rereading:
        return Rereading(self.fleet)

    def run(self) -> None:
        """Bring jobs to the workers when they are due, until the watcher is stopped."""
        work = Work(
            jobs=self.fleet.jobs(is_stopped=self.watcher.is_stopped),
            state=self.state,
            tell=self.tell,
            warn=self.watcher.warn,
            is_stopped=self.watcher.is_stopped,
            braking=Braking(state=self.state, warn=self.watcher.warn),
            metrics=self.fleet.metrics,
        )
        self._warn()
        service = self.watcher.service
        engine: Engine = Pool(self.fleet.source.file.workers, self.fleet.metrics)
        with present(self.state, "watch", self.fleet.clock) as greet, engine.work(work.perform) as is_working:
            self._refresh(work, greet)
            first = self.agenda.first()
            self.watcher.begin(len(self.projects), None if first is None else first - self._now())
            service.ready(self._status())
            while is_working() and not self.watcher.is_stopped():
                self._refresh(work, greet)
                service.alive(self._status())
                if not self._bring(engine):
                    self.fleet.clock.sleep(_TICK)
                    self._note_released(work)
            service.stopping()

    def tell(self, project: FleetProject, outcome: Outcome) -> None:
        """Note when the project is looked at again, and pass the outcome on."""
        record = self._record(project.name)
        self.agenda.note(project.name, next_look(outcome, record, project.name, project.every, self._now()))
        self.watcher.tell(project, outcome)

    def _refresh(self, work: Work, greet: Callable[[], None]) -> None:
        """Read the fleet file if it has changed, and look for projects from time to time.

        A clock that was set back makes all instants wrong that were noted, so they are found anew.
        """
        now = self._now()
        self._read_again(work)
        if now < self.latest - _TICK:
            self.agenda, self.looks_around_at = Agenda(), 0.0
            work.braking.reopen()
        self.latest = now
        if self.fleet.clock.monotonic() >= self.looks_around_at:
            self.looks_around_at = self.fleet.clock.monotonic() + _LOOK_AROUND
            work.braking.begin_again()
            greet()
            self._look_around(now)

    def _read_again(self, work: Work) -> None:
        found = self.file.look(again=self.watcher.reads_again())
        if found is None:
            return
        match sealed(found):
            case Success(fleet):
                self.fleet = fleet
                work.jobs, self.looks_around_at = fleet.jobs_after(work.jobs), 0.0
                self._warn()
            case Failure(error):
                self.watcher.warn(error)

    def _warn(self) -> None:
        for warning in self.fleet.warnings():
            self.watcher.warn(warning)

    def _look_around(self, now: float) -> None:
        """Note when each project is due that is new; projects that are under way have no instant, but a job."""
        self.projects = {project.name: project for project in self.fleet.projects()}
        forget_gone(self.state, self.projects.values(), now).alt(self.watcher.warn)
        for project in self.projects.values():
            if project.name not in self.agenda:
                due = next_try(as_of(self._record(project.name), now), project.name, project.every)
                self.agenda.note(project.name, now if due is None else due)

    def _note_released(self, work: Work) -> None:
        """Try at once what somebody has released since the last look, with credentials that were refused too."""
        released = frozenset(self.state.released().value_or(()))
        fresh, self.released = released - self.released, released
        if fresh:
            work.braking.reopen()
        for name in fresh:
            self.agenda.note(name, self._now())

    def _bring(self, engine: Engine) -> bool:
        """Bring one job that is due to the workers; False if none is."""
        name = self.agenda.take(self._now())
        if name is None:
            return False
        project = self.projects.get(name)
        if project is not None:  # else it is gone from the fleet
            engine.enqueue([project])
        return True

    def _record(self, name: str) -> Record | None:
        found: Result[Record | None, StateFault] = self.state.record(name)
        found.alt(self.watcher.warn)
        return found.value_or(None)

    def _status(self) -> str:
        return f"watching {counted(len(self.projects), 'project')}"

    def _now(self) -> float:
        return self.fleet.clock.now().timestamp()
