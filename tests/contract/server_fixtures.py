"""Generate the fixtures for builders of servers: bodies, look-ups, chains of keys, and sequences of exchanges.

They are committed in ``contracts/fixtures/server/``; ``python -m tests.contract.server_fixtures`` writes them again.
Each is plain JSON, for any language: contracts/tracker-snapshot-publish.md, "Fixtures".
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

from tests.contract.snapshot_fixtures import FOLDER as SNAPSHOTS
from trackpost.core.delivery.endpoint import SNAPSHOT_PATH

FOLDER = SNAPSHOTS.parent / "server"

Json: TypeAlias = dict[str, object]

BODY = (SNAPSHOTS / "jira-ACME.json").read_text(encoding="utf-8")
_SOUND: Json = json.loads(BODY)
_ISSUE: Json = json.loads(BODY)["issues"][0]
_LINK: Json = json.loads(BODY)["mappings"][0]


def changed(**members: object) -> str:
    """Return the sound body with some members changed; ``...`` leaves one out."""
    return json.dumps({name: value for name, value in {**_SOUND, **members}.items() if value is not ...})


def _issue(**members: object) -> str:
    return changed(issues=[{name: value for name, value in {**_ISSUE, **members}.items() if value is not ...}])


def _link(**members: object) -> str:
    return changed(mappings=[{name: value for name, value in {**_LINK, **members}.items() if value is not ...}])


def _unrouted(provider: str) -> str:
    return changed(provider=provider, external_resource_type=None, external_resource_id=None)


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
    "an alias of a provider": _unrouted("azure-devops"),
    "a provider that no table lists": _unrouted("my-tracker"),
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
        changed(provider="linear", external_resource_type="jira_project"),
        ("$.external_resource_type",),
        (),
    ),
    "a type of another provider": (changed(provider="github"), (), ("$.external_resource_type",)),
    "jira in another spelling": (changed(provider="Jira"), ("$.provider",), ()),
    "linear with a blank": (_unrouted("linear "), ("$.provider",), ()),
    "jira in another spelling, with another type": (
        changed(provider="JIRA", external_resource_type="jira_board"),
        ("$.provider", "$.external_resource_type"),
        (),
    ),
    "an alias": (_unrouted("azure-devops"), (), ("$.provider",)),
    "another provider in capitals": (_unrouted("My-Tracker"), (), ("$.provider",)),
    "an alias, with a type": (changed(provider="azure"), (), ("$.provider", "$.external_resource_type")),
    "another provider": (_unrouted("my-tracker"), (), ()),
}
"""Bodies that a server takes, and the paths of the faults and of the warnings that a check of the sender finds."""


def _bodies() -> list[Json]:
    return [
        *(_body(name, body, None) for name, body in ACCEPTED.items()),
        *(_body(name, body, path, is_strict_json=False) for name, (body, path) in NOT_STRICT.items()),
        *(_body(name, body, path) for name, (body, path) in REFUSED.items()),
    ]


def _body(name: str, body: str, path: str | None, *, is_strict_json: bool = True) -> Json:
    return {"name": name, "body": body, "is_strict_json": is_strict_json, "path": path}


def _checks() -> list[Json]:
    return [
        {"name": name, "body": body, "faults": list(faults), "warnings": list(warnings)}
        for name, (body, faults, warnings) in CHECKED.items()
    ]


def _mapping(name: str, provider: str, workspace: str, *route: str) -> Json:
    return {**_key(provider, workspace, *route), "mapping": name}


def _key(provider: str, workspace: str, *route: str) -> Json:
    resource_type, resource_id = route or (None, None)
    return {
        "provider": provider,
        "workspace": workspace,
        "external_resource_type": resource_type,
        "external_resource_id": resource_id,
    }


ACME, BETA = ("jira", "acme.example", "jira_project", "ACME"), ("jira", "acme.example", "jira_project", "BETA")
MAPPINGS = [
    _mapping("acme-board", *ACME),
    _mapping("everything-at-acme", "jira", "acme.example"),
    _mapping("other-site", "jira", "other.example", "jira_project", "ACME"),
    _mapping("engineering", "linear", "acme", "linear_team", "abc-123"),
]
LOOKUPS: Mapping[str, tuple[tuple[str, ...], str | None, str | None]] = {
    "its own mapping": (ACME, "resource", "acme-board"),
    "no mapping of its own, but one of the workspace": (BETA, "workspace", "everything-at-acme"),
    "no route": (("jira", "acme.example"), "workspace", "everything-at-acme"),
    "the same project on another site": (("jira", "other.example", *ACME[2:]), "resource", "other-site"),
    "another project on a site without a mapping of its own": (("jira", "other.example", *BETA[2:]), None, None),
    "no route, and no mapping of the workspace": (("jira", "other.example"), None, None),
    "a team": (("linear", "acme", "linear_team", "abc-123"), "resource", "engineering"),
    "another team": (("linear", "acme", "linear_team", "abc-124"), None, None),
    "another provider in a workspace of the same name": (("beads", "acme"), None, None),
    "another case": (("jira", "acme.example", "jira_project", "acme"), "workspace", "everything-at-acme"),
    "another spelling of the provider": (("Jira", *ACME[1:]), None, None),
}


def _lookups() -> Json:
    rows = [
        {"name": name, **_key(*key), "resolved_by": by, "mapping": mapping}
        for name, (key, by, mapping) in LOOKUPS.items()
    ]
    return {"mappings": MAPPINGS, "lookups": rows}


A, B = '{"a":1}', '{"b":2}'
_LINK_BYTES, _NONCE = bytes(range(32)), bytes(range(32, 64))


def _hex(version: int, body: str, *further: bytes) -> str:
    digest = sha256(body.encode()).digest()
    return sha256(b"trackpost/idempotency-key/%d\n" % version + digest + b"".join(further)).hexdigest()


def _after(body: str, last: str) -> str:
    return _hex(2, body, bytes.fromhex(last))


_FIRST, _OTHER, _FRESH = _hex(1, A), _hex(2, B, _LINK_BYTES), _hex(3, A, _NONCE)
_AGAIN_AFTER = _hex(2, A, _LINK_BYTES)


def _chains() -> list[Json]:
    """Return what one client sends to one target, one snapshot after the other, and the key of each."""
    return [
        _chain("a change, and back", _new(), _sent(B, _OTHER), _sent(A, _after(A, _OTHER))),
        _chain("nothing has changed", _new(), _sent(A, _FIRST), _sent(A, _FIRST)),
        _chain("refused for good, and sent again", _new("refused"), _sent(A, _AGAIN_AFTER)),
        _chain("refused for good, then another", _new("refused"), _sent(B, _OTHER)),
        _chain("refused twice", _new("refused"), _sent(A, _AGAIN_AFTER, "refused"), _sent(A, _after(A, _AGAIN_AFTER))),
        _chain("an answer that never came", _new("unknown"), _sent(A, _FIRST), _sent(B, _OTHER)),
        _chain(
            "no record of earlier keys, a replay, and a change",
            _new("replayed"),
            _sent(A, _FRESH) | {"random": _NONCE.hex()},
            _sent(B, _after(B, _FRESH)),
        ),
    ]


def _chain(name: str, *steps: Json) -> Json:
    return {"name": name, "steps": list(steps)}


def _new(answer: str = "accepted") -> Json:
    """Return what a client sends that has no record of earlier keys."""
    return _sent(A, _FIRST, answer) | {"link": _LINK_BYTES.hex()}


def _sent(body: str, key: str, answer: str = "accepted") -> Json:
    return {"body": body, "key": key, "answer": answer, "link": None, "random": None}


KEY, OTHER_KEY = _hex(1, BODY), _hex(1, changed())
HEADERS = {"Content-Type": "application/json", "Idempotency-Key": KEY}
REPLAYED = {"Idempotent-Replayed": "true"}


def _post(body: str = BODY, *, without: str = "", **headers: str) -> Json:
    sent = {**HEADERS, **{name.replace("_", "-"): text for name, text in headers.items()}}
    kept = {name: text for name, text in sent.items() if name != without}
    return {"method": "POST", "path": SNAPSHOT_PATH, "headers": kept, "body": body}


def _step(request: Json, status: int, error: str | None = None, **more: object) -> Json:
    return {"request": request, "status": status, "error": error, **more}


_TAKEN = _step(_post(), 200)
_AGAIN = _step(_post(), 200, headers=REPLAYED, same_body_as=0)
_RESTART: Json = {"restart": True}


def _sequences() -> list[Json]:
    """Return what clients send to one server in order, and what they get."""
    broken = changed(provider=5)
    return [
        _sequence("new, then replayed byte for byte", _TAKEN, _AGAIN, _AGAIN),
        _sequence(
            "another body under a used key", _TAKEN, _step(_post(changed()), 422, "idempotency_key_reused"), _AGAIN
        ),
        _sequence("a broken body under a used key", _TAKEN, _step(_post("{"), 422, "idempotency_key_reused")),
        _sequence(
            "a key is free after a refusal",
            _step(_post(broken), 400, "invalid_snapshot", path="$.provider"),
            _TAKEN,
        ),
        _sequence("a repetition after a restart", _TAKEN, _RESTART, _AGAIN),
        _sequence(
            "another key for the same body is another publish",
            _TAKEN,
            _step(_post(Idempotency_Key=OTHER_KEY), 200),
        ),
        _sequence("no key", _step(_post(without="Idempotency-Key"), 400, "missing_idempotency_key")),
        _sequence("a key in capitals", _step(_post(Idempotency_Key=KEY.upper()), 400, "malformed_idempotency_key")),
        _sequence("another media type", _step(_post(Content_Type="text/plain"), 415, "unsupported_media_type")),
        _sequence("a parameter of the media type", _step(_post(Content_Type="application/json; charset=utf-8"), 200)),
        _sequence("a compressed body", _step(_post(Content_Encoding="gzip"), 415, "unsupported_content_encoding")),
        _sequence(
            "the media type comes before the key",
            _step(_post("{", Content_Type="text/plain", Idempotency_Key="K"), 415, "unsupported_media_type"),
        ),
        _sequence("another method", _step({**_post(), "method": "PUT"}, 405, "method_not_allowed")),
        _sequence(
            "the path without its slash", _step({**_post(), "path": SNAPSHOT_PATH.rstrip("/")}, 404, "not_found")
        ),
        _sequence("a snapshot that waits", _step(_post(_other_workspace()), 202)),
        _sequence("no token", _step(_post(), 401, "unauthorized"), token="secret"),
        _sequence(
            "another token comes before the media type and the body",
            _step(_post("{", Authorization="Bearer other", Content_Type="text/plain"), 401, "unauthorized"),
            token="secret",
        ),
        _sequence("the right token", _step(_post(Authorization="Bearer secret"), 200), token="secret"),
    ]


def _other_workspace() -> str:
    return changed(workspace="unmapped.example")


def _sequence(name: str, *steps: Json, token: str | None = None) -> Json:
    return {"name": name, "token": token, "mappings": MAPPINGS, "steps": list(steps)}


def files() -> Mapping[str, bytes]:
    """Return the content of all files, by name."""
    contents = {
        "bodies.json": _bodies(),
        "checks.json": _checks(),
        "lookups.json": _lookups(),
        "keys.json": _chains(),
        "sequences.json": _sequences(),
    }
    return {name: f"{json.dumps(content, indent=2)}\n".encode() for name, content in contents.items()}


def write(folder: Path) -> None:
    """Write all files to *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files().items():
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    write(FOLDER)
