"""Promises about bodies that are snapshots, though they do not look like those that trackpost sends."""

import json
from collections.abc import Callable, Mapping
from typing import TypeAlias

from .checks import Ask, applied, script
from .promise import Plan, Promise, Setting
from .samples import ABSENT, Steps, changed, encoded, post, snapshot

_Body: TypeAlias = Callable[[Setting], bytes]

_UNKNOWN = {"anything": [1, None, {"at": "all"}]}


def _with(**changes: object) -> _Body:
    return lambda setting: encoded(snapshot(setting, **changes))


def _changed(*steps: str | int, to: object) -> _Body:
    return lambda setting: encoded(changed(snapshot(setting), steps, to))


def _rearranged(setting: Setting) -> bytes:
    return json.dumps(dict(reversed(snapshot(setting).items())), indent=2).encode()


def _unescaped(setting: Setting) -> bytes:
    """Return a snapshot whose text has letters of two, three and four bytes."""
    body = changed(snapshot(setting), ("issues", 0, "title"), "é 日本 😺 \u2028 \x7f")
    return json.dumps(body, ensure_ascii=False).encode()


def _deepest(setting: Setting) -> bytes:
    """Return a snapshot of 100 levels, itself included."""
    value: object = []
    for _ in range(98):
        value = [value]
    return encoded(snapshot(setting, trackpost_probe=value))


_ISSUE_NULLS: Mapping[str, object] = {"body": None, "priority": None, "updated_at": None}


def _nulls(setting: Setting) -> bytes:
    body: object = snapshot(
        setting,
        external_resource_type=None,
        external_resource_id=None,
        project_uuid=None,
        project_slug=None,
        checkpoint={"cursor": None, "updated_since": None},
    )
    ways: list[Steps] = [("issues", 0, name) for name in _ISSUE_NULLS]
    for way in [*ways, ("issues", 0, "ref", "key"), ("issues", 0, "ref", "url"), ("mappings", 0, "external_key")]:
        body = changed(body, way, None)
    return encoded(body)


_BODIES: Mapping[str, tuple[str, str, _Body]] = {
    "another-order": ("The body", "members in another order, and whitespace", _rearranged),
    "nothing": (
        "The body",
        "a snapshot without issues, mappings and owners",
        _with(issues=[], mappings=[], doctrine_field_owners={}),
    ),
    "nulls": ("The body", "null for every member that may be null", _nulls),
    "letters": ("The body", "UTF-8 of any length, without escapes", _unescaped),
    "escapes": ("The body", "letters that are escaped", _changed("issues", 0, "title", to="é 😺 \u2028 \x00")),
    "provider": ("The body", "a provider that no table lists", _with(provider="trackpost-probe")),
    "spelling": ("The provider", "a provider in another spelling", _with(provider="Jira")),
    "mode": ("The body", "the mode split_ownership", _with(doctrine_mode="split_ownership")),
    "older-mode": ("The body", "the mode split, which is the older spelling", _with(doctrine_mode="split")),
    "zone": (
        "The body",
        "a time with another zone",
        _changed("issues", 0, "updated_at", to="2026-03-01T12:30:45+05:30"),
    ),
    "no-zone": ("The body", "a time without a zone", _changed("issues", 0, "updated_at", to="2026-03-01T12:30:45")),
    "minutes": ("The body", "a time without seconds", _changed("issues", 0, "updated_at", to="2026-03-01T12:30Z")),
    "short-zone": (
        "The body",
        "a time with a zone without a colon",
        _changed("issues", 0, "updated_at", to="2026-03-01T12:30:45-0530"),
    ),
    "resource-type": ("Routing values", "a type that no table lists", _with(external_resource_type="trackpost_probe")),
    "no-route": (
        "Compatibility",
        "a snapshot without the two routing fields",
        _with(external_resource_type=ABSENT, external_resource_id=ABSENT),
    ),
    "levels": ("Strict JSON", "an unknown member of as many levels as there may be", _deepest),
    "no-project": ("The body", "a snapshot without uuid and slug", _with(project_uuid=ABSENT, project_slug=ABSENT)),
    "integers": ("Strict JSON", "an integer with a fraction of zero", _changed("issues", 0, "priority", to=1.0)),
    "unknown-member": ("The body", "an unknown member", _with(trackpost_probe=_UNKNOWN)),
    "unknown-in-issue": ("The body", "an unknown member in an issue", _changed("issues", 0, "probe", to=_UNKNOWN)),
    "unknown-in-ref": ("The body", "an unknown member in a ref", _changed("issues", 0, "ref", "probe", to=_UNKNOWN)),
    "unknown-in-mapping": ("The body", "an unknown member in a mapping", _changed("mappings", 0, "probe", to=_UNKNOWN)),
    "unknown-in-checkpoint": (
        "The body",
        "an unknown member in the checkpoint",
        _changed("checkpoint", "probe", to=_UNKNOWN),
    ),
}
"""Section, what is accepted, and the body."""


def _accepts(body: _Body) -> Callable[[Setting], Plan]:
    return lambda setting: script(Ask(post(setting, body(setting)), applied))


PROMISES = tuple(
    Promise(name=f"accepts.{name}", section=section, says=f"accepts {words}", planner=_accepts(body))
    for name, (section, words, body) in _BODIES.items()
)
