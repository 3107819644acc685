"""Whether a publish may go on without a route."""

from collections.abc import Mapping

import pytest
from returns.result import Failure, Result, Success

from tests.core.builders import ACME
from trackpost.core.routing.pin import RouteRequired, Routing, demand_route
from trackpost.core.routing.route import UnsupportedProvider

ROUTED = Routing(provider="jira", workspace="acme.example", route=Success(ACME))
UNROUTED = Routing(provider="beads", workspace="w", route=Failure(UnsupportedProvider("beads")))

CASES: Mapping[str, tuple[Routing, bool, Result[Routing, RouteRequired]]] = {
    "required and there": (ROUTED, True, Success(ROUTED)),
    "there and not required": (ROUTED, False, Success(ROUTED)),
    "not required and not there": (UNROUTED, False, Success(UNROUTED)),
    "required and not there": (UNROUTED, True, Failure(RouteRequired(UnsupportedProvider("beads")))),
}


@pytest.mark.parametrize(("routing", "required", "expected"), CASES.values(), ids=CASES.keys())
def test_demand_route(routing: Routing, *, required: bool, expected: Result[Routing, RouteRequired]) -> None:
    """Only a route that is required and missing stops a publish, with the reason why it is missing."""
    assert expected == demand_route(routing, required=required)
