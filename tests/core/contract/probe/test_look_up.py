"""The look-up of the mapping: which routing keys show it, and what must be answered."""

import json
from collections.abc import Mapping

import pytest
from attrs import evolve

from tests.core.contract.probe.builders import (
    ALONE,
    EVERYTHING,
    MAPPINGS,
    ONE,
    REQUEST,
    WHOLE,
    exchanges,
    plan_of,
    refusal,
    response,
)
from trackpost.core.contract.probe.exchange import Response
from trackpost.core.contract.probe.look_up import probe_mappings
from trackpost.core.contract.probe.promise import Broken, Finding, Kept, NotObservable
from trackpost.core.contract.server import RoutingKey

FRESH = ("jira_project", "PROBE-5eed")
PROJECT, SHARED, SINGLE = "trackpost-probe-5eed", "trackpost-probe", "trackpost-probe-alone"

KEYS: Mapping[str, tuple[str | None, ...]] = {
    "resource": ("jira", SHARED, "jira_project", "ONE"),
    "workspace": ("jira", SHARED, *FRESH),
    "no-route": ("jira", SHARED, None, None),
    "absent-route": ("jira", SHARED),
    "nobody": ("jira", PROJECT, *FRESH),
    "other-resource": ("jira", SINGLE, *FRESH),
    "other-type": ("jira", SINGLE, "trackpost_probe", "TWO"),
    "other-workspace": ("jira", PROJECT, "jira_project", "ONE"),
    "other-provider": ("trackpost-probe", SHARED, "jira_project", "ONE"),
}
_MEMBERS = ("provider", "workspace", "external_resource_type", "external_resource_id")


@pytest.mark.parametrize(("name", "expected"), KEYS.items(), ids=KEYS.keys())
def test_keys(name: str, expected: tuple[str | None, ...]) -> None:
    """The first routing key that shows the rule is asked for."""
    ((request,),) = plan_of(f"lookup.{name}").steps
    body = json.loads(request.body)
    assert tuple(body[member] for member in _MEMBERS if member in body) == expected


def test_mappings_of_others() -> None:
    """A probe uses no workspace that was not made for it."""
    acme = RoutingKey("jira", "acme.example", None)
    assert probe_mappings({**MAPPINGS, acme: "acme"}) == MAPPINGS


def test_a_server_without_a_workspace_of_its_own() -> None:
    """Then the rule about other resources is shown by the first workspace with a resource."""
    setting = evolve(WHOLE, mappings={ONE: "one", ALONE: "two"})
    ((request,),) = plan_of("lookup.other-resource", setting).steps
    assert json.loads(request.body)["workspace"] == ONE.workspace
    assert EVERYTHING not in setting.mappings


def _found(by: str | None, mapping: str | None) -> dict[str, object]:
    return {"resolved_by": by, "mapping": mapping}


ANSWERS: Mapping[str, tuple[str, Response, Finding]] = {
    "by resource": ("resource", response(200, _found("resource", "one")), Kept()),
    "by workspace": ("workspace", response(200, _found("workspace", "everything")), Kept()),
    "by nobody": ("nobody", response(202, _found(None, None)), Kept()),
    "by another": (
        "resource",
        response(200, _found("workspace", "everything")),
        Broken("expected one by resource, got everything by workspace", REQUEST),
    ),
    "by somebody": (
        "nobody",
        response(200, _found("resource", "one")),
        Broken("expected no mapping, got one by resource", REQUEST),
    ),
    "with the status of those that wait": (
        "resource",
        response(202, _found("resource", "one")),
        Broken("expected 200, got 202", REQUEST),
    ),
    "with the status of those that are found": (
        "nobody",
        response(200, _found(None, None)),
        Broken("expected 202, got 200", REQUEST),
    ),
    "refused": ("nobody", refusal(404, "unmapped"), Broken("expected 202, got 404 unmapped", REQUEST)),
    "without a word": ("nobody", response(204), NotObservable("the answer does not say how the mapping was found")),
}


@pytest.mark.parametrize(("name", "answer", "expected"), ANSWERS.values(), ids=ANSWERS.keys())
def test_answers(name: str, answer: Response, expected: Finding) -> None:
    """The answer names the mapping and how it was found."""
    finding = plan_of(f"lookup.{name}").judge(exchanges(answer))
    assert (evolve(finding, request=REQUEST) if isinstance(finding, Broken) else finding) == expected
