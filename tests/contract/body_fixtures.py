"""The fixtures of single bodies: what a server takes, what it refuses, and what a check of the sender finds."""

import json
from collections.abc import Mapping
from typing import TypeAlias

from tests.contract.snapshot_fixtures import FOLDER as SNAPSHOTS

Json: TypeAlias = dict[str, object]

BODY = (SNAPSHOTS / "jira-ACME.json").read_text(encoding="utf-8")
_SOUND: Json = json.loads(BODY)
ISSUE: Json = json.loads(BODY)["issues"][0]
LINK: Json = json.loads(BODY)["mappings"][0]


def changed(**members: object) -> str:
    """Return the sound body with some members changed; ``...`` leaves one out."""
    return json.dumps({name: value for name, value in {**_SOUND, **members}.items() if value is not ...})


def _issue(**members: object) -> str:
    return changed(issues=[{name: value for name, value in {**ISSUE, **members}.items() if value is not ...}])


def _link(**members: object) -> str:
    return changed(mappings=[{name: value for name, value in {**LINK, **members}.items() if value is not ...}])


def _of(provider: str, resource_type: str | None = None) -> str:
    """Return an empty snapshot of another provider, because the issues of the sound one belong to Jira."""
    resource_id = None if resource_type is None else "ACME"
    routing = {"external_resource_type": resource_type, "external_resource_id": resource_id}
    return changed(provider=provider, issues=[], mappings=[], **routing)


ACCEPTED: Mapping[str, str] = {
    "as a client sends it": BODY,
    "with whitespace, in another order": json.dumps(_SOUND, indent=1),
    "an unknown member": changed(sprint={"id": 4}),
    "an unknown member of an issue": _issue(sprint=4),
    "an unknown member of a link": _link(sprint=4),
    "no routing fields": changed(external_resource_type=..., external_resource_id=...),
    "no project": changed(project_uuid=..., project_slug=...),
    "the older spelling of a mode": changed(doctrine_mode="split"),
    "a priority of 0.0": _issue(priority=0.0),
    "a priority of 2e0": _issue(priority=2).replace('"priority": 2', '"priority": 2e0'),
    "an instant without a zone": _issue(updated_at="2026-03-01T12:30"),
    "29 February of a leap year": _issue(updated_at="2024-02-29T12:30:00Z"),
    "a type that only a newer client knows": changed(external_resource_type="jira_board"),
    "a large integer": changed(sprint=2**64),
    "a zero-width space is not blank": changed(workspace="\u200b"),
    "an empty project": changed(issues=[], mappings=[]),
    "an empty title": _issue(title=""),
    "a provider in another spelling": changed(provider="Jira"),
    "an alias of a provider": _of("azure-devops"),
    "a provider that no table lists": _of("my-tracker"),
    "100 levels in an unknown member": BODY[:-1] + ',"deep":' + "[" * 99 + "]" * 99 + "}",
}
_DEEP = ',"deep":' + "[" * 100 + "]" * 100 + "}"
_TOO_DEEP = "$.deep" + "[0]" * 99
NOT_STRICT: Mapping[str, tuple[str, str]] = {
    "nothing": ("", "$"),
    "no JSON": ("{", "$"),
    "something after the value": (BODY + "1", "$"),
    "a byte order mark": ("\ufeff" + BODY, "$"),
    "NaN": (_issue(priority=0).replace('"priority": 0', '"priority": NaN'), "$"),
    "a number out of range": (changed(sprint=0).replace('"sprint": 0', '"sprint": 1e400'), "$"),
    "400 digits": (changed(sprint=0).replace('"sprint": 0', '"sprint": ' + "9" * 400), "$"),
    "a member twice": (BODY[:-1] + ',"provider":"linear"}', "$.provider"),
    "an unknown member twice": (BODY[:-1] + ',"a":1,"a":1}', "$.a"),
    "half a surrogate pair": (_issue(title="\ud800"), "$.issues[0].title"),
    "half a surrogate pair in an unknown member": (changed(sprint="\ud800"), "$.sprint"),
    "half a surrogate pair in a name": (changed(sprint={"\ud800": 1}), "$.sprint"),
    "101 levels in an unknown member": (BODY[:-1] + _DEEP, _TOO_DEEP),
    "a member twice, then no end": (BODY[:-1] + ',"a":1,"a":1', "$"),
    "a member twice, then a number out of range": (BODY[:-1] + ',"a":1,"a":1e400}', "$"),
    "101 levels, then something after the value": (BODY[:-1] + _DEEP + "1", "$"),
    "a byte order mark, and a member twice": ("\ufeff" + BODY[:-1] + ',"a":1,"a":1}', "$"),
    "half a surrogate pair, then a member twice": (BODY[:-1] + r',"a":"\ud800","b":1,"b":1}', "$.a"),
    "a member twice, then half a surrogate pair": (BODY[:-1] + r',"b":1,"b":1,"a":"\ud800"}', "$.b"),
    "half a surrogate pair in a member that comes again": (BODY[:-1] + r',"a":["\ud800"],"a":1}', "$.a[0]"),
    "a member twice, with half a surrogate pair in it": (BODY[:-1] + r',"a":1,"a":["\ud800"]}', "$.a"),
    "half a surrogate pair in a name that comes again": (BODY[:-1] + r',"a":{"\ud800":1,"\ud800":1}}', "$.a"),
    "101 levels, then a member twice": (BODY[:-1] + _DEEP[:-1] + ',"a":1,"a":1}', _TOO_DEEP),
    "a member twice, then 101 levels": (BODY[:-1] + ',"a":1,"a":1' + _DEEP, "$.a"),
    "no provider, and a member twice": (changed(provider=...)[:-1] + ',"a":1,"a":1}', "$.a"),
}
"""Bodies that are no strict JSON, and the path of the first fault."""

