"""What the commands that set a project up print with ``--json``."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from attrs import frozen
from returns.result import Result

from ..delivery.history import LedgerEntry
from ..errors import Problem
from ..issues.model import Checkpoint
from ..project.bind import BindError, Bound, UnbindError, Unbound
from ..project.faults import NoProject
from ..routing.providers import Provider
from ..routing.route import ResourceRoute
from .report import Report, error_object, names_of, reason_of, report_of, warnings_of
from .status import Status

_Object: TypeAlias = Mapping[str, object]


@frozen(kw_only=True)
class BindReport(Report):
    """The JSON object of ``trackpost bind --json``.

    Attributes:
        config: the path of the config file.
        provider: its canonical name.
        workspace: of the binding.
        filter: which issues the project has, in the tracker's words; None for all.
        resource: the pin.
        credentials: the names of the stored ones.
        missing: the names of those that ``pull`` still needs.
    """

    config: str | None = None
    provider: str | None = None
    workspace: str | None = None
    filter: str | None = None
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
        doctrine_mode: who owns the fields of the issues.
        doctrine_field_owners: the owner of single fields.
        drift: an error object, if the route differs from the pin.
        cache: the path of the issue cache.
        cache_error: an error object, if the cache cannot be counted.
        checkpoint: how far the pulls have come.
        unmapped: the tracker's names that are in no table, and how often pulls have found each.
        last_receipt: the newest snapshot that this machine sent for the project.
        ledger_error: an error object, if the ledger cannot be read.
    """

    doctrine_mode: str | None = None
    doctrine_field_owners: Mapping[str, str] | None = None
    drift: _Object | None = None
    cache: str | None = None
    cache_error: _Object | None = None
    checkpoint: Checkpoint | None = None
    unmapped: tuple[_Object, ...] | None = None
    last_receipt: LedgerEntry | None = None
    ledger_error: _Object | None = None


@frozen(kw_only=True)
class ProvidersReport(Report):
    """The JSON object of ``trackpost providers --json``."""

    providers: tuple[_Object, ...] = ()


def bind_report(result: Result[Bound, BindError | NoProject]) -> BindReport:
    """Return what ``bind --json`` prints for *result*."""
    return report_of(BindReport, result, bound_report)


def bound_report(bound: Bound) -> BindReport:
    """Return the report of a binding that was written."""
    return BindReport(
        ok=True,
        config=bound.config,
        provider=bound.binding.provider,
        workspace=bound.binding.workspace,
        filter=bound.binding.filter,
        resource=bound.binding.resource,
        route=bound.route.value_or(None),
        route_error=reason_of(bound.route),
        credentials=bound.credentials,
        missing=bound.missing,
        warnings=warnings_of(bound.warnings),
    )


def unbind_report(result: Result[Unbound, UnbindError]) -> UnbindReport:
    """Return what ``unbind --json`` prints for *result*."""
    return report_of(UnbindReport, result, _unbound)


def _unbound(unbound: Unbound) -> UnbindReport:
    return UnbindReport(
        ok=True,
        config=unbound.config,
        provider=unbound.provider,
        credentials=unbound.credentials,
        warnings=warnings_of(unbound.warnings),
    )


def status_report(result: Result[Status, Problem]) -> StatusReport:
    """Return what ``status --json`` prints for *result*."""
    return report_of(StatusReport, result, _status)


def _status(status: Status) -> StatusReport:
    binding, count, last = status.binding, status.count.value_or(None), status.last.value_or(None)
    return StatusReport(
        ok=True,
        config=status.config,
        provider=binding.provider,
        workspace=binding.workspace,
        filter=binding.filter,
        resource=binding.resource,
        doctrine_mode=binding.doctrine_mode,
        doctrine_field_owners=dict(binding.doctrine_field_owners),
        route=status.route.value_or(None),
        route_error=reason_of(status.route),
        drift=None if status.drift is None else error_object(status.drift),
        credentials=status.credentials,
        missing=status.missing,
        cache=status.cache,
        cache_error=status.count.swap().map(error_object).value_or(None),
        issues=None if count is None else count.issues,
        mappings=None if count is None else count.mappings,
        checkpoint=None if count is None else count.checkpoint,
        unmapped=names_of(status.unmapped),
        last_receipt=last,
        ledger_error=status.last.swap().map(error_object).value_or(None),
        warnings=warnings_of(status.warnings),
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
        "filters_by": row.filters_by,
    }
