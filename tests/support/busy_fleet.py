"""The page of a fleet of thirty: most are published, some are stale, and each kind of failure is there."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from attrs import evolve
from returns.result import Result

from tests.support.busy_server import SteppingClock
from trackpost.core.errors import Category
from trackpost.core.fleet.faults import StateFault
from trackpost.core.fleet.holding import Record, Try
from trackpost.core.fleet.outcome import Ended, Failed, Published, Tried
from trackpost.core.fleet.port import FleetState, Worker
from trackpost.core.routing.route import ResourceRoute
from trackpost.shell.fleet.state import opened_state
from trackpost.shell.page.fleet import fleet_app
from trackpost.shell.server.server import listen, served

_HOUR = 3_600.0
_Value = TypeVar("_Value")
REFUSED = Failed(
    kind="tracker_not_allowed",
    message="acme.atlassian.net refuses the token (401); bind again with a new one",
    category=Category.NOT_ALLOWED,
    place="acme.atlassian.net",
)


def _busy(until: float) -> Failed:
    return Failed(
        kind="tracker_busy",
        message="api.linear.app asks to wait (429)",
        category=Category.TEMPORARY,
        place="api.linear.app",
        retry_at=until,
    )


def _published(number: int) -> Published:
    words: tuple[Ended, ...] = ("delivered", "unchanged", "replayed")
    route = ResourceRoute("jira_project", f"P{number:02}")
    return Published(word=words[number % 3], idempotency_key=f"{number:02x}" * 32, route=route)


def _keep(state: FleetState, name: str, ended: float, outcome: Tried, published: float | None, failures: int) -> None:
    last = Try(name=name, began=ended - 2, ended=ended, outcome=outcome)
    state.keep(Record(last=last, published=published, failures=failures)).unwrap()


def fill(state: FleetState, now: float) -> None:
    """Remember thirty projects: 24 published within the hour, four refused for days, two that were asked to wait.

    What was refused has a past: it was delivered two days ago, unchanged for an hour, and refused four times since.
    """
    for number in range(24):
        ended = now - 60.0 * number
        _keep(state, f"/srv/repos/project-{number:02}", ended, _published(number), ended, 0)
    for number in range(4):
        stale = None if number == 0 else now - 48 * _HOUR - number
        name = f"/srv/repos/billing-{number}"
        for turn in range(5 if stale else 0):
            ended = now - (49 - turn / 4) * _HOUR - number
            _keep(state, name, ended, evolve(_published(number), word="unchanged" if turn else "delivered"), ended, 0)
        for failure in range(1, 5):
            _keep(state, name, now - (1 + 12 * (4 - failure)) * _HOUR, REFUSED, stale, failure)
    for number in range(2):
        _keep(state, f"/srv/repos/mobile-{number}", now - 60, _busy(now + 120), now - 3 * _HOUR, 1)
    state.greet(Worker(name="build-1/4711", doing="watch", began=now - 5 * _HOUR, seen=now - 20)).unwrap()


@contextmanager
def fleet_server(path: Path, clock: SteppingClock, gone: Collection[str] = ()) -> Iterator[str]:
    """Show the fleet whose state is in a file, without the projects that are gone."""

    def reading(use: Callable[[FleetState], Result[_Value, StateFault]]) -> Result[_Value, StateFault]:
        with opened_state(path, only_reads=True) as opened:
            return Result.do(known for state in opened for known in use(state))

    with served(fleet_app(reading, clock, lambda _names: gone), listen(0).unwrap()) as url:
        yield url


@contextmanager
def busy_fleet(folder: Path) -> Iterator[str]:
    """Show the fleet of thirty."""
    clock = SteppingClock()
    with opened_state(folder / "fleet.db") as opened:
        fill(opened.unwrap(), clock().timestamp())
    with fleet_server(folder / "fleet.db", clock) as url:
        yield url
