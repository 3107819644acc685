"""A fleet on many machines: jobs are put on a queue, and each machine takes some."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

from attrs import define, evolve, field, frozen
from returns.result import Failure, Result, Success

from ...core.errors import Problem, kind_of
from ...core.fleet.faults import FleetError, NotOnThisMachine, StateFault
from ...core.fleet.holding import Record, as_of, next_try
from ...core.fleet.outcome import Failed, Outcome, Skipped, ToldToStop
from ...core.fleet.port import Engine
from ...core.fleet.project import FleetProject
from ...core.parsing.text import counted
from ...core.result import sealed
from ..telemetry.service_manager import NOBODY, ServiceManager
from .braking import Braking
from .choice import Choice, chosen, forget_gone, obstacles
from .fleet import Fleet, WorkOrder
from .gates import never
from .job import Jobs
from .presence import own_name, present
from .rereading import Rereading
from .work import Work

if TYPE_CHECKING:
    from .postgres.shared import Shared

_TICK = 0.5
"""Seconds: so often it is looked whether it is time to stop, or whether the fleet file has changed."""
_GREETING = 15.0
"""Seconds between two signs of life of a worker."""
_LOOK_AROUND = 300.0
"""Seconds after which projects are looked for again, and refused credentials are tried again."""


@frozen(kw_only=True)
class Enqueued:
    """What came of the projects that were to be put on the queue.

    Attributes:
        queued: their jobs are new.
        already: they have a job that has not ended.
        held: they are held, or their hosts asked to wait.
        not_due: their moment has not come.
    """

    queued: int = 0
    already: int = 0
    held: int = 0
    not_due: int = 0


@frozen(kw_only=True)
class WorkListener:
    """Is told how the work goes, from whichever thread.

    Attributes:
        begin: is told how many projects this machine has.
        tell: is told the outcome of each project, by its name.
        warn: is told what else goes wrong.
        is_stopped: is asked whether to stop. What is under way is finished all the same.
        reads_again: is asked whether to read the fleet file again, changed or not.
        service: is told when the worker is ready, that it goes on, and when it begins to stop.
    """

    begin: Callable[[int], None]
    tell: Callable[[str, Outcome], None]
    warn: Callable[[Problem], None]
    is_stopped: Callable[[], bool]
    reads_again: Callable[[], bool] = never
    service: ServiceManager = NOBODY


def enqueue(fleet: Fleet, choice: Choice, *, due: bool) -> Result[Enqueued, FleetError]:
    """Put a job for each chosen project on the queue, the stalest first, unless it is held or has one.

    Args:
        fleet: the fleet.
        choice: which projects.
        due: only those whose moment has come.
    """

    def put(shared: "Shared") -> Result[Enqueued, StateFault]:
        everything = tuple(fleet.projects())
        return Result.do(
            evolve(rest, queued=queued, already=len(names) - queued)
            for _ in forget_gone(shared.state, everything, fleet.clock.now().timestamp())
            for projects in chosen(shared.state, everything, choice)
            for records in shared.state.records()
            for names, rest in Success(_sorted(fleet.jobs(shared), projects, records, due=due))
            for queued in shared.queue.enqueue(names)
        )

    return fleet.sharing(put)


def work(fleet: Fleet, order: WorkOrder, listener: WorkListener) -> Result[None, FleetError]:
    """Take jobs from the queue and do them, until told to stop, or until the queue is empty if that is the order.

    The fleet file is read again when it changes; one that is wrong is told, and the old one stays. What it says of the
    state and of the number of workers counts from the next start.
    """

    def use(shared: "Shared") -> Result[None, StateFault]:
        return shared.queue.make().map(lambda _: _Machine(Rereading(fleet), shared, order, listener).work())

    return fleet.sharing(use)


def _sorted(
    jobs: Jobs, projects: Iterable[FleetProject], records: Iterable[Record], *, due: bool
) -> tuple[tuple[str, ...], Enqueued]:
    """Return the names of the projects to try, and how many of the others there are."""
    known, now = {record.last.name: record for record in records}, jobs.now()

    def is_due(project: FleetProject) -> bool:
        return (next_try(as_of(known.get(project.name), now), project.name, project.every) or now) <= now

    everything = list(projects)
    wanted = [one for one in everything if not due or is_due(one)]
    stopped = list(obstacles(jobs, ((one, known.get(one.name)) for one in wanted)))
    names = tuple(project.name for project, obstacle in stopped if obstacle is None)
    return names, Enqueued(held=len(stopped) - len(names), not_due=len(everything) - len(wanted))


@define
class _Machine:
    """One worker process."""

    file: Rereading
    shared: "Shared"
    order: WorkOrder
    listener: WorkListener
    projects: Mapping[str, FleetProject] = field(factory=dict)
    not_begun: set[str] = field(factory=set)

    def work(self) -> None:
        """Work until the end, and show a sign of life meanwhile."""
        from .postgres.engine import QueueEngine  # noqa: PLC0415 - needs the extra

        state, fleet, listener = self.shared.state, self.file.fleet, self.listener
        work = Work(
            jobs=fleet.jobs(self.shared, own_name(), listener.is_stopped),
            state=state,
            tell=self.tell,
            warn=listener.warn,
            is_stopped=listener.is_stopped,
            braking=Braking(state=state, warn=listener.warn),
            metrics=fleet.metrics,
        )
        engine = QueueEngine(
            queue=self.shared.queue,
            workers=fleet.source.file.workers,
            silence=self.order.silence,
            project_of=self.project_of,
            absent=self.absent,
            warn=listener.warn,
            not_begun=self.not_begun,
            metrics=fleet.metrics,
        )
        self._warn()
        self.look_around(work)
        with (
            present(state, "work", fleet.clock, alone=False) as greet,
            _every(_GREETING, greet),
            _every(_LOOK_AROUND, lambda: self.look_around(work)),
            engine.work(work.perform) as is_working,
        ):
            listener.begin(len(self.projects))
            listener.service.ready(self._status())
            while is_working() and not self._is_over(engine):
                self._read_again(work)
                listener.service.alive(self._status())
                fleet.clock.sleep(_TICK)
            listener.service.stopping()

    def look_around(self, work: Work) -> None:
        """Look for projects that are new, or gone, and let a refused credential be tried again."""
        self.projects = {project.name: project for project in self.file.fleet.projects()}
        work.braking.begin_again()

    def project_of(self, name: str) -> FleetProject | None:
        """Return a project by its name; None if this machine does not have it."""
        return self.projects.get(name)

    def _is_over(self, engine: Engine) -> bool:
        if self.listener.is_stopped() or not self.order.until_empty:
            return self.listener.is_stopped()
        waiting = engine.state().map(lambda queued: queued.waiting)
        return waiting == Success(0)

    def _read_again(self, work: Work) -> None:
        found = self.file.look(again=self.listener.reads_again())
        if found is None:
            return
        match sealed(found):
            case Success(fleet):
                work.jobs = fleet.jobs_after(work.jobs)
                self._warn()
                self.look_around(work)
            case Failure(error):
                self.listener.warn(error)

    def _warn(self) -> None:
        for warning in self.file.fleet.warnings():
            self.listener.warn(warning)

    def _status(self) -> str:
        return f"working for {counted(len(self.projects), 'project')}"

    def tell(self, project: FleetProject, outcome: Outcome) -> None:
        """Pass an outcome on, and remember the jobs that are to go back to the queue."""
        match outcome:
            case Skipped(ToldToStop()):
                self.not_begun.add(project.name)
            case _:
                self.listener.tell(project.name, outcome)

    def absent(self, name: str) -> None:
        """Tell that this machine cannot do a job."""
        error = NotOnThisMachine(own_name())
        self.listener.tell(name, Failed(kind=kind_of(error), message=error.message, category=error.category))


@contextmanager
def _every(seconds: float, act: Callable[[], None]) -> Iterator[None]:
    """Act again and again during the block, in a thread of its own."""
    is_over = Event()

    def run() -> None:
        while not is_over.wait(seconds):
            act()

    thread = Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()
