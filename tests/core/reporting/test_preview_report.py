"""The reports of ``route`` and ``preview``."""

import json
from collections.abc import Mapping

import msgspec
import pytest
from attrs import evolve, fields
from msgspec.structs import replace
from returns.result import Failure, Result, Success

from tests.core.builders import ACME, BODY, CANARY, PACKED, URL, snapshot
from tests.support.packed import bytes_of
from trackpost.core.delivery.endpoint import Endpoint, MissingServerUrl
from trackpost.core.delivery.publish import Preview, shown_headers
from trackpost.core.delivery.receipt import PrepareError
from trackpost.core.parsing.secret import Secret
from trackpost.core.project.binding import NotBound, RuntimeFault
from trackpost.core.reporting.preview_report import PreviewReport, preview_report
from trackpost.core.reporting.report import Report, RouteFault, error_object
from trackpost.core.reporting.route_report import RouteReport, route_report
from trackpost.core.routing.pin import RouteRequired, Routing
from trackpost.core.routing.route import UnsupportedProvider

BEADS = UnsupportedProvider("beads")
NO_RULE = RouteFault("unsupported_provider", BEADS.message)
UNBOUND = NotBound("config.yaml", "tracker.provider")

ROUTES: Mapping[str, tuple[Result[Routing, RuntimeFault], RouteReport]] = {
    "a route": (
        Success(Routing(provider="jira", workspace="acme.example", route=Success(ACME))),
        RouteReport(ok=True, provider="jira", workspace="acme.example", route=ACME),
    ),
    "no route": (
        Success(Routing(provider="beads", workspace="w", route=Failure(BEADS))),
        RouteReport(
            ok=False,
            provider="beads",
            workspace="w",
            route_error=NO_RULE,
            error={"kind": "unsupported_provider", "message": BEADS.message, "provider": "beads"},
        ),
    ),
    "no binding": (Failure(UNBOUND), RouteReport(ok=False, error=error_object(UNBOUND))),
}


@pytest.mark.parametrize(("result", "expected"), ROUTES.values(), ids=ROUTES.keys())
def test_route_report(result: Result[Routing, RuntimeFault], expected: RouteReport) -> None:
    """Each result has exactly this report."""
    assert expected == route_report(result)


READY = Preview(endpoint=Endpoint(URL, is_loopback=False), token=Secret(CANARY), snapshot=PACKED)
UNROUTED = snapshot(Failure(BEADS))
REPORT = PreviewReport(
    ok=True,
    endpoint=URL,
    headers=shown_headers(PACKED, Secret(CANARY)),
    idempotency_key=PACKED.idempotency_key,
    digest=PACKED.digest,
    issues=1,
    mappings=1,
    bytes=len(BODY),
    route=ACME,
    snapshot=msgspec.Raw(BODY),
)

PREVIEWS: Mapping[str, tuple[Result[Preview, PrepareError], PreviewReport]] = {
    "ready": (Success(READY), REPORT),
    "without a server": (Success(replace(READY, endpoint=None)), evolve(REPORT, endpoint=None)),
    "without token and route": (
        Success(replace(READY, token=None, snapshot=UNROUTED)),
        evolve(
            REPORT,
            headers=shown_headers(UNROUTED, None),
            idempotency_key=UNROUTED.idempotency_key,
            digest=UNROUTED.digest,
            bytes=len(UNROUTED.body),
            route=None,
            route_error=NO_RULE,
            snapshot=msgspec.Raw(bytes_of(UNROUTED)),
        ),
    ),
    "not ready": (
        Failure(MissingServerUrl()),
        PreviewReport(ok=False, error=error_object(MissingServerUrl())),
    ),
    "not ready without a route": (
        Failure(RouteRequired(BEADS)),
        PreviewReport(ok=False, route_error=NO_RULE, error=error_object(RouteRequired(BEADS))),
    ),
}


@pytest.mark.parametrize(("result", "expected"), PREVIEWS.values(), ids=PREVIEWS.keys())
def test_preview_report(result: Result[Preview, PrepareError], expected: PreviewReport) -> None:
    """Each result has exactly this report."""
    assert expected == preview_report(result)


def test_all_reports_have_the_same_members() -> None:
    """The common members are the same for every command."""
    common = {attribute.name for attribute in fields(Report)}
    assert all(common <= {attribute.name for attribute in fields(report)} for report in (RouteReport, PreviewReport))


def test_a_preview_shows_the_body_itself() -> None:
    """The report contains the body byte by byte, as one member."""
    encoded = msgspec.json.encode(preview_report(Success(READY)))
    assert BODY in encoded
    assert json.loads(encoded)["snapshot"] == json.loads(BODY)
