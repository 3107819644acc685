"""The reports of ``map`` and ``providers``."""

from collections.abc import Mapping

import msgspec
import pytest
from attrs import fields
from msgspec.structs import replace
from returns.result import Failure, Result, Success

from tests.core.builders import MAPPED
from trackpost.core.issues.cache_faults import CacheFault, MissingCache
from trackpost.core.issues.model import WorkPackageLink
from trackpost.core.issues.work_packages import (
    AlreadyMapped,
    LinkAdded,
    LinkRemoved,
    LinksListed,
    MapError,
    NotMapped,
    UncachedIssue,
)
from trackpost.core.project.binding import RuntimeFault
from trackpost.core.reporting.map_report import MapReport, link_report, links_report, unlink_report
from trackpost.core.reporting.report import Report, error_object
from trackpost.core.reporting.setup_report import ProvidersReport, providers_report
from trackpost.core.routing.credentials import ExposedCredentials
from trackpost.core.routing.providers import PROVIDERS, Provider

SECOND: WorkPackageLink = replace(MAPPED, wp_id="WP02", external_id="10002")
NO_CACHE = MissingCache("/c.db")
EXPOSED = ExposedCredentials("/credentials", "644")
UNCACHED = UncachedIssue("10001")
ALREADY = AlreadyMapped("10001", "WP07")
NOT_MAPPED = NotMapped("WP01")

LISTS: Mapping[str, tuple[Result[LinksListed, RuntimeFault | CacheFault], MapReport]] = {
    "none": (Success(LinksListed(mapped=())), MapReport(ok=True, mapped=(), mappings=0)),
    "one": (Success(LinksListed(mapped=(MAPPED,))), MapReport(ok=True, mapped=(MAPPED,), mappings=1)),
    "two": (Success(LinksListed(mapped=(SECOND, MAPPED))), MapReport(ok=True, mapped=(SECOND, MAPPED), mappings=2)),
    "with exposed credentials": (
        Success(LinksListed(mapped=(), warnings=(EXPOSED,))),
        MapReport(ok=True, mapped=(), mappings=0, warnings=(EXPOSED.message,)),
    ),
    "no cache": (
        Failure(NO_CACHE),
        MapReport(ok=False, error={"kind": "missing_cache", "message": NO_CACHE.message, "path": "/c.db"}),
    ),
}


@pytest.mark.parametrize(("result", "expected"), LISTS.values(), ids=LISTS.keys())
def test_links_report(result: Result[LinksListed, RuntimeFault | CacheFault], expected: MapReport) -> None:
    """Each list has exactly this report; an empty list is not an error."""
    assert expected == links_report(result)


ADDED: Mapping[str, tuple[Result[LinkAdded, MapError], MapReport]] = {
    "added": (Success(LinkAdded(mapped=MAPPED, warnings=())), MapReport(ok=True, mapped=(MAPPED,))),
    "added to an issue that is not cached": (
        Success(LinkAdded(mapped=MAPPED, warnings=(UNCACHED,))),
        MapReport(ok=True, mapped=(MAPPED,), warnings=(UNCACHED.message,)),
    ),
    "already linked": (
        Failure(ALREADY),
        MapReport(
            ok=False,
            error={
                "kind": "already_mapped",
                "message": ALREADY.message,
                "external_id": "10001",
                "wp_id": "WP07",
            },
        ),
    ),
}


@pytest.mark.parametrize(("result", "expected"), ADDED.values(), ids=ADDED.keys())
def test_link_report(result: Result[LinkAdded, MapError], expected: MapReport) -> None:
    """Each result of an addition has exactly this report."""
    assert expected == link_report(result)


ERRORS: Mapping[str, tuple[Result[LinkRemoved, MapError], Report]] = {
    "removed": (Success(LinkRemoved(wp_id="WP01")), Report(ok=True)),
    "with exposed credentials": (
        Success(LinkRemoved(wp_id="WP01", warnings=(EXPOSED,))),
        Report(ok=True, warnings=(EXPOSED.message,)),
    ),
    "not linked": (Failure(NOT_MAPPED), Report(ok=False, error=error_object(NOT_MAPPED))),
}


@pytest.mark.parametrize(("result", "expected"), ERRORS.values(), ids=ERRORS.keys())
def test_unlink_report(result: Result[LinkRemoved, MapError], expected: Report) -> None:
    """Each result of a removal has exactly this report."""
    assert expected == unlink_report(result)


ROWS: Mapping[str, tuple[Provider, dict[str, object]]] = {
    "with a routing rule": (
        PROVIDERS["linear"],
        {
            "name": "linear",
            "aliases": [],
            "external_resource_type": "linear_team",
            "routing_key": "team_id",
            "needs": [["api_key"], ["team_id"]],
            "takes": ["graphql_url"],
            "filters_by": "the name or UUID of a project",
        },
    ),
    "with aliases and spellings": (
        PROVIDERS["azure_devops"],
        {
            "name": "azure_devops",
            "aliases": ["azure", "azure-devops"],
            "external_resource_type": None,
            "routing_key": None,
            "needs": [["organization"], ["project"], ["personal_access_token", "pat"]],
            "takes": ["base_url"],
            "filters_by": "a WIQL condition",
        },
    ),
    "without credentials": (
        PROVIDERS["beads"],
        {
            "name": "beads",
            "aliases": [],
            "external_resource_type": None,
            "routing_key": None,
            "needs": [],
            "takes": ["command", "cwd"],
            "filters_by": None,
        },
    ),
}


@pytest.mark.parametrize(("row", "expected"), ROWS.values(), ids=ROWS.keys())
def test_provider(row: Provider, expected: dict[str, object]) -> None:
    """Each row of the table has exactly this object."""
    assert providers_report(iter([row])) == ProvidersReport(ok=True, providers=(expected,))


def test_providers_in_their_order() -> None:
    """The report has all rows of the table, in order."""
    report = providers_report(PROVIDERS.values())
    assert [row["name"] for row in report.providers] == list(PROVIDERS)
    assert providers_report(()) == ProvidersReport(ok=True, providers=())


REPORTS: Mapping[str, Report] = {
    **{f"list: {name}": links_report(result) for name, (result, _) in LISTS.items()},
    **{f"add: {name}": link_report(result) for name, (result, _) in ADDED.items()},
    **{f"remove: {name}": unlink_report(result) for name, (result, _) in ERRORS.items()},
    "providers": providers_report(PROVIDERS.values()),
}


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS.keys())
def test_a_report_is_one_json_object(report: Report) -> None:
    """The object has the same members for every result."""
    decoded = msgspec.json.decode(msgspec.json.encode(report))
    assert set(decoded) == {attribute.name for attribute in fields(type(report))}
    assert {attribute.name for attribute in fields(Report)} <= set(decoded)


def test_links_can_be_read_back() -> None:
    """A program gets the links as they are in the cache."""
    decoded = msgspec.json.decode(msgspec.json.encode(links_report(Success(LinksListed(mapped=(MAPPED, SECOND))))))
    assert msgspec.convert(decoded["mapped"], tuple[WorkPackageLink, ...]) == (MAPPED, SECOND)
