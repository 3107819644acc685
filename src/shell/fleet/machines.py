"""A fleet on many machines: jobs are put on a queue, and each machine takes some."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

from attrs import define, evolve, field, frozen
from returns.result import Result, Success

from ...core.errors import Problem, kind_of
from ...core.fleet.faults import FleetError, NotOnThisMachine, StateFault
from ...core.fleet.holding import Record, as_of, next_try
from ...core.fleet.outcome import Failed, Outcome, Skipped, ToldToStop
from ...core.fleet.project import FleetProject
from .braking import Braking
from .choice import Choice, chosen, forget_gone, obstacles
from .fleet import Fleet, WorkOrder
from .job import Jobs
from .presence import own_name, present
from .work import Work

if TYPE_CHECKING:
    from .postgres.shared import Shared

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
        tell: is told the outcome of each project, by its name.
        warn: is told what else goes wrong.
        is_stopped: is asked whether to stop. What is under way is finished all the same.
    """

    tell: Callable[[str, Outcome], None]
    warn: Callable[[Problem], None]
    is_stopped: Callable[[], bool]


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
    """Take jobs from the queue and do them, until told to stop, or until the queue is empty if that is the order."""

    def use(shared: "Shared") -> Result[None, StateFault]:
        return shared.queue.make().map(lambda _: _Machine(fleet, shared, order, listener).work())

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

    fleet: Fleet
    shared: "Shared"
    order: WorkOrder
    listener: WorkListener
    projects: dict[str, FleetProject] = field(factory=dict)
    not_begun: set[str] = field(factory=set)

    def work(self) -> None:
        """Work until the end, and show a sign of life meanwhile."""
        from .postgres.worker import Worker  # noqa: PLC0415 - needs the extra

        state, name = self.shared.state, own_name()
        work = Work(
            jobs=self.fleet.jobs(self.shared, name),
            state=state,
            tell=self.tell,
            warn=self.listener.warn,
            is_stopped=self.listener.is_stopped,
            braking=Braking(state=state, warn=self.listener.warn),
            metrics=self.fleet.metrics,
        )
        worker = Worker(
            queue=self.shared.queue,
            order=self.order,
            workers=self.fleet.source.file.workers,
            project_of=self.projects.get,
            perform=work.perform,
            absent=self.absent,
            warn=self.listener.warn,
            is_stopped=self.listener.is_stopped,
            not_begun=self.not_begun,
        )
        self.look_around(work)
        with (
            present(state, "work", self.fleet.clock, alone=False) as greet,
            _every(_GREETING, greet),
            _every(_LOOK_AROUND, lambda: self.look_around(work)),
        ):
            worker.work()

    def look_around(self, work: Work) -> None:
        """Look for projects that are new, and let credentials that were refused be tried again."""
        self.projects.update({project.name: project for project in self.fleet.projects()})
        work.braking.begin_again()

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