REFUSED: Mapping[str, tuple[str, str]] = {
    "a list": ("[]", "$"),
    "no provider": (changed(provider=...), "$.provider"),
    "a provider that is a number": (changed(provider=5), "$.provider"),
    "a blank workspace": (changed(workspace=" \u3000\x1c"), "$.workspace"),
    "half a route": (changed(external_resource_id=None), "$.external_resource_id"),
    "half a route, the other half": (changed(external_resource_type=...), "$.external_resource_id"),
    "a blank id": (changed(external_resource_id="\u00a0"), "$.external_resource_id"),
    "an unknown mode": (changed(doctrine_mode="mine"), "$.doctrine_mode"),
    "an owner that is a number": (changed(doctrine_field_owners={"a b": 1}), "$.doctrine_field_owners['a b']"),
    "an issue without a title": (_issue(title=...), "$.issues[0].title"),
    "an issue without a ref": (_issue(ref={}), "$.issues[0].ref.system"),
    "a priority of 5": (_issue(priority=5), "$.issues[0].priority"),
    "a priority of 0.5": (_issue(priority=0.5), "$.issues[0].priority"),
    "an unknown status": (_issue(status="Done"), "$.issues[0].status"),
    "a day that does not exist": (_issue(updated_at="2026-02-29T12:00:00Z"), "$.issues[0].updated_at"),
    "a date without a time": (_issue(updated_at="2026-03-01"), "$.issues[0].updated_at"),
    "a label that is a number": (_issue(labels=["a", 7]), "$.issues[0].labels[1]"),
    "a link without its work package": (_link(wp_id=...), "$.mappings[0].wp_id"),
    "no checkpoint": (changed(checkpoint=...), "$.checkpoint"),
    "two faults": (changed(workspace=5, issues=5), "$.workspace"),
    "two faults of an issue": (_issue(title=5, ref=5), "$.issues[0].ref"),
    "two faults of a link": (_link(created_at=5, external_url=5), "$.mappings[0].external_url"),
    "two faults of a checkpoint": (changed(checkpoint={"updated_since": 5}), "$.checkpoint.cursor"),
    "two owners that are numbers": (changed(doctrine_field_owners={"b": 1, "a": 1}), "$.doctrine_field_owners.b"),
    "an issue and a link": (_link(wp_id=5).replace('"status": "in_progress"', '"status": "x"'), "$.issues[0].status"),
    "half a route, and another fault": (changed(external_resource_id=None, checkpoint=...), "$.checkpoint"),
}
"""Strict JSON that is no snapshot, and the path of the first fault."""

CHECKED: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "as a client sends it": (BODY, (), ()),
    "no routing fields, no project": (
        changed(external_resource_type=..., external_resource_id=..., project_uuid=..., project_slug=...),
        (),
        (),
    ),
    "unknown members": (_issue(sprint=4)[:-1] + ', "sprint": 4}', ("$.sprint", "$.issues[0].sprint"), ()),
    "another type of jira": (changed(external_resource_type="jira_board"), ("$.external_resource_type",), ()),
    "another type of linear": (
        _of("linear", "jira_project"),
        ("$.external_resource_type",),
        (),
    ),
    "a type of another provider": (_of("github", "github_repo"), (), ("$.external_resource_type",)),
    "jira in another spelling": (changed(provider="Jira"), ("$.provider",), ()),
    "linear with a blank": (_of("linear "), ("$.provider",), ()),
    "jira in another spelling, with another type": (
        changed(provider="JIRA", external_resource_type="jira_board"),
        ("$.provider", "$.external_resource_type"),
        (),
    ),
    "an alias": (_of("azure-devops"), (), ("$.provider",)),
    "another provider in capitals": (_of("My-Tracker"), (), ("$.provider",)),
    "an alias, with a type": (_of("azure", "azure_board"), (), ("$.provider", "$.external_resource_type")),
    "another provider": (_of("my-tracker"), (), ()),
}
"""Bodies that a server takes, and the paths of the faults and of the warnings that a check of the sender finds."""


def bodies() -> list[Json]:
    """Return the elements of ``bodies.json``."""
    return [
        *(_body(name, body, None) for name, body in ACCEPTED.items()),
        *(_body(name, body, path, is_strict_json=False) for name, (body, path) in NOT_STRICT.items()),
        *(_body(name, body, path) for name, (body, path) in REFUSED.items()),
    ]


def _body(name: str, body: str, path: str | None, *, is_strict_json: bool = True) -> Json:
    return {"name": name, "body": body, "is_strict_json": is_strict_json, "path": path}


def checks() -> list[Json]:
    """Return the elements of ``checks.json``."""
    return [
        {"name": name, "body": body, "faults": list(faults), "warnings": list(warnings)}
        for name, (body, faults, warnings) in CHECKED.items()
    ]
