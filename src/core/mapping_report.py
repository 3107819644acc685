"""What the commands on mappings and on providers say to a program: one JSON object each."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from attrs import frozen
from returns.result import Result

from .disk_fault import CacheFault
from .map_order import MapError, MappingAdded, MappingRemoved, MappingsListed
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


def mappings_report(result: Result[MappingsListed, RuntimeFault | CacheFault]) -> MapReport:
    """Return what ``map list --json`` prints for *result*."""
    listed = result.value_or(None)
    return MapReport(
        ok=listed is not None,
        mapped=None if listed is None else listed.mapped,
        mappings=None if listed is None else len(listed.mapped),
        error=result.swap().map(error_object).value_or(None),
        warnings=() if listed is None else warnings_of(listed.notices),
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


def removal_report(result: Result[MappingRemoved, MapError]) -> Report:
    """Return what ``map remove --json`` prints for *result*."""
    removed = result.value_or(None)
    return Report(
        ok=removed is not None,
        error=result.swap().map(error_object).value_or(None),
        warnings=() if removed is None else warnings_of(removed.notices),
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
