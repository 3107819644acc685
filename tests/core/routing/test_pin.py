"""A project's pin, compared with the route of the credentials."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Result, Success

from tests.core.builders import ACME, BETA
from tests.core.strategies import NOT_BLANK, QUICK, ROUTE
from trackpost.core.result import sealed
from trackpost.core.routing.credentials import EmptyCredential, MalformedCredential, MissingCredential
from trackpost.core.routing.pin import RouteDrift, confirm_route, drift
from trackpost.core.routing.route import ResourceRoute, RoutingError, UnsupportedProvider

Route = Result[ResourceRoute, RoutingError]
Confirmed = Result[Route, RouteDrift]

MISSING: Route = Failure(MissingCredential("jira", "project_key"))
EMPTY: Route = Failure(EmptyCredential("jira", "project_key"))
MALFORMED: Route = Failure(MalformedCredential("jira", "project_key", "list"))
UNKNOWN: Route = Failure(UnsupportedProvider("notion"))
NO_TEAM: Route = Failure(MissingCredential("linear", "team_id"))
NO_RULE: Route = Failure(UnsupportedProvider("beads"))
TEAM = ResourceRoute("linear_team", "ACME")
LOWER = ResourceRoute("jira_project", "acme")

CASES: Mapping[str, tuple[ResourceRoute | None, Route, Confirmed]] = {
    "no pin": (None, Success(ACME), Success(Success(ACME))),
    "no pin, and no route": (None, MISSING, Success(MISSING)),
    "no pin, and no rule": (None, NO_RULE, Success(NO_RULE)),
    "the same": (ACME, Success(ResourceRoute("jira_project", "ACME")), Success(Success(ACME))),
    "another project": (ACME, Success(BETA), Failure(RouteDrift(ACME, BETA))),
    "the reverse": (BETA, Success(ACME), Failure(RouteDrift(BETA, ACME))),
    "another tracker's resource of that name": (ACME, Success(TEAM), Failure(RouteDrift(ACME, TEAM, "linear"))),
    "the same except for case": (ACME, Success(LOWER), Failure(RouteDrift(ACME, LOWER))),
    "the credential is gone": (ACME, MISSING, Failure(RouteDrift(ACME, None))),
    "the credential is blank": (ACME, EMPTY, Failure(RouteDrift(ACME, None))),
    "the credential is malformed": (ACME, MALFORMED, Failure(RouteDrift(ACME, None))),
    "the tracker has no rule": (ACME, NO_RULE, Failure(RouteDrift(ACME, None, "beads"))),
    "nobody knows the tracker": (ACME, UNKNOWN, Failure(RouteDrift(ACME, None, "notion"))),
    "another tracker without credentials": (ACME, NO_TEAM, Failure(RouteDrift(ACME, None, "linear"))),
}


@pytest.mark.parametrize(("pin", "route", "expected"), CASES.values(), ids=CASES.keys())
def test_confirm_route(pin: ResourceRoute | None, route: Route, expected: Confirmed) -> None:
    """Only a pin can refuse a route, and only if the two differ."""
    assert expected == confirm_route(_provider(route), pin, route)


def _provider(route: Route) -> str:
    match sealed(route):
        case Success(derived):
            return "linear" if derived == TEAM else "jira"
        case Failure(error):
            return error.provider


NONE: st.SearchStrategy[Route] = st.one_of(
    st.builds(MissingCredential, NOT_BLANK, NOT_BLANK),
    st.builds(EmptyCredential, NOT_BLANK, NOT_BLANK),
    st.builds(UnsupportedProvider, NOT_BLANK),
).map(Failure)
ROUTES: st.SearchStrategy[Route] = ROUTE.map(Success) | NONE
NEAR = st.sampled_from([ACME, BETA, TEAM, LOWER])


@QUICK
@given(ROUTES)
def test_without_a_pin_everything_passes_unchanged(route: Route) -> None:
    """Without a pin, a route passes, and so does the absence of one."""
    assert confirm_route("jira", None, route) == Success(route)


@QUICK
@given(ROUTE)
def test_an_equal_pin_passes(route: ResourceRoute) -> None:
    """A route passes if the pin equals it."""
    derived: Route = Success(route)
    assert confirm_route("jira", route, derived) == Success(derived)


@QUICK
@given(NEAR | ROUTE, NEAR.map(Success) | ROUTES)
def test_a_pinned_project_publishes_under_its_pin_or_not_at_all(pin: ResourceRoute, route: Route) -> None:
    """It never publishes under another route or without one."""
    derived = route.value_or(None)
    confirmed = confirm_route("jira", pin, route)
    assert confirmed == (Success(Success(pin)) if derived == pin else Failure(drift("jira", pin, derived)))
