"""Encode and decode snapshots."""

import json
from collections.abc import Mapping

import pytest
from msgspec.structs import replace
from returns.result import Failure, Result, Success

from tests.core.builders import HEADER, ISSUE, NOTHING, SNAPSHOT, with_header
from trackpost.core.parsing.strict_json import Fault
from trackpost.core.snapshot.body import Snapshot, convert_snapshot, decode_snapshot, encode_snapshot

MEMBERS = (
    "checkpoint",
    "doctrine_field_owners",
    "doctrine_mode",
    "external_resource_id",
    "external_resource_type",
    "issues",
    "mappings",
    "project_slug",
    "project_uuid",
    "provider",
    "workspace",
)

OPTIONAL = {"external_resource_type", "external_resource_id", "project_uuid", "project_slug"}
SMALLEST = Snapshot(header=replace(HEADER, route=None, project_uuid=None, project_slug=None), contents=NOTHING)


def titled(title: str) -> Snapshot:
    """Return a snapshot of one issue with this title."""
    contents = replace(NOTHING, issues=(replace(ISSUE, title=title),))
    return replace(SMALLEST, contents=contents)


def test_the_bytes_of_a_small_snapshot() -> None:
    """Members are sorted at every depth, there is no whitespace, and missing values are null."""
    assert encode_snapshot(SMALLEST) == (
        b'{"checkpoint":{"cursor":null,"updated_since":null},'
        b'"doctrine_field_owners":{"labels":"local","status":"external"},'
        b'"doctrine_mode":"external_authoritative",'
        b'"external_resource_id":null,"external_resource_type":null,'
        b'"issues":[],"mappings":[],"project_slug":null,"project_uuid":null,'
        b'"provider":"jira","workspace":"acme.example"}'
    )


def test_the_bytes_of_one_issue() -> None:
    """An issue has exactly the members of the contract, sorted."""
    body = encode_snapshot(replace(SMALLEST, contents=replace(NOTHING, issues=(ISSUE,))))
    assert (
        b'"issues":[{"assignees":["alice","bob"],"body":null,"issue_type":"bug","labels":["web"],"priority":1,'
        b'"ref":{"id":"10001","key":"ACME-1","system":"jira","url":"https://acme.example/ACME-1",'
        b'"workspace":"acme.example"},"status":"in_progress","title":"Login fails",'
        b'"updated_at":"2026-03-01T12:30:45.123456+00:00"}]'
    ) in body


def test_the_bytes_of_one_mapping() -> None:
    """A mapping has exactly the members of the contract, sorted."""
    assert (
        b'"mappings":[{"created_at":"2026-03-01T12:00:00+00:00","external_id":"10001","external_key":"ACME-1",'
        b'"external_url":null,"system":"jira","updated_at":"2026-03-01T12:30:00+00:00","workspace":"acme.example",'
        b'"wp_id":"WP01"}]'
    ) in encode_snapshot(SNAPSHOT)


SPELLINGS: Mapping[str, tuple[str, bytes]] = {
    "text beyond ASCII is UTF-8": ("Naïve 日本語 😺", '"Naïve 日本語 😺"'.encode()),
    "a slash is not escaped": ("a/b", b'"a/b"'),
    "quotes and backslashes are escaped": ('"\\', b'"\\"\\\\"'),
    "short escapes": ("\n\t\r\b\f", b'"\\n\\t\\r\\b\\f"'),
    "other control characters": ("\x01\x1f", b'"\\u0001\\u001f"'),
    "delete is not escaped": ("\x7f", b'"\x7f"'),
    "line separators are not escaped": ("\u2028\u2029", '"\u2028\u2029"'.encode()),
}


@pytest.mark.parametrize(("title", "expected"), SPELLINGS.values(), ids=SPELLINGS.keys())
def test_text(title: str, expected: bytes) -> None:
    """Only characters that JSON forbids are escaped."""
    assert b'"title":' + expected + b',"updated_at"' in encode_snapshot(titled(title))


def test_members_are_sorted_by_code_point() -> None:
    """The order is not that of UTF-16 units, in which the cat comes before the halfwidth stop."""
    body = encode_snapshot(with_header(replace(HEADER, doctrine_field_owners={"😺": "c", "\uff61": "b", "Z": "a"})))
    assert '"doctrine_field_owners":{"Z":"a","\uff61":"b","😺":"c"}'.encode() in body


def body(without: str = "", **members: object) -> bytes:
    """Return the small body with *members* replaced and one member left out."""
    wire = {**json.loads(encode_snapshot(SNAPSHOT)), **members}
    return json.dumps({name: value for name, value in wire.items() if name != without}).encode()


def one_issue(**members: object) -> bytes:
    """Return the small body with *members* of its issue replaced."""
    return body(issues=[{**json.loads(encode_snapshot(SNAPSHOT))["issues"][0], **members}])


