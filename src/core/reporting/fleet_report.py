"""What the commands of ``trackpost fleet`` print with ``--json``."""

from collections.abc import Iterable, Mapping

from attrs import asdict, frozen
from msgspec import Struct

from ..errors import Problem
from ..fleet.causes import Cause, error_of
from ..fleet.holding import Record
from ..fleet.outcome import Failed, Held, Outcome, Published, Skipped, Word
from ..fleet.port import Worker
from ..fleet.project import FleetProject, LeftOut
from ..project.binding import Binding
from ..routing.route import ResourceRoute
from .report import error_object


@frozen(kw_only=True)
class FleetReport:
    """What the objects of all commands of a fleet have.

    Attributes:
        ok: the command exits 0.
        error: why the fleet cannot work at all; None if it can.
        warnings: things to know, one sentence each.
    """

    ok: bool
    error: Mapping[str, object] | None = None
    warnings: tuple[str, ...] = ()


class ProjectReport(Struct, frozen=True, kw_only=True):
    """What came of one project.

    Attributes:
        path: of its folder.
        outcome: ``delivered``, ``replayed``, ``unchanged``, ``failed``, ``held``, ``skipped``, or with ``--dry-run``
            ``due``.
        route: None if there is none, or if it is not known.
        idempotency_key: of the snapshot; None if there was none.
        error: ``kind`` and ``message``; None if the server has the snapshot.
    """

    path: str
    outcome: str
    route: ResourceRoute | None = None
    idempotency_key: str | None = None
    error: Mapping[str, str] | None = None


@frozen(kw_only=True)
class RunReport(FleetReport):
    """The JSON object of ``trackpost fleet run --json``.

    Attributes:
        counts: each outcome with its number.
        causes: what went wrong, the most frequent first.
        projects: what came of each project, in the order in which they ended.
        seconds: how long the run took.
    """

    counts: Mapping[Word, int] | None = None
    causes: tuple[Mapping[str, object], ...] | None = None
    projects: tuple[ProjectReport, ...] | None = None
    seconds: float | None = None


class StatusOfProject(ProjectReport, frozen=True, kw_only=True):
    """What is known of one project.

    Attributes:
        ended: when the last try ended, in seconds since the epoch.
        published: when the server last had its snapshot; None if never.
        failures: how many tries have failed in a row.
        retry_at: when the tracker or the server wants to be asked again.
    """

    ended: float
    published: float | None
    failures: int
    retry_at: float | None


@frozen(kw_only=True)
class FleetStatusReport(FleetReport):
    """The JSON object of ``trackpost fleet status --json``: the stalest project first.

    Attributes:
        gone: the projects that were tried and are no more in the fleet.
        queue: the jobs that are ``waiting`` and ``under_way``; None on one machine.
    """

    projects: tuple[StatusOfProject, ...] | None = None
    gone: tuple[str, ...] | None = None
    causes: tuple[Mapping[str, object], ...] | None = None
    workers: tuple[Mapping[str, object], ...] | None = None
    queue: Mapping[str, object] | None = None


class ListedProject(Struct, frozen=True, kw_only=True):
    """A project that was found.

    Attributes:
        path: of its folder.
        home: its home folder.
        every: its period in seconds.
        provider: None if its config cannot be read; *error* says why.
        workspace: likewise.
        error: ``kind`` and ``message``; None if nothing is wrong.
    """

    path: str
    home: str
    every: int
    provider: str | None
    workspace: str | None
    error: Mapping[str, object] | None


class LeftOutReport(Struct, frozen=True, kw_only=True):
    """A folder that was left out, and why."""

    path: str
    reason: str
    message: str


@frozen(kw_only=True)
class ListReport(FleetReport):
    """The JSON object of ``trackpost fleet list --json``."""

    projects: tuple[ListedProject, ...] | None = None
    left_out: tuple[LeftOutReport, ...] | None = None


@frozen(kw_only=True)
class RetryReport(FleetReport):
    """The JSON object of ``trackpost fleet retry --json``: the projects that are tried again."""

    released: tuple[str, ...] | None = None


@frozen(kw_only=True)
class EnqueueReport(FleetReport):
    """The JSON object of ``trackpost fleet enqueue --json``.

    Attributes:
        queued: how many projects have a new job.
        already: how many have one that has not ended.
        held: how many are held, or their hosts asked to wait.
        not_due: how many were left out because their moment has not come.
    """

    queued: int | None = None
    already: int | None = None
    held: int | None = None
    not_due: int | None = None


def project_report(name: str, outcome: Outcome) -> ProjectReport:
    """Return what came of one project."""
    route, key = _sent(outcome)
    return ProjectReport(path=name, outcome=outcome.word, route=route, idempotency_key=key, error=error_of(outcome))


def status_of_project(record: Record, held: Held | None) -> StatusOfProject:
    """Return what is known of one project.

    Args:
        record: what is remembered.
        held: why it is held; None if it is not.
    """
    last = record.last
    shown = project_report(last.name, held or last.outcome)
    return StatusOfProject(
        path=shown.path,
        outcome=shown.outcome,
        route=shown.route,
        idempotency_key=shown.idempotency_key,
        error=shown.error,
        ended=last.ended,
        published=record.published,
        failures=record.failures,
        retry_at=last.outcome.retry_at if isinstance(last.outcome, Failed) else None,
    )


def listed_project(project: FleetProject, home: str, found: Binding | Problem) -> ListedProject:
    """Return a project that was found, with its binding or what is wrong with that."""
    binding = found if isinstance(found, Binding) else None
    return ListedProject(
        path=project.name,
        home=home,
        every=project.every,
        provider=None if binding is None else binding.provider,
        workspace=None if binding is None else binding.workspace,
        error=None if isinstance(found, Binding) else error_object(found),
    )


def left_out_report(left_out: LeftOut) -> LeftOutReport:
    """Return a folder that was left out."""
    return LeftOutReport(path=left_out.name, reason=left_out.reason, message=left_out.message)


def members_of(values: Iterable[Cause | Worker]) -> tuple[Mapping[str, object], ...]:
    """Return causes or workers as programs read them, their members in the order of the classes."""
    return tuple(map(asdict, values))


def _sent(outcome: Outcome) -> tuple[ResourceRoute | None, str | None]:
    match outcome:
        case Published(route=route, idempotency_key=key):
            return route, key
        case Failed(route=route, idempotency_key=key) | Held(Failed(route=route, idempotency_key=key)):
            return route, key
        case Skipped():
            return None, None
