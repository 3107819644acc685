"""Which projects of a fleet a command is about, and which of them would be tried."""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from attrs import frozen
from returns.result import Result

from ...core.fleet.brake import Brake
from ...core.fleet.faults import StateFault
from ...core.fleet.holding import Record, obstacle
from ...core.fleet.outcome import Failed, Held, Skipped
from ...core.fleet.port import FleetState
from ...core.fleet.project import FleetProject
from .job import Jobs

_REMEMBERED = 7 * 86_400.0
"""Seconds that a project is remembered after its last try although it is gone from the fleet."""


@frozen(kw_only=True)
class Choice:
    """Which projects of a fleet a command is about.

    Attributes:
        only: a pattern for the path of a project, or for the name of its folder; None for all.
        is_failed: only those whose last try failed.
    """

    only: str | None = None
    is_failed: bool = False

    def matches(self, name: str) -> bool:
        """Return whether a project is among them, as far as its name tells."""
        texts = (name, Path(name).name)
        return self.only is None or any(fnmatchcase(text, self.only) for text in texts)


def chosen(
    state: FleetState, projects: Iterable[FleetProject], choice: Choice
) -> Result[tuple[FleetProject, ...], StateFault]:
    """Return the chosen projects, those first whose snapshot is the oldest, and first of all those that have none."""

    def is_chosen(project: FleetProject) -> bool:
        if not choice.matches(project.name):
            return False
        return not choice.is_failed or _has_failed(record_in(state, project.name))

    return state.ages().map(
        lambda ages: tuple(
            sorted(filter(is_chosen, projects), key=lambda project: (ages.get(project.name, 0.0), project.name))
        )
    )


def _has_failed(record: Record | None) -> bool:
    return record is not None and isinstance(record.last.outcome, Failed)


def record_in(state: FleetState, name: str) -> Record | None:
    """Return what is known of a project; None if the state cannot be read, too."""
    found: Result[Record | None, StateFault] = state.record(name)
    return found.value_or(None)


def obstacles(
    jobs: Jobs, known: Iterable[tuple[FleetProject, Record | None]]
) -> Iterator[tuple[FleetProject, Held | Skipped | None]]:
    """Return why projects are not tried, as far as that is known before; None for those that are.

    Of those that wait for a credential that was refused, one tries it.
    """
    brake = Brake()
    for project, record in known:
        found = obstacle(record, jobs.looks(project, record), jobs.now())
        stopped = brake.stops(found)
        if isinstance(found, Held) and stopped is None:
            brake = brake.after(found.failure)
        yield project, stopped


def forget_gone(state: FleetState, projects: Iterable[FleetProject], now: float) -> Result[None, StateFault]:
    """Forget the projects that are gone from the fleet, and were last tried a week ago: a disk may be missing."""
    names = {project.name for project in projects}
    return state.forget(lambda name: name not in names, now - _REMEMBERED).map(lambda _: None)
