"""Whether a publish without a route is allowed."""

from collections.abc import Mapping

import pytest
from returns.result import Failure, Result, Success

from tests.core.builders import ACME
from trackpost.core.routing.pin import RouteRequired, Routing, demand_route
from trackpost.core.routing.route import UnsupportedProvider

ROUTED = Routing(provider="jira", workspace="acme.example", route=Success(ACME))
UNROUTED = Routing(provider="beads", workspace="w", route=Failure(UnsupportedProvider("beads")))

CASES: Mapping[str, tuple[Routing, bool, Result[Routing, RouteRequired]]] = {
    "required and present": (ROUTED, True, Success(ROUTED)),
    "present, not required": (ROUTED, False, Success(ROUTED)),
    "absent, not required": (UNROUTED, False, Success(UNROUTED)),
    "required but absent": (UNROUTED, True, Failure(RouteRequired(UnsupportedProvider("beads")))),
}


@pytest.mark.parametrize(("routing", "required", "expected"), CASES.values(), ids=CASES.keys())
def test_demand_route(routing: Routing, *, required: bool, expected: Result[Routing, RouteRequired]) -> None:
    """Only a required route that is absent stops a publish; the error has the reason."""
    assert expected == demand_route(routing, required=required)
