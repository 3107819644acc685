"""What the commands that set a project up print with ``--json``: one JSON object each."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias, assert_never

from attrs import frozen
from returns.result import Failure, Result, Success

from ..delivery.history import LedgerEntry
from ..delivery.ledger import LedgerFault
from ..errors import CacheFault, NoProject, Problem
from ..issues.model import CacheCount, Checkpoint, WorkPackageLink
from ..issues.work_packages import LinkAdded, LinkRemoved, LinksListed, MapError
from ..project.bind import BindError, Bound, UnbindError, Unbound
from ..project.binding import Binding, RuntimeFault
from ..result import sealed
from ..routing.pin import RouteDrift
from ..routing.providers import Provider
from ..routing.route import ResourceRoute, RoutingError
from ..trackers.model import Unmapped
from ..trackers.pulled import Pulled, PullError
from .report import Report, error_object, route_fault, warnings_of


@frozen(kw_only=True)
class Status:
    """One project.

    Attributes:
        config: the file that says what it is bound to.
        binding: what it is bound to; its ``resource`` is the pin.
        route: what the credentials give, or why they give none.
        drift: None where the pin is confirmed, or absent.
        credentials: the names of those that are there, sorted.
        missing: the names of those without which ``pull`` cannot work.
        cache: the path of the issue cache.
        count: what it holds, or why that cannot be told.
        last: the newest snapshot of the project that left this machine; None where there is none.
        warnings: what is odd about it.
    """

    config: str
    binding: Binding
    route: Result[ResourceRoute, RoutingError]
    drift: RouteDrift | None
    credentials: tuple[str, ...]
    missing: tuple[str, ...]
    cache: str
    count: Result[CacheCount, CacheFault]
    last: Result[LedgerEntry | None, LedgerFault]
    warnings: tuple[Problem, ...]


StatusError: TypeAlias = RuntimeFault

_Object: TypeAlias = Mapping[str, object]


@frozen(kw_only=True)
class BindReport(Report):
    """The JSON object of ``trackpost bind --json``.

    Attributes:
        config: the file that was written.
        provider: canonical name.
        workspace: of the binding.
        resource: the pin.
        credentials: the names of those that are there now.
        missing: the names of those without which ``pull`` cannot work.
    """

    config: str | None = None
    provider: str | None = None
    workspace: str | None = None
    resource: ResourceRoute | None = None
    credentials: tuple[str, ...] | None = None
    missing: tuple[str, ...] | None = None


@frozen(kw_only=True)
class UnbindReport(Report):
    """The JSON object of ``trackpost unbind --json``; *credentials* is ``absent``, ``kept`` or ``removed``."""

    config: str | None = None
    provider: str | None = None
    credentials: str | None = None


@frozen(kw_only=True)
class StatusReport(BindReport):
    """The JSON object of ``trackpost status --json``.

    Attributes:
        doctrine_mode: who owns the issues' fields.
        doctrine_field_owners: the same field by field.
        drift: as an error has it, where the credentials give another route than the pin.
        cache: the path of the issue cache.
        cache_error: why it cannot be counted, as an error has it.
        checkpoint: how far the cache has read the tracker.
        last_receipt: the newest snapshot of the project that left this machine.
        ledger_error: why that cannot be told, as an error has it.
    """

    doctrine_mode: str | None = None
    doctrine_field_owners: Mapping[str, str] | None = None
    drift: _Object | None = None
    cache: str | None = None
    cache_error: _Object | None = None
    checkpoint: Checkpoint | None = None
    last_receipt: LedgerEntry | None = None
    ledger_error: _Object | None = None


@frozen(kw_only=True)
class PullReport(Report):
    """The JSON object of ``trackpost pull --json``; *issues* is how many were read.

    Attributes:
        created: that the cache did not hold.
        updated: that it held otherwise.
        unchanged: that it held just so.
        conflicts: fields of split ownership that both sides had changed.
        skipped: that neither the cache nor a snapshot can hold.
        skipped_issues: the first of them, with the reason of each.
        removed: that the cache held, and the tracker no longer has.
        unmapped: names of statuses, types and priorities that no table holds, and how many issues have each.
        complete: the cache holds all that the tracker had.
        full: the whole list was read.
        updated_since: from which instant on the next pull asks for changes.
    """

    created: int | None = None
    updated: int | None = None
    unchanged: int | None = None
    conflicts: int | None = None
    skipped: int | None = None
    skipped_issues: tuple[_Object, ...] | None = None
    removed: int | None = None
    unmapped: tuple[_Object, ...] | None = None
    complete: bool | None = None
    full: bool | None = None
    updated_since: str | None = None


def bind_report(result: Result[Bound, BindError | NoProject]) -> BindReport:
    """Return what ``bind --json`` prints for *result*."""
    match sealed(result):
        case Success(bound):
            return BindReport(
                ok=True,
                config=bound.config,
                provider=bound.binding.provider,
                workspace=bound.binding.workspace,
                resource=bound.binding.resource,
                route=bound.route.value_or(None),
                route_error=bound.route.swap().map(route_fault).value_or(None),
                credentials=bound.credentials,
                missing=bound.missing,
                warnings=warnings_of(bound.warnings),
            )
        case Failure(error):
            return BindReport(ok=False, error=error_object(error))
        case unreachable:
            assert_never(unreachable)


def unbind_report(result: Result[Unbound, UnbindError]) -> UnbindReport:
    """Return what ``unbind --json`` prints for *result*."""
    match sealed(result):
        case Success(unbound):
            return UnbindReport(
                ok=True,
                config=unbound.config,
                provider=unbound.provider,
                credentials=unbound.credentials,
                warnings=warnings_of(unbound.warnings),
            )
        case Failure(error):
            return UnbindReport(ok=False, error=error_object(error))
        case unreachable:
            assert_never(unreachable)


def status_report(result: Result[Status, RuntimeFault]) -> StatusReport:
    """Return what ``status --json`` prints for *result*."""
    match sealed(result):
        case Success(status):
            return _status_report(status)
        case Failure(error):
            return StatusReport(ok=False, error=error_object(error))
        case unreachable:
            assert_never(unreachable)


def _status_report(status: Status) -> StatusReport:
    binding, count = status.binding, status.count.value_or(None)
    return StatusReport(
        ok=True,
        config=status.config,
        provider=binding.provider,
        workspace=binding.workspace,
        resource=binding.resource,
        doctrine_mode=binding.doctrine_mode,
        doctrine_field_owners=dict(binding.doctrine_field_owners),
        route=status.route.value_or(None),
        route_error=status.route.swap().map(route_fault).value_or(None),
        drift=None if status.drift is None else error_object(status.drift),
        credentials=status.credentials,
        missing=status.missing,
        cache=status.cache,
        cache_error=status.count.swap().map(error_object).value_or(None),
        issues=None if count is None else count.issues,
        mappings=None if count is None else count.mappings,
        checkpoint=None if count is None else count.checkpoint,
        last_receipt=_last(status),
        ledger_error=status.last.swap().map(error_object).value_or(None),
        warnings=warnings_of(status.warnings),
    )


def _last(status: Status) -> LedgerEntry | None:
    match sealed(status.last):
        case Success(entry):
            return entry
        case Failure():
            return None
        case unreachable:
            assert_never(unreachable)


def pull_report(result: Result[Pulled, PullError]) -> PullReport:
    """Return what ``pull --json`` prints for *result*."""
    match sealed(result):
        case Success(pulled):
            counts = pulled.counts
            return PullReport(
                ok=True,
                issues=counts.issues,
                created=counts.created,
                updated=counts.updated,
                unchanged=counts.unchanged,
                conflicts=counts.conflicts,
                skipped=counts.skipped,
                skipped_issues=tuple({"issue": one.issue, "reason": one.reason} for one in pulled.skipped),
                removed=counts.removed,
                unmapped=tuple(_unmapped(name, count) for name, count in pulled.unmapped.items()),
                complete=pulled.is_complete,
                full=pulled.is_full,
                updated_since=pulled.updated_since,
                warnings=warnings_of(pulled.warnings),
            )
        case Failure(error):
            return PullReport(ok=False, error=error_object(error))
        case unreachable:
            assert_never(unreachable)


def _unmapped(name: Unmapped, count: int) -> _Object:
    return {"kind": name.kind, "name": name.name, "taken_as": name.taken_as, "issues": count}


@frozen(kw_only=True)
class MapReport(Report):
    """The JSON object of ``trackpost map … --json``; *mapped* are the mappings as they stand in the cache."""

    mapped: tuple[WorkPackageLink, ...] | None = None


@frozen(kw_only=True)
class ProvidersReport(Report):
    """The JSON object of ``trackpost providers --json``."""

    providers: tuple[_Object, ...] = ()


def mappings_report(result: Result[LinksListed, RuntimeFault | CacheFault]) -> MapReport:
    """Return what ``map list --json`` prints for *result*."""
    listed = result.value_or(None)
    return MapReport(
        ok=listed is not None,
        mapped=None if listed is None else listed.mapped,
        mappings=None if listed is None else len(listed.mapped),
        error=result.swap().map(error_object).value_or(None),
        warnings=() if listed is None else warnings_of(listed.warnings),
    )


def mapping_report(result: Result[LinkAdded, MapError]) -> MapReport:
    """Return what ``map add --json`` prints for *result*."""
    added = result.value_or(None)
    return MapReport(
        ok=added is not None,
        mapped=None if added is None else (added.mapped,),
        error=result.swap().map(error_object).value_or(None),
        warnings=() if added is None else warnings_of(added.warnings),
    )


def removal_report(result: Result[LinkRemoved, MapError]) -> Report:
    """Return what ``map remove --json`` prints for *result*."""
    removed = result.value_or(None)
    return Report(
        ok=removed is not None,
        error=result.swap().map(error_object).value_or(None),
        warnings=() if removed is None else warnings_of(removed.warnings),
    )


def providers_report(providers: Iterable[Provider]) -> ProvidersReport:
    """Return what ``providers --json`` prints."""
    return ProvidersReport(ok=True, providers=tuple(map(_provider, providers)))


def _provider(row: Provider) -> _Object:
    resource_type, key = row.route or (None, None)
    return {
        "name": row.name,
        "aliases": sorted(row.aliases),
        "external_resource_type": resource_type,
        "routing_key": key,
        "needs": [list(keys) for keys in row.needs],
        "takes": list(row.takes),
    }
