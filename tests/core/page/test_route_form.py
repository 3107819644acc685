"""The forms about routes."""

from collections.abc import Mapping

import pytest
from returns.result import Failure, Result, Success

from tests.core.builders import ACME
from trackpost.core.contract.server import RoutingKey
from trackpost.core.page.route_form import FormError, HalfARoute, RouteForm, TooLong, parse_mapping_form
from trackpost.core.parsing.text import UnusableText

WORKSPACE = {"provider": "Jira ", "workspace": "acme.example", "mapping": " board "}
RESOURCE = {"resource_type": "jira_project", "resource_id": "ACME"}

CASES: Mapping[str, tuple[Mapping[str, str], Result[tuple[RoutingKey, str], FormError]]] = {
    "a workspace": (WORKSPACE, Success((RoutingKey("jira", "acme.example", None), "board"))),
    "a resource": (WORKSPACE | RESOURCE, Success((RoutingKey("jira", "acme.example", ACME), "board"))),
    "no provider": (WORKSPACE | {"provider": " "}, Failure(UnusableText("the provider", "is blank"))),
    "no workspace": ({"provider": "jira"}, Failure(UnusableText("the workspace", "is blank"))),
    "no mapping": (WORKSPACE | {"mapping": ""}, Failure(UnusableText("the name of the mapping", "is blank"))),
    "no id": (WORKSPACE | {"resource_type": "jira_project"}, Failure(HalfARoute("id"))),
    "no type": (WORKSPACE | {"resource_id": "ACME"}, Failure(HalfARoute("type"))),
    "a long mapping": (WORKSPACE | {"mapping": "x" * 201}, Failure(TooLong())),
}


@pytest.mark.parametrize(("typed", "expected"), CASES.values(), ids=CASES.keys())
def test_mapping_form(typed: Mapping[str, str], expected: Result[tuple[RoutingKey, str], FormError]) -> None:
    """The 4-tuple and the name of its mapping, or the first thing that is wrong."""
    assert parse_mapping_form(typed) == expected


def test_an_empty_form() -> None:
    """Nothing is asked."""
    assert (RouteForm.of({}).is_empty, RouteForm.of({"workspace": "w"}).is_empty) == (True, False)


def test_messages() -> None:
    """Each says what to do."""
    assert (HalfARoute("id").message, TooLong().message) == (
        "a resource has a type and an id; add the id, or leave both empty for the whole workspace",
        "the name of a mapping has at most 200 characters",
    )
