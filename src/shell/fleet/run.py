"""A run: each project of the fleet once."""

from collections.abc import Callable

from attrs import frozen
from returns.result import Result

from ...core.fleet.brake import Brake
from ...core.fleet.faults import FleetError, StateFault
from ...core.fleet.outcome import Outcome
from ...core.fleet.port import Engine, FleetState
from ...core.fleet.project import FleetProject
from .braking import Braking
from .choice import chosen, forget_gone
from .fleet import Fleet, RunOrder
from .pool import Pool
from .presence import present
from .summary import Summary
from .work import Work


@frozen(kw_only=True)
class Listener:
    """Is told how a run goes, from whichever thread.

    Attributes:
        begin: is told how many projects there are, and how many are worked on at the same time.
        tell: is told each outcome.
        is_stopped: is asked whether no job is to be started any more. What is under way is finished all the same.
    """

    begin: Callable[[int, int], None]
    tell: Callable[[FleetProject, Outcome], None]
    is_stopped: Callable[[], bool]


def run(fleet: Fleet, order: RunOrder, listener: Listener) -> Result[Summary, FleetError]:
    """Try each project once, the stalest first, and return how they ended.

    Args:
        fleet: the fleet.
        order: which projects, and what stops the run.
        listener: is told how it goes.
    """

    def use(state: FleetState) -> Result[Summary, StateFault]:
        everything = tuple(fleet.projects())
        return Result.do(
            _run(fleet, state, projects, order.brake(len(projects)), listener)
            for _ in forget_gone(state, everything, fleet.clock.now().timestamp())
            for projects in chosen(state, everything, order.choice)
        )

    return fleet.alone(use)


def _run(
    fleet: Fleet,
    state: FleetState,
    projects: tuple[FleetProject, ...],
    brake: Brake,
    listener: Listener,
) -> Summary:
    summary = Summary()
    for warning in fleet.warnings():
        summary.warn(warning)

    def tell(project: FleetProject, outcome: Outcome) -> None:
        summary.add(project.name, outcome)
        listener.tell(project, outcome)

    work = Work(
        jobs=fleet.jobs(is_stopped=listener.is_stopped),
        state=state,
        tell=tell,
        warn=summary.warn,
        is_stopped=listener.is_stopped,
        braking=Braking(state=state, warn=summary.warn, brake=brake),
        metrics=fleet.metrics,
    )
    work.braking.begin_again()
    workers = fleet.source.file.workers
    listener.begin(len(projects), workers)
    engine: Engine = Pool(workers, fleet.metrics)
    with present(state, "run", fleet.clock), engine.work(work.perform):
        engine.enqueue(projects)
    return summary
