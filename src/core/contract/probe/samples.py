"""The snapshot that a probe publishes, and the request that publishes it. Nothing in it is real."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import TypeAlias

from attrs import evolve

from ...routing.route import wire_fields
from ..server import RoutingKey
from .exchange import ProbeRequest
from .promise import Setting

ABSENT = ...
"""Takes the place of a member that is left out."""

Steps: TypeAlias = Sequence[str | int]
"""The way to a member: names of members and indices of elements."""

RESOURCE_TYPE = "jira_project"
_MOMENT = "2026-03-01T12:30:45.123456+00:00"


def snapshot(setting: Setting, **changes: object) -> dict[str, object]:
    """Return a sound snapshot with some members changed; `ABSENT` leaves one out."""
    members: dict[str, object] = {
        "provider": "jira",
        "workspace": setting.project,
        "external_resource_type": RESOURCE_TYPE,
        "external_resource_id": "PROBE",
        "doctrine_mode": "external_authoritative",
        "doctrine_field_owners": {"title": "external"},
        "project_uuid": _uuid(setting.seed),
        "project_slug": setting.project,
        "issues": [_issue(setting, 1), _issue(setting, 2)],
        "mappings": [_mapping(setting)],
        "checkpoint": {"cursor": setting.scope, "updated_since": _MOMENT},
    }
    return {name: value for name, value in (members | changes).items() if value is not ABSENT}


def _uuid(seed: str) -> str:
    """Return a UUID of version 4 that is made from *seed*."""
    digits = sha256(seed.encode()).hexdigest()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:32]}"


def _issue(setting: Setting, number: int) -> dict[str, object]:
    return {
        "ref": {
            "system": "jira",
            "workspace": setting.project,
            "id": str(number),
            "key": f"PROBE-{number}",
            "url": f"https://tracker.example/browse/PROBE-{number}",
        },
        "title": f"Made-up issue {number}",
        "body": None,
        "status": "todo",
        "issue_type": "task",
        "priority": 2,
        "assignees": ["nobody"],
        "labels": ["probe"],
        "updated_at": _MOMENT,
    }


def _mapping(setting: Setting) -> dict[str, object]:
    return {
        "wp_id": "WP01",
        "system": "jira",
        "workspace": setting.project,
        "external_id": "1",
        "external_key": "PROBE-1",
        "external_url": None,
        "created_at": _MOMENT,
        "updated_at": _MOMENT,
    }


def encoded(value: object) -> bytes:
    """Return the canonical JSON of *value*."""
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()


def changed(value: object, steps: Steps, new: object) -> object:
    """Return a copy of *value* with *new* at the end of *steps*; `ABSENT` removes what is there.

    >>> changed({"a": [1, 2], "b": 3}, ("a", 1), 5), changed({"a": 1}, ("a",), ABSENT)
    ({'a': [1, 5], 'b': 3}, {})
    """
    if not steps:
        return new
    step, rest = steps[0], steps[1:]
    match value, step:
        case dict(members), str():
            inner = changed(members.get(step), rest, new)
            return {name: member for name, member in {**members, step: inner}.items() if member is not ABSENT}
        case list(elements), int():
            return [changed(one, rest, new) if index == step else one for index, one in enumerate(elements)]
        case _:
            return value


def post(setting: Setting, body: bytes | None = None, name: str = "") -> ProbeRequest:
    """Return a request to publish *body*, by default a sound snapshot, under the key of this *name*."""
    return ProbeRequest(
        url=setting.endpoint.url,
        headers=(("Content-Type", "application/json"), ("Idempotency-Key", setting.key(name))),
        body=encoded(snapshot(setting)) if body is None else body,
        bearer="given" if setting.has_token else "none",
    )


def post_for(setting: Setting, key: RoutingKey, **changes: object) -> ProbeRequest:
    """Return a request to publish a sound snapshot for a routing key."""
    resource_type, resource_id = wire_fields(key.route)
    members: Mapping[str, object] = {
        "provider": key.provider,
        "workspace": key.workspace,
        "external_resource_type": resource_type,
        "external_resource_id": resource_id,
    }
    return post(setting, encoded(snapshot(setting, **{**members, **changes})))


def without(request: ProbeRequest, name: str) -> ProbeRequest:
    """Return *request* without a header."""
    return evolve(request, headers=tuple(header for header in request.headers if header[0] != name))


def with_header(request: ProbeRequest, name: str, value: str) -> ProbeRequest:
    """Return *request* with a header, in place of any other of this name."""
    return evolve(request, headers=(*without(request, name).headers, (name, value)))
