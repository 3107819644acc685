"""What a bound project keeps when it is bound again."""

from collections.abc import Mapping

import pytest
from attrs import evolve
from returns.result import Failure, Result, Success

from tests.core.builders import ACME, BETA
from trackpost.core.parsing.untyped import WrongShape
from trackpost.core.project.bind_order import BindOrder
from trackpost.core.project.binding import Binding
from trackpost.core.routing.pin import RouteDrift
from trackpost.core.routing.providers import PROVIDERS
from trackpost.core.routing.route import ResourceRoute

ORDER = BindOrder(
    provider=PROVIDERS["jira"],
    workspace="acme.example",
    doctrine_mode=None,
    doctrine_field_owners={},
    credentials={},
)
OLD = Binding(
    provider="jira",
    provider_as_typed="jira",
    workspace="acme.example",
    doctrine_mode="split_ownership",
    doctrine_field_owners={"title": "local"},
    resource=ACME,
)
NAMING = evolve(ORDER, credentials={"project_key": "BETA"})
OVERRIDDEN: Result[Binding, RouteDrift] = Failure(RouteDrift(ACME, ResourceRoute("jira_project", "GAMMA")))
AGAIN: Mapping[str, tuple[BindOrder, ResourceRoute | None, Result[Binding, RouteDrift]]] = {
    "nothing named": (ORDER, ACME, Success(OLD)),
    "another mode": (
        evolve(ORDER, doctrine_mode="external_authoritative"),
        ACME,
        Success(evolve(OLD, doctrine_mode="external_authoritative")),
    ),
    "another owner": (
        evolve(ORDER, doctrine_field_owners={"body": "local"}),
        ACME,
        Success(evolve(OLD, doctrine_field_owners={"body": "local"})),
    ),
    "the file has another project's credentials": (ORDER, BETA, Failure(RouteDrift(ACME, BETA))),
    "the file has no credentials": (ORDER, None, Failure(RouteDrift(ACME, None))),
    "the environment overrides what is named": (NAMING, ResourceRoute("jira_project", "GAMMA"), OVERRIDDEN),
    "another project is named": (NAMING, BETA, Success(evolve(OLD, resource=BETA))),
}


@pytest.mark.parametrize(("order", "resource", "expected"), AGAIN.values(), ids=AGAIN.keys())
def test_binding_again(order: BindOrder, resource: ResourceRoute | None, expected: Result[Binding, RouteDrift]) -> None:
    """What the order does not name stays as it is; the pin changes only to a resource that it names."""
    assert order.binding(OLD, resource, None) == expected


def test_binding_to_another_tracker() -> None:
    """The old pin belongs to the old tracker, so it is dropped."""
    linear = evolve(ORDER, provider=PROVIDERS["linear"])
    assert linear.binding(OLD, None, None).map(lambda bound: bound.resource) == Success(None)


NOT_TEXT = Failure(WrongShape("c.yaml", "tracker.filter", "text (put it in quotes)", "list"))
FILTERS: Mapping[str, tuple[str | None, Mapping[str, object], Result[str | None, WrongShape]]] = {
    "none so far": (None, {"provider": "jira"}, Success(None)),
    "nothing named": (None, {"provider": "jira", "filter": " labels = web\n"}, Success("labels = web")),
    "of another spelling of the tracker": (None, {"provider": " JIRA", "filter": "a = 1"}, Success("a = 1")),
    "of no tracker yet": (None, {"filter": "a = 1"}, Success("a = 1")),
    "of another tracker": (None, {"provider": "linear", "filter": "Website"}, Success(None)),
    "of what is no tracker": (None, {"provider": ["jira"], "filter": "a = 1"}, Success(None)),
    "something else is wrong with the file": (
        None,
        {"provider": "jira", "filter": "a = 1", "ownership": {"mode": "?"}},
        Success("a = 1"),
    ),
    "it is no text": (None, {"provider": "jira", "filter": ["web"]}, NOT_TEXT),
    "another one": ("b = 2", {"provider": "jira", "filter": "a = 1"}, Success("b = 2")),
    "another one in place of what is no text": ("b = 2", {"provider": "jira", "filter": ["web"]}, Success("b = 2")),
    "removed": ("", {"provider": "jira", "filter": "a = 1"}, Success(None)),
}


@pytest.mark.parametrize(("named", "tracker", "expected"), FILTERS.values(), ids=FILTERS.keys())
def test_the_filter(named: str | None, tracker: Mapping[str, object], expected: Result[str | None, WrongShape]) -> None:
    """It stays, so that no more is published than before, unless another one is named or the tracker is another."""
    assert evolve(ORDER, filter=named).filter_after("c.yaml", tracker) == expected
