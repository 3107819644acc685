"""The reference server's answer to one request."""

import json
from collections.abc import Mapping

import httpx
import pytest

from tests.support.cache import WORKSPACE
from tests.support.patience import FOREVER
from tests.support.reference_server import (
    KEY,
    SNAPSHOT_HEADERS,
    JsonAnswer,
    changed_body,
    json_answer,
    received,
    reference_server,
    send,
)
from tests.support.requests import BODY
from trackpost.core.contract.server import RoutingKey
from trackpost.core.delivery.endpoint import SNAPSHOT_PATH
from trackpost.core.routing.route import ResourceRoute

UNAUTHORIZED = JsonAnswer(401, {"error": "unauthorized", "message": "This bearer token is unknown.", "path": None})

BEARERS: Mapping[str, tuple[str | None, int]] = {
    "the token": ("Bearer right", 202),
    "the scheme in lower case": ("bearer right", 202),
    "another token": ("Bearer wrong", 401),
    "a part of the token": ("Bearer righ", 401),
    "more than the token": ("Bearer right!", 401),
    "another scheme": ("Basic right", 401),
    "only the token": ("right", 401),
    "only the scheme": ("Bearer", 401),
    "none": (None, 401),
}


@pytest.mark.parametrize(("shown", "expected"), BEARERS.values(), ids=BEARERS.keys())
def test_the_server_requires_its_token(shown: str | None, expected: int) -> None:
    """A server with a token refuses requests without it; they are not recorded, and they read nothing."""
    headers = {} if shown is None else {"Authorization": shown}
    with reference_server(token="right") as url:
        answer = json_answer(send(url, headers={**SNAPSHOT_HEADERS, **headers}))
        listed, shown_entry = received(url, headers=headers), received(url, KEY, headers=headers)
    if expected == 401:
        assert [answer, listed, shown_entry] == [UNAUTHORIZED] * 3
    assert (answer.status, listed.status, shown_entry.status) == ((202, 200, 200) if expected == 202 else (401,) * 3)


def test_a_server_without_a_token_accepts_everyone() -> None:
    """Without a token, the server accepts requests with any bearer or none."""
    with reference_server() as url:
        assert send(url).status_code == 202
        assert send(url, headers={**SNAPSHOT_HEADERS, "Authorization": "Bearer x"}).status_code == 202


def _complaint(status: int, error: str, message: str, path: str | None = None) -> JsonAnswer:
    return JsonAnswer(status, {"error": error, "message": message, "path": path})


NO_KEY = _complaint(400, "missing_idempotency_key", "The Idempotency-Key header is missing.")
BAD_KEY = _complaint(400, "malformed_idempotency_key", "Idempotency-Key must be 64 lower-case hex digits.")
NOT_JSON = _complaint(415, "unsupported_media_type", "Content-Type must be application/json.")

HEADERS: Mapping[str, tuple[Mapping[str, str], JsonAnswer | int]] = {
    "sound": ({}, 202),
    "a media type with parameters": ({"Content-Type": "application/json; charset=utf-8"}, 202),
    "a media type in capitals": ({"Content-Type": "Application/JSON"}, 202),
    "another media type": ({"Content-Type": "text/plain"}, NOT_JSON),
    "a longer media type": ({"Content-Type": "application/json-patch"}, NOT_JSON),
    "no media type": ({"Content-Type": ""}, NOT_JSON),
    "a short key": ({"Idempotency-Key": KEY[:-1]}, BAD_KEY),
    "a long key": ({"Idempotency-Key": KEY + "0"}, BAD_KEY),
    "a key in capitals": ({"Idempotency-Key": KEY.upper()}, BAD_KEY),
    "an empty key": ({"Idempotency-Key": ""}, BAD_KEY),
    "a key with quotes": ({"Idempotency-Key": f'"{KEY}"'}, BAD_KEY),
}


@pytest.mark.parametrize(("changed", "expected"), HEADERS.values(), ids=HEADERS.keys())
def test_headers(changed: Mapping[str, str], expected: JsonAnswer | int) -> None:
    """A request is accepted, or gets exactly this error about its headers and is not recorded."""
    with reference_server() as url:
        answer = json_answer(send(url, headers={**SNAPSHOT_HEADERS, **changed}))
        kept = received(url).body
    assert (answer.status if isinstance(expected, int) else answer) == expected
    assert (kept != []) == (expected == 202)


def test_a_request_without_a_key() -> None:
    """The error names the missing header."""
    with reference_server() as url:
        assert json_answer(send(url, headers={"Content-Type": "application/json"})) == NO_KEY


