"""The table of mappings that a server reads from a JSON file."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Result, Success

from tests.core.builders import ACME
from tests.core.strategies import QUICK
from trackpost.core.contract.server import RoutingKey
from trackpost.core.contract.server_setup import parse_mapping_table
from trackpost.core.parsing.strict_json import Fault

SITE = {"provider": "jira", "workspace": "acme.example", "mapping": "all"}
ROUTE = {"external_resource_type": "jira_project", "external_resource_id": "ACME"}
PROJECT = {**SITE, **ROUTE, "mapping": "acme"}
SITE_KEY = RoutingKey("jira", "acme.example", None)
PROJECT_KEY = RoutingKey("jira", "acme.example", ACME)
BOTH = "Expected both routing members or neither"

CASES: Mapping[str, tuple[object, Result[Mapping[RoutingKey, str], Fault]]] = {
    "none": ([], Success({})),
    "a workspace": ([SITE], Success({SITE_KEY: "all"})),
    "a workspace with nulls": (
        [{**SITE, "external_resource_type": None, "external_resource_id": None}],
        Success({SITE_KEY: "all"}),
    ),
    "a resource": ([PROJECT], Success({PROJECT_KEY: "acme"})),
    "both": ([SITE, PROJECT], Success({SITE_KEY: "all", PROJECT_KEY: "acme"})),
    "one key twice": ([SITE, PROJECT, SITE], Failure(Fault("$[2]", "Expected each key once"))),
    "half a route": (
        [SITE, {**SITE, "external_resource_type": "jira_project"}],
        Failure(Fault("$[1].external_resource_id", BOTH)),
    ),
    "the other half": (
        [{**SITE, "external_resource_id": "ACME"}],
        Failure(Fault("$[0].external_resource_id", BOTH)),
    ),
    "no mapping": (
        [{"provider": "jira", "workspace": "w"}],
        Failure(Fault("$[0].mapping", "Missing member")),
    ),
    "a misspelled member": (
        [{**SITE, "external_resource_typ": "jira_project", "mapping": "m"}],
        Failure(Fault("$[0].external_resource_typ", "Unexpected member")),
    ),
    "a number as the mapping": (
        [{**SITE, "mapping": 1}],
        Failure(Fault("$[0].mapping", "Expected `str`, got `int`")),
    ),
    "an object": ({}, Failure(Fault("$", "Expected `array`, got `object`"))),
}


@pytest.mark.parametrize(("table", "expected"), CASES.values(), ids=CASES.keys())
def test_parse_mapping_table(table: object, expected: Result[Mapping[RoutingKey, str], Fault]) -> None:
    """Each file becomes exactly this table, or exactly its first error."""
    assert expected == parse_mapping_table(json.dumps(table).encode())


def test_the_table_is_read_only() -> None:
    """The mappings of a running server cannot change."""
    table = parse_mapping_table(json.dumps([SITE]).encode()).value_or({SITE_KEY: "writable"})
    with pytest.raises(TypeError, match="does not support item assignment"):
        table[SITE_KEY] = "other"  # type: ignore[index] # tries what must be impossible


DEEP = b"[" * 100_000


@QUICK
@given(st.binary(max_size=20) | st.sampled_from([DEEP, b'[{"x":' + DEEP, b"\xff", b'["\\ud800"]']))
def test_parsing_never_raises(content: bytes) -> None:
    """Any bytes give a table or an error."""
    assert isinstance(parse_mapping_table(content), Result)
