"""What a bound project keeps when it is bound again."""

from collections.abc import Mapping

import pytest
from attrs import evolve
from returns.result import Failure, Result, Success

from tests.core.builders import ACME, BETA
from trackpost.core.project.bind import BindOrder
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
    "another project is named": (NAMING, BETA, Success(evolve(OLD, resource=BETA))),
}


@pytest.mark.parametrize(("order", "resource", "expected"), AGAIN.values(), ids=AGAIN.keys())
def test_binding_again(order: BindOrder, resource: ResourceRoute | None, expected: Result[Binding, RouteDrift]) -> None:
    """What the order does not name stays as it is; the pin changes only to a resource that it names."""
    assert order.binding(OLD, resource) == expected


def test_binding_to_another_tracker() -> None:
    """The old pin belongs to the old tracker, so it is dropped."""
    linear = evolve(ORDER, provider=PROVIDERS["linear"])
    assert linear.binding(OLD, None).map(lambda bound: bound.resource) == Success(None)