BODIES: Mapping[str, tuple[bytes, tuple[str, str] | None]] = {
    "sound": (BODY, None),
    "with whitespace and in another order": (json.dumps(json.loads(BODY), indent=2).encode(), None),
    "with an unknown member": (changed_body(another=1), None),
    "no routing members": (changed_body(external_resource_type=..., external_resource_id=...), None),
    "both routing members null": (changed_body(external_resource_type=None, external_resource_id=None), None),
    "one routing member null": (
        changed_body(external_resource_id=None),
        ("$.external_resource_id", "Expected both routing members or neither"),
    ),
    "the other routing member null": (
        changed_body(external_resource_type=None),
        ("$.external_resource_id", "Expected both routing members or neither"),
    ),
    "one routing member absent": (
        changed_body(external_resource_type=...),
        ("$.external_resource_id", "Expected both routing members or neither"),
    ),
    "a blank routing member": (
        changed_body(external_resource_id=" "),
        ("$.external_resource_id", "Expected text that is not blank"),
    ),
    "not JSON": (b"{", ("$", "Expected JSON: Expecting property name enclosed in double quotes at line 1, column 2")),
    "nothing": (b"", ("$", "Expected JSON: Expecting value at line 1, column 1")),
    "a member twice": (b'{"provider":"jira","provider":"linear"}', ("$.provider", "Expected each member once")),
    "a list": (b"[]", ("$", "Expected `object`, got `array`")),
    "no provider": (changed_body(provider=...), ("$.provider", "Missing member")),
    "a provider that is a number": (changed_body(provider=5), ("$.provider", "Expected `str`, got `int`")),
    "a blank workspace": (changed_body(workspace=""), ("$.workspace", "Expected text that is not blank")),
    "an owner that is not text": (
        changed_body(doctrine_field_owners={"title": "local", "a b": 1}),
        ("$.doctrine_field_owners['a b']", "Expected `str`, got `int`"),
    ),
    "a mode that looks like a path": (
        changed_body(doctrine_mode="x` - at `$.issues[9]`"),
        ("$.doctrine_mode", "Invalid enum value 'x` - at `$.issues[9]`'"),
    ),
    "an unknown mode": (changed_body(doctrine_mode="mine"), ("$.doctrine_mode", "Invalid enum value 'mine'")),
    "an issue without a title": (
        changed_body(issues=[{"ref": {}}]),
        ("$.issues[0].ref.system", "Missing member"),
    ),
    "invalid issues": (changed_body(issues={}), ("$.issues", "Expected `array`, got `object`")),
    "an invalid mapping": (changed_body(mappings=[1]), ("$.mappings[0]", "Expected `object`, got `int`")),
    "a checkpoint without a valid instant": (
        changed_body(checkpoint={"cursor": None, "updated_since": 5}),
        ("$.checkpoint.updated_since", "Expected `str | null`, got `int`"),
    ),
}


@pytest.mark.parametrize(("body", "fault"), BODIES.values(), ids=BODIES.keys())
def test_bodies(body: bytes, fault: tuple[str, str] | None) -> None:
    """A snapshot is accepted, or gets the path of the first offending member and is not recorded."""
    with reference_server() as url:
        answer, kept = json_answer(send(url, body)), received(url).body
    if fault is None:
        assert (answer.status, len(json.dumps(kept)) > 2) == (202, True)
    else:
        assert (answer, kept) == (_complaint(400, "invalid_snapshot", fault[1], fault[0]), [])


ACME = RoutingKey("jira", WORKSPACE, ResourceRoute("jira_project", "ACME"))
BETA = RoutingKey("jira", WORKSPACE, ResourceRoute("jira_project", "BETA"))
WHOLE = RoutingKey("jira", WORKSPACE, None)
ELSEWHERE = RoutingKey("jira", "other.example", ACME.route)
UNROUTED = changed_body(external_resource_type=None, external_resource_id=None)
ABSENT = changed_body(external_resource_type=..., external_resource_id=...)

RESOLUTIONS: Mapping[str, tuple[bytes, Mapping[RoutingKey, str], tuple[int, str | None, str | None]]] = {
    "by resource": (BODY, {ACME: "a", BETA: "b", WHOLE: "w"}, (200, "resource", "a")),
    "by workspace": (BODY, {BETA: "b", WHOLE: "w"}, (200, "workspace", "w")),
    "by nothing": (BODY, {BETA: "b", ELSEWHERE: "e"}, (202, None, None)),
    "no route, by workspace": (UNROUTED, {ACME: "a", WHOLE: "w"}, (200, "workspace", "w")),
    "no route, by nothing": (UNROUTED, {ACME: "a"}, (202, None, None)),
    "absent counts as null": (ABSENT, {ACME: "a", WHOLE: "w"}, (200, "workspace", "w")),
    "no mappings at all": (BODY, {}, (202, None, None)),
}


@pytest.mark.parametrize(("body", "mappings", "expected"), RESOLUTIONS.values(), ids=RESOLUTIONS.keys())
def test_resolution(
    body: bytes, mappings: Mapping[RoutingKey, str], expected: tuple[int, str | None, str | None]
) -> None:
    """The server looks for the mapping of the resource, then of the workspace, and else waits for a person."""
    status, resolved_by, mapping = expected
    with reference_server(mappings=mappings) as url:
        answer = json_answer(send(url, body))
    accepted = {"resolved_by": resolved_by, "mapping": mapping, "issues": 1, "mappings": 0}
    assert answer == JsonAnswer(status, accepted)


METHODS: Mapping[str, tuple[str, str, int]] = {
    "GET on the path for publishing": ("GET", SNAPSHOT_PATH, 405),
    "PUT on the path for publishing": ("PUT", SNAPSHOT_PATH, 405),
    "DELETE on the path for publishing": ("DELETE", SNAPSHOT_PATH, 405),
    "POST on the path for reading": ("POST", "/sandbox/received/", 405),
    "DELETE of a snapshot": ("DELETE", f"/sandbox/received/{KEY}", 405),
    "another path": ("POST", "/api/v1/connectors/", 404),
    "the root": ("GET", "/", 404),
}


@pytest.mark.parametrize(("method", "path", "expected"), METHODS.values(), ids=METHODS.keys())
def test_other_methods_and_paths(method: str, path: str, expected: int) -> None:
    """Other methods and paths are refused, and nothing is recorded."""
    with reference_server() as url:
        answer = httpx.request(
            method, url + path, content=BODY, headers=SNAPSHOT_HEADERS, trust_env=False, timeout=FOREVER
        )
        assert (answer.status_code, received(url).body) == (expected, [])
