"""What a fleet stands on: a state that remembers, and an engine that brings jobs to workers."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Protocol, TypeAlias

from attrs import frozen
from returns.result import Result

from .faults import StateFault
from .holding import Record
from .outcome import Credential
from .project import FleetProject


@frozen(kw_only=True)
class Worker:
    """A process that works on the fleet.

    Attributes:
        name: of the machine and the process.
        doing: ``run``, ``watch`` or ``work``.
        began: in seconds since the epoch.
        seen: when it was last heard of.
    """

    name: str
    doing: str
    began: float
    seen: float


@frozen(kw_only=True)
class Queued:
    """The jobs on a queue.

    Attributes:
        waiting: nobody works on them.
        under_way: somebody does, or did until it was killed.
    """

    waiting: int
    under_way: int


EARLIER_TRIES = 25
"""So many tries before the last one are kept of a project for each outcome: many ``unchanged`` displace no failure."""


class FleetState(Protocol):
    """What is remembered of every project, whatever stores it. All methods may be called from any thread."""

    def record(self, name: str) -> Result[Record | None, StateFault]:
        """Return what is known of a project, by its name; None if it was never tried."""

    def keep(self, record: Record) -> Result[None, StateFault]:
        """Remember the outcome of a try. If the process is killed after that, it is still known."""

    def records(self) -> Result[Iterator[Record], StateFault]:
        """Return all records, those first whose snapshot is the oldest, and first of all those that have none."""

    def history(self, name: str) -> Result[tuple[Record, ...], StateFault]:
        """Return what was known of a project after each try that is kept, the newest first."""

    def ages(self) -> Result[Mapping[str, float], StateFault]:
        """Return when the server last had the snapshot of each project, as far as it ever did."""

    def release(self, matches: Callable[[str], bool]) -> Result[tuple[str, ...], StateFault]:
        """Let the failed projects whose names match be tried again, and return their names."""

    def refused(self) -> Result[frozenset[Credential], StateFault]:
        """Return the credentials that were refused, and not accepted since."""

    def refuse(self, credential: Credential) -> Result[None, StateFault]:
        """Remember that a credential is not accepted."""

    def accept(self, credential: Credential) -> Result[None, StateFault]:
        """Remember that a credential is accepted again."""

    def forget(self, is_gone: Callable[[str], bool], before: float) -> Result[tuple[str, ...], StateFault]:
        """Forget the projects whose names match and whose last try ended before an instant; return their names."""

    def released(self) -> Result[tuple[str, ...], StateFault]:
        """Return the projects that were released and not yet tried."""

    def workers(self) -> Result[tuple[Worker, ...], StateFault]:
        """Return the processes that work on the fleet."""

    def greet(self, worker: Worker) -> Result[None, StateFault]:
        """Remember that a process works on the fleet."""

    def dismiss(self, name: str) -> Result[None, StateFault]:
        """Forget a process that has ended."""

    def queued(self) -> Result[Queued | None, StateFault]:
        """Return how many jobs are on the queue that machines share; None on one machine, where jobs do not wait."""


Done: TypeAlias = Callable[[], None]
Perform: TypeAlias = Callable[[FleetProject, Done], None]
"""Does a job, and calls the second argument when it has ended, which may be after the call has returned."""


class Engine(Protocol):
    """Brings jobs to workers. A job is one project; no project has two jobs under way at the same time."""

    def enqueue(self, projects: Iterable[FleetProject]) -> Result[int, StateFault]:
        """Put a job for each project on the queue, unless it has one, and return how many are new.

        It waits while the queue is full.
        """

    def work(self, perform: Perform) -> AbstractContextManager[Callable[[], bool]]:
        """Bring jobs to *perform* during the block, from threads of this process; it raises nothing.

        Returns:
            A function that says whether the threads are still there: only a bug ends them before the block does.

        The block ends when the jobs that are under way here have ended, and if the queue ends with the process, all of
        them.
        """

    def state(self) -> Result[Queued, StateFault]:
        """Return how many jobs there are."""
