"""Plan and run the measurements."""

import sys
from collections.abc import Callable, Mapping

import msgspec
from attrs import frozen

from .caches import Project, project_of
from .costs import Cost, cost_of
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
        starts: runs of the commands that do not publish.
    """

    pairs: Mapping[int, int]
    alone: Mapping[int, int]
    starts: int


WHOLE = Plan(pairs={10: 9, 1_000: 7, 20_000: 5, 100_000: 5}, alone={1_000_000: 3}, starts=9)
QUICK = Plan(pairs={10: 2, 1_000: 1, 20_000: 1}, alone={}, starts=2)


def publishes(plan: Plan) -> dict[int, Sides]:
    """Measure all publishes in the plan."""
    with sink() as server:
        both = {issues: in_turn(pairs, _publish(server, issues)) for issues, pairs in plan.pairs.items()}
        alone = {issues: _ours_alone(runs, _publish(server, issues)) for issues, runs in plan.alone.items()}
    return both | alone


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
    print(f"{tool.name:<20} {sent:>13,} bytes {cost.cpu_seconds:>8.2f} s CPU {cost.peak_kib:>11,} KiB", file=sys.stderr)
    return cost
