"""A fleet: what the commands do with it."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from attrs import evolve, field, frozen
from returns.result import Failure, Result, Success

from ...core.delivery.shared_ledger import EXTRA
from ...core.fleet.brake import Brake, MaxFailures
from ...core.fleet.faults import (
    FleetError,
    FleetUnderWay,
    FleetWarning,
    SharedFault,
    StateFault,
    StateIsLocal,
    StateIsShared,
    StateLost,
)
from ...core.fleet.outcome import Held, Skipped
from ...core.fleet.port import FleetState
from ...core.fleet.project import FleetProject
from ...core.project.faults import BusyFile, UnwritableFile
from ...core.result import sealed
from ..clock import Clock
from ..credentials.commands import CredentialCommands
from ..delivery.attempts import Post
from ..files.home import person_home
from ..files.lock import holding
from ..files.reading import printable
from ..telemetry.job_metrics import UNCOUNTED, JobMetrics
from .choice import Choice, chosen, obstacles, record_in
from .discovery import Found, bound, found_by, nothing_found
from .file import FleetSource, exposure, find_fleet_file, read_fleet_file
from .gates import Gates, Patience, never
from .job import Jobs
from .settings import shared_settings
from .state import opened_state

if TYPE_CHECKING:
    from .postgres.shared import Shared

_Value = TypeVar("_Value")
_Error = TypeVar("_Error")


@frozen(kw_only=True)
class RunOrder:
    """What a run does.

    Attributes:
        choice: its projects.
        max_failures: so many failures stop it; None for any number.
    """

    choice: Choice = field(factory=Choice)
    max_failures: MaxFailures | None = None

    def brake(self, projects: int) -> Brake:
        """Return the brake of a run of so many projects."""
        return Brake(most=None if self.max_failures is None else self.max_failures.of(projects))


@frozen(kw_only=True)
class WorkOrder:
    """How a worker takes jobs from the queue that machines share.

    Attributes:
        until_empty: it ends when there are no more jobs.
        silence: seconds after which the jobs of a worker that says nothing are given to others.
    """

    until_empty: bool = False
    silence: float = 30.0


@frozen(kw_only=True)
class Fleet:
    """One fleet.

    Attributes:
        source: its file.
        clock: the sources of time and randomness.
        environ: the environment; not printed.
        post: sends a request once; None for the HTTP transport.
        metrics: counts jobs and waits.
    """

    source: FleetSource
    clock: Clock
    environ: Mapping[str, str] = field(repr=False)
    post: Post | None = None
    metrics: JobMetrics = UNCOUNTED

    def found(self) -> Iterator[Found]:
        """Return the projects, and the folders that are left out; reads the config of each project."""
        return map(bound, found_by(self.source))

    def projects(self) -> Iterator[FleetProject]:
        """Return the projects; one that a pattern found may turn out not to be bound to a tracker."""
        return (found for found in found_by(self.source) if isinstance(found, FleetProject))

    def warnings(self) -> tuple[FleetWarning, ...]:
        """Return what to know about the file: who has access to it, and which paths and patterns name no folder."""
        exposed = exposure(self.source)
        return (*(() if exposed is None else (exposed,)), *nothing_found(self.source))

    def jobs(self, shared: "Shared | None" = None, worker: str = "", is_stopped: Callable[[], bool] = never) -> Jobs:
        """Return what does the jobs.

        Args:
            shared: what the machines share; None for a fleet on one machine.
            worker: the name of this process there.
            is_stopped: says whether no job is to wait for its tracker's limit any more.
        """
        gates = Gates(self.source.file.limits, Patience(self.clock, is_stopped), self.metrics)
        return Jobs(
            source=self.source,
            commands=CredentialCommands(self.source.path.parent, self.environ, self.clock),
            gates=gates if shared is None else shared.gates(self.source.file.limits, gates, worker),
            clock=self.clock,
            environ=self.environ,
            settings_for=shared_settings(self.environ),
            post=self.post,
            moves=None if shared is None else shared.moves,
        )

    def jobs_after(self, before: Jobs) -> Jobs:
        """Return what does the jobs after the fleet file was read again; the limits count from *before* on."""
        return evolve(
            before,
            source=self.source,
            commands=CredentialCommands(self.source.path.parent, self.environ, self.clock),
            gates=before.gates.under(self.source.file.limits),
            settings_for=shared_settings(self.environ),
        )

    def alone(self, use: Callable[[FleetState], Result[_Value, _Error]]) -> Result[_Value, _Error | FleetError]:
        """Call *use* with the state, while nobody else runs this fleet; a state that machines share is refused."""
        if self.source.file.shared is not None:
            return Failure(StateIsShared(printable(self.source.path)))
        path = self.source.state
        with opened_state(path) as opened:
            return Result.do(used for state in opened for used in _holding(path, partial(use, state)))

    def reading(
        self, use: Callable[[FleetState], Result[_Value, StateFault]]
    ) -> Result[_Value, StateFault | SharedFault]:
        """Call *use* with the state, which is empty if there is none yet."""
        if self.source.file.shared is not None:
            return self.sharing(lambda shared: use(shared.state))
        with opened_state(self.source.state, only_reads=True) as opened:
            return Result.do(used for state in opened for used in use(state))

    def sharing(
        self, use: Callable[["Shared"], Result[_Value, StateFault]]
    ) -> Result[_Value, StateFault | SharedFault]:
        """Call *use* with what the machines of this fleet share."""
        address = self.source.file.shared
        if address is None:
            return Failure(StateIsLocal(printable(self.source.path)))
        try:
            from .postgres.shared import opened  # noqa: PLC0415 - needs the extra
        except ImportError:  # a package is missing, or the library that it needs
            from ..files.installation import missing_extra  # noqa: PLC0415 - only an error needs it

            return Failure(missing_extra(EXTRA))
        with opened(address, self.clock) as shared:
            return Result.do(used for used in use(shared))

    def planned(self, choice: Choice) -> Result[tuple[tuple[FleetProject, Held | Skipped | None], ...], FleetError]:
        """Return the projects that a run would try, and those that it would not, with the reason; tries none."""
        jobs = self.jobs()
        return self.reading(
            lambda state: chosen(state, self.projects(), choice).map(
                lambda projects: tuple(obstacles(jobs, ((one, record_in(state, one.name)) for one in projects)))
            )
        )


def read_fleet(
    named: Path | None, here: Path, environ: Mapping[str, str], clock: Clock | None = None, post: Post | None = None
) -> Result[Fleet, FleetError]:
    """Return the fleet of a file that was named, or of the nearest one at or above *here*."""
    home = person_home(environ)
    return Result.do(
        Fleet(source=source, clock=clock or Clock(), environ=environ, post=post)
        for path in find_fleet_file(named, here)
        for source in read_fleet_file(path, home)
    )


def _holding(
    path: Path, use: Callable[[], Result[_Value, _Error]]
) -> Result[_Value, _Error | StateLost | FleetUnderWay]:
    # What *use* returns is wrapped, so that its faults are told from those of the lock.
    held: Result[Result[_Value, _Error], UnwritableFile | BusyFile] = holding(path, 0.0, lambda _: Success(use()))
    match sealed(held):
        case Success(used):
            return used
        case Failure(fault):
            match fault:
                case BusyFile():
                    return Failure(FleetUnderWay(printable(path)))
                case UnwritableFile(reason=reason):
                    return Failure(StateLost(printable(path), reason))
