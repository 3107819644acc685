"""What the commands that link work packages to issues print with ``--json``."""

from attrs import frozen
from returns.result import Result

from ..errors import Problem
from ..issues.model import WorkPackageLink
from ..issues.work_packages import LinkAdded, LinkRemoved, LinksListed
from .report import Report, report_of, warnings_of


@frozen(kw_only=True)
class MapReport(Report):
    """The JSON object of ``trackpost map … --json``; *mapped* are the links in the cache."""

    mapped: tuple[WorkPackageLink, ...] | None = None


def links_report(result: Result[LinksListed, Problem]) -> MapReport:
    """Return what ``map list --json`` prints for *result*."""
    return report_of(MapReport, result, _listed)


def _listed(listed: LinksListed) -> MapReport:
    links = listed.mapped
    return MapReport(ok=True, mapped=links, mappings=len(links), warnings=warnings_of(listed.warnings))


def link_report(result: Result[LinkAdded, Problem]) -> MapReport:
    """Return what ``map add --json`` prints for *result*."""
    return report_of(MapReport, result, _added)


def _added(added: LinkAdded) -> MapReport:
    return MapReport(ok=True, mapped=(added.mapped,), warnings=warnings_of(added.warnings))


def unlink_report(result: Result[LinkRemoved, Problem]) -> Report:
    """Return what ``map remove --json`` prints for *result*."""
    return report_of(Report, result, lambda removed: Report(ok=True, warnings=warnings_of(removed.warnings)))
