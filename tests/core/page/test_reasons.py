"""Why a snapshot landed on its board."""

from collections.abc import Mapping

import pytest

from tests.core.builders import ACME
from trackpost.core.contract.server import (
    AwaitsPerson,
    ByResource,
    ByWorkspace,
    Resolution,
    RoutingKey,
    resolve_mapping,
)
from trackpost.core.page.reasons import explain_resolution

WITH = RoutingKey("jira", "acme.example", ACME)
WITHOUT = RoutingKey("jira", "acme.example", None)

CASES: Mapping[str, tuple[RoutingKey, Resolution, list[tuple[str, str | None]]]] = {
    "by resource": (WITH, ByResource("board"), [("found", "board"), ("not tried", None), ("not tried", None)]),
    "by workspace": (WITH, ByWorkspace("all"), [("nothing", None), ("found", "all"), ("not tried", None)]),
    "waits": (WITH, AwaitsPerson(), [("nothing", None), ("nothing", None), ("waits", None)]),
    "no route, by workspace": (WITHOUT, ByWorkspace("all"), [("skipped", None), ("found", "all"), ("not tried", None)]),
    "no route, waits": (WITHOUT, AwaitsPerson(), [("skipped", None), ("nothing", None), ("waits", None)]),
}


@pytest.mark.parametrize(("key", "resolution", "expected"), CASES.values(), ids=CASES.keys())
def test_each_rule_in_order(key: RoutingKey, resolution: Resolution, expected: list[tuple[str, str | None]]) -> None:
    """Each rule says how it went, and which mapping it found."""
    assert [(rule.result, rule.mapping) for rule in explain_resolution(key, resolution)] == expected


TABLES: Mapping[str, Mapping[RoutingKey, str]] = {
    "nothing": {},
    "the resource": {WITH: "board"},
    "the workspace": {WITHOUT: "all"},
    "both": {WITH: "board", WITHOUT: "all"},
}


@pytest.mark.parametrize("key", [WITH, WITHOUT])
@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_the_rules_agree_with_the_look_up(key: RoutingKey, table: Mapping[RoutingKey, str]) -> None:
    """A rule that found something found what the look-up found; what it looked for is the key that it looked under."""
    resolution = resolve_mapping(key, table)
    rules = explain_resolution(key, resolution)
    found = [rule.mapping for rule in rules if rule.result == "found"]
    assert found == [
        mapping for mapping in ("board", "all") if resolution in {ByResource(mapping), ByWorkspace(mapping)}
    ]
    assert rules[0].looked_for == (None if key.route is None else "jira · acme.example · jira_project ACME")
    assert rules[1].looked_for == "jira · acme.example"