WITHOUT_ROUTE = with_header(replace(HEADER, route=None))
BOTH = "Expected both routing members or neither"

CASES: Mapping[str, tuple[bytes, Result[Snapshot, Fault]]] = {
    "unchanged": (encode_snapshot(SNAPSHOT), Success(SNAPSHOT)),
    "with whitespace and in another order": (body(), Success(SNAPSHOT)),
    "from a client that predates the routing fields": (
        encode_snapshot(WITHOUT_ROUTE).replace(b'"external_resource_id":null,"external_resource_type":null,', b""),
        Success(WITHOUT_ROUTE),
    ),
    "an id without a type": (
        body(external_resource_type=None),
        Failure(Fault("$.external_resource_id", BOTH)),
    ),
    "a type without an id": (
        body(external_resource_id=None),
        Failure(Fault("$.external_resource_id", BOTH)),
    ),
    "a type and an absent id": (
        body(without="external_resource_id"),
        Failure(Fault("$.external_resource_id", BOTH)),
    ),
    "a blank id": (
        body(external_resource_id=" "),
        Failure(Fault("$.external_resource_id", "Expected text that is not blank")),
    ),
    "a number as the workspace": (body(workspace=7), Failure(Fault("$.workspace", "Expected `str`, got `int`"))),
    "null as the workspace": (body(workspace=None), Failure(Fault("$.workspace", "Expected `str`, got `null`"))),
    "text as the issues": (body(issues="x"), Failure(Fault("$.issues", "Expected `array`, got `str`"))),
    "an owner that is not text": (
        body(doctrine_field_owners={"status": 1}),
        Failure(Fault("$.doctrine_field_owners[...]", "Expected `str`, got `int`")),
    ),
    "another mode": (body(doctrine_mode="x"), Failure(Fault("$.doctrine_mode", "Invalid enum value 'x'"))),
    "no title": (one_issue(title=None), Failure(Fault("$.issues[0].title", "Expected `str`, got `null`"))),
    "text as the priority": (
        one_issue(priority="1"),
        Failure(Fault("$.issues[0].priority", "Expected `int | null`, got `str`")),
    ),
    "a priority above 4": (one_issue(priority=5), Failure(Fault("$.issues[0].priority", "Expected `int` <= 4"))),
    "a priority below 0": (one_issue(priority=-1), Failure(Fault("$.issues[0].priority", "Expected `int` >= 0"))),
    "an unknown status": (
        one_issue(status="open"),
        Failure(Fault("$.issues[0].status", "Invalid enum value 'open'")),
    ),
    "an unknown type": (
        one_issue(issue_type="Bug"),
        Failure(Fault("$.issues[0].issue_type", "Invalid enum value 'Bug'")),
    ),
    "a list at the top": (b"[]", Failure(Fault("$", "Expected `object`, got `array`"))),
}


@pytest.mark.parametrize(("content", "expected"), CASES.values(), ids=CASES.keys())
def test_decode_snapshot(content: bytes, expected: Result[Snapshot, Fault]) -> None:
    """The bytes give exactly this snapshot, or the fault of the first offending member."""
    assert expected == decode_snapshot(content)


MALFORMED: Mapping[str, tuple[bytes, str]] = {
    "nothing": (b"", "$"),
    "not JSON": (b"provider=jira", "$"),
    "cut off": (encode_snapshot(SNAPSHOT)[:-1], "$"),
    "something after it": (encode_snapshot(SNAPSHOT) + b"{}", "$"),
    "invalid UTF-8": (encode_snapshot(SNAPSHOT).replace(b"Login", b"\xff\xfe"), "$"),
    "a lone surrogate": (encode_snapshot(SNAPSHOT).replace(b"Login", b"\\ud800"), "$"),
    "not a number": (encode_snapshot(SNAPSHOT).replace(b'"priority":1', b'"priority":NaN'), "$"),
    "infinity": (encode_snapshot(SNAPSHOT).replace(b'"priority":1', b'"priority":Infinity'), "$"),
    "too deep": (b'{"issues":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "$.issues[0]"),
    "too deep in an unknown member": (b'{"other":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "$"),
    "a number that is too long": (
        encode_snapshot(SNAPSHOT).replace(b'"priority":1', b'"priority":' + b"1" * 5000),
        "$.issues[0].priority",
    ),
} | {f"without {name}": (body(without=name), "$") for name in MEMBERS if name not in OPTIONAL}


@pytest.mark.parametrize(("content", "expected"), MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_body(content: bytes, expected: str) -> None:
    """The fault has the path of the offending member."""
    assert expected == decode_snapshot(content).swap().map(lambda error: error.path).value_or("decoded")


def test_a_value_that_is_no_snapshot() -> None:
    """The complaint has the path of the member, in words that a person knows."""
    assert convert_snapshot([]) == Failure(Fault("$", "Expected `object`, got `array`"))
