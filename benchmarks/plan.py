"""Plan and run the measurements."""

import sys
from collections.abc import Callable, Mapping

import msgspec
from attrs import frozen

from .caches import Project, empty_project, project_of
from .costs import Cost, cost_of
from .jira_site import jira_site
from .results import Sides
from .sink import Sink, sink
from .tools import BUILD, CACHES, OURS, THEIRS, Tool

_FEW = 10


@frozen
class Plan:
    """The number of runs, without the warm-up, which does not count.

    Attributes:
        pairs: runs of both tools in turn, by number of issues.
        alone: runs of ours alone, by number of issues.
        unchanged: runs of ours with nothing to send, by number of issues.
        pulls: first pulls of both tools in turn, by number of issues.
        starts: runs of the commands that do not publish.
    """

    pairs: Mapping[int, int]
    alone: Mapping[int, int]
    unchanged: Mapping[int, int]
    pulls: Mapping[int, int]
    starts: int


WHOLE = Plan(
    pairs={10: 9, 1_000: 7, 20_000: 5, 100_000: 5},
    alone={1_000_000: 3},
    unchanged={100_000: 5},
    pulls={10_000: 3},
    starts=9,
)
QUICK = Plan(pairs={10: 2, 1_000: 1, 20_000: 1}, alone={}, unchanged={20_000: 1}, pulls={1_000: 1}, starts=2)


def publishes(plan: Plan) -> dict[int, Sides]:
    """Measure all publishes in the plan."""
    with sink() as server:
        both = {issues: in_turn(pairs, _publish(server, issues)) for issues, pairs in plan.pairs.items()}
        alone = {issues: _ours_alone(runs, _publish(server, issues)) for issues, runs in plan.alone.items()}
    return both | alone


def unchanged(plan: Plan) -> dict[int, tuple[Cost, ...]]:
    """Measure publishes by our tool of what the server has already: each comes after one that was sent.

    Raises:
        ValueError: something was sent all the same.
    """
    with sink() as server:
        return {issues: _unchanged(server, project_of(CACHES, issues), runs) for issues, runs in plan.unchanged.items()}


def _unchanged(server: Sink, project: Project, runs: int) -> tuple[Cost, ...]:
    project.forget()
    command = (*OURS.publishing(project, server.url), "--skip-unchanged")
    cost_of(command, project)
    server.last_length()
    costs = tuple(cost_of(command, project) for _ in range(1 + runs))[1:]
    if server.was_asked():
        message = f"{OURS.name} sent again what had not changed"
        raise ValueError(message)
    return costs


def pulls(plan: Plan) -> dict[int, Sides]:
    """Measure first pulls by both tools."""
    return {issues: in_turn(runs, _pull(issues)) for issues, runs in plan.pulls.items()}


def _pull(issues: int) -> Callable[[Tool], Cost]:
    def pull(tool: Tool) -> Cost:
        with jira_site(issues) as url:
            project = empty_project(BUILD / "pulled", url)
            cost = cost_of((tool.program, *tool.pull), project)
        _tell(tool, "a pull", cost)
        return cost

    return pull


def in_turn(pairs: int, run: Callable[[Tool], Cost]) -> Sides:
    """Run ours, theirs, ours, theirs and so on, after one warm-up run of each."""
    counted = [(run(OURS), run(THEIRS)) for _ in range(1 + pairs)][1:]
    return Sides(ours=tuple(ours for ours, _ in counted), theirs=tuple(theirs for _, theirs in counted))


def start(*arguments: str) -> Callable[[Tool], Cost]:
    """Return a function that measures a tool with *arguments*, in a project with few issues."""
    project = project_of(CACHES, _FEW)
    return lambda tool: cost_of((tool.program, *arguments), project)


def check_same_snapshot() -> None:
    """Check that both tools publish the same snapshot.

    Raises:
        ValueError: they do not, so they cannot be compared.
    """
    last_body = BUILD / "body"
    bodies = []
    with sink(last_body) as server:
        for tool in (OURS, THEIRS):
            _publish(server, _FEW)(tool)
            bodies.append(msgspec.json.decode(last_body.read_bytes()))
    if bodies[0] != bodies[1]:
        message = f"{OURS.name} and {THEIRS.name} publish different snapshots of the same cache"
        raise ValueError(message)


def _ours_alone(runs: int, run: Callable[[Tool], Cost]) -> Sides:
    run(OURS)
    return Sides(ours=tuple(run(OURS) for _ in range(runs)))


def _publish(server: Sink, issues: int) -> Callable[[Tool], Cost]:
    project = project_of(CACHES, issues)
    return lambda tool: _publish_once(tool, project, server)


def _publish_once(tool: Tool, project: Project, server: Sink) -> Cost:
    project.forget()
    cost = cost_of(tool.publishing(project, server.url), project)
    sent = server.last_length()
    _tell(tool, f"{sent:,} bytes", cost)
    return cost


def _tell(tool: Tool, what: str, cost: Cost) -> None:
    print(f"{tool.name:<20} {what:>19} {cost.cpu_seconds:>8.2f} s CPU {cost.peak_kib:>11,} KiB", file=sys.stderr)
