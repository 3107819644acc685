"""What the commands on mappings and on providers say to a program: one JSON object each."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from attrs import frozen
from returns.result import Result

from .disk_fault import CacheFault
from .explain import TrackpostError
from .map_order import MapError, MappingAdded
from .provider import Provider
from .report import Report, error_object, warnings_of
from .runtime_fault import RuntimeFault
from .snapshot import Mapped

_Object: TypeAlias = Mapping[str, object]


@frozen(kw_only=True)
class MapReport(Report):
    """The JSON object of ``trackpost map … --json``; *mapped* are the mappings as they stand in the cache."""

    mapped: tuple[Mapped, ...] | None = None


@frozen(kw_only=True)
class ProvidersReport(Report):
    """The JSON object of ``trackpost providers --json``."""

    providers: tuple[_Object, ...] = ()


def mappings_report(result: Result[tuple[Mapped, ...], RuntimeFault | CacheFault]) -> MapReport:
    """Return what ``map list --json`` prints for *result*."""
    mapped = result.value_or(None)
    return MapReport(
        ok=mapped is not None,
        mapped=mapped,
        mappings=None if mapped is None else len(mapped),
        error=result.swap().map(error_object).value_or(None),
    )


def mapping_report(result: Result[MappingAdded, MapError]) -> MapReport:
    """Return what ``map add --json`` prints for *result*."""
    added = result.value_or(None)
    return MapReport(
        ok=added is not None,
        mapped=None if added is None else (added.mapped,),
        error=result.swap().map(error_object).value_or(None),
        warnings=() if added is None else warnings_of(added.notices),
    )


def error_report(result: Result[object, TrackpostError]) -> Report:
    """Return what a command prints that has nothing to add."""
    error = result.swap().map(error_object).value_or(None)
    return Report(ok=error is None, error=error)


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
