"""What a fleet stands on: a state that remembers, and an engine that brings jobs to workers."""

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from attrs import frozen
from returns.result import Result

from .faults import StateLost
from .holding import Record
from .project import FleetProject


@frozen(kw_only=True)
class Worker:
    """A process that works on the fleet.

    Attributes:
        name: of the machine and the process.
        doing: ``run`` or ``watch``.
        began: in seconds since the epoch.
        seen: when it was last heard of.
    """

    name: str
    doing: str
    began: float
    seen: float


EARLIER_TRIES = 25
"""So many tries before the last one are kept of a project for each outcome: many ``unchanged`` displace no failure."""


class FleetState(Protocol):
    """What is remembered of every project, whatever stores it. All methods may be called from any thread."""

    def record(self, name: str) -> Result[Record | None, StateLost]:
        """Return what is known of a project, by its name; None if it was never tried."""

    def keep(self, record: Record) -> Result[None, StateLost]:
        """Remember the outcome of a try. If the process is killed after that, it is still known."""

    def records(self) -> Result[Iterator[Record], StateLost]:
        """Return all records, those first whose snapshot is the oldest, and first of all those that have none."""

    def history(self, name: str) -> Result[tuple[Record, ...], StateLost]:
        """Return what was known of a project after each try that is kept, the newest first."""

    def ages(self) -> Result[Mapping[str, float], StateLost]:
        """Return when the server last had the snapshot of each project, as far as it ever did."""

    def release(self, matches: Callable[[str], bool]) -> Result[tuple[str, ...], StateLost]:
        """Let the failed projects whose names match be tried again, and return their names."""

    def released(self) -> Result[tuple[str, ...], StateLost]:
        """Return the projects that were released and not yet tried."""

    def workers(self) -> Result[tuple[Worker, ...], StateLost]:
        """Return the processes that work on the fleet."""

    def greet(self, worker: Worker) -> Result[None, StateLost]:
        """Remember that a process works on the fleet."""

    def dismiss(self, name: str) -> Result[None, StateLost]:
        """Forget a process that has ended."""


class Engine(Protocol):
    """Brings jobs to workers. A job is one project; no project has two jobs under way at the same time."""

    def enqueue(self, project: FleetProject) -> bool:
        """Put a job on the queue, and wait while the queue is full; False if the project has one already."""

    def drain(self) -> None:
        """Return when the queue is empty and nothing is under way."""
