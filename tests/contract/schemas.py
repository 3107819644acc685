"""Generate the JSON Schemas of the contracts from the classes that parse and encode.

They are committed in ``contracts/schemas/``; ``make schemas`` runs this module, which writes them again.
"""

import json
from collections.abc import Mapping
from inspect import cleandoc
from pathlib import Path
from typing import Literal, TypeAlias, get_args

import msgspec
from attrs import frozen
from msgspec import UNSET, UnsetType

from trackpost.core.contract.batches import LARGEST_BATCH
from trackpost.core.contract.event_members import EventId
from trackpost.core.contract.event_versions import YOUNGER_MEMBERS, SharedEnvelope
from trackpost.core.contract.events import ANY_ENVELOPE, ENVELOPES
from trackpost.core.contract.server import Acceptance, Complaint
from trackpost.core.parsing.text import BLANKS
from trackpost.core.routing.route import RESOURCE_ROUTING_MAP
from trackpost.core.snapshot.body import SnapshotBody
from trackpost.shell.page.diff import DiffView
from trackpost.shell.page.fleet import FleetView
from trackpost.shell.page.fleet_project import FleetProjectView
from trackpost.shell.page.overview import OverviewView
from trackpost.shell.page.refusals import RefusedView
from trackpost.shell.page.routes import RoutesView
from trackpost.shell.page.snapshot import SnapshotView
from trackpost.shell.page.snapshots import SnapshotsView

Schema: TypeAlias = dict[str, object]

FOLDER = Path(__file__).parents[2] / "contracts" / "schemas"

_END_IN_PYTHON = r"$(?!\n)"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ENVELOPE = "event-envelope.schema.json"
_SHARED = "event-envelope-shared.schema.json"
_EVENT = "event.schema.json"


@frozen(kw_only=True)
class BatchResult:
    """The result for one event; a rejected one has the reason."""

    event_id: EventId
    status: Literal["success", "duplicate", "rejected"]
    error: str | UnsetType = UNSET
    error_message: str | UnsetType = UNSET


@frozen(kw_only=True)
class BatchResults:
    """The body of a 200."""

    results: tuple[BatchResult, ...]


@frozen(kw_only=True)
class BatchDetail:
    """Why an event was refused."""

    event_id: EventId
    error: str | UnsetType = UNSET
    reason: str | UnsetType = UNSET


@frozen(kw_only=True)
class BatchRefusal:
    """The body of a 400, 401 or 403. Details that are text apply to all events, or are the list encoded as JSON."""

    error: str
    details: tuple[BatchDetail, ...] | str | UnsetType = UNSET


_AS_SERVERS_READ_IT: Schema = {
    "title": "Tracker snapshot, as servers read it",
    "description": "The JSON object of a publish. A server ignores members that it does not know.",
}
_TOGETHER: Schema = {
    "anyOf": [
        {
            "required": ["external_resource_type", "external_resource_id"],
            "properties": {
                "external_resource_type": {"type": "string"},
                "external_resource_id": {"type": "string"},
            },
        },
        {
            "properties": {
                "external_resource_type": {"type": "null"},
                "external_resource_id": {"type": "null"},
            }
        },
    ]
}
"""Both routing fields or neither; an absent field counts as null."""


_WITH_A_REASON: Schema = {
    "if": {"properties": {"status": {"const": "rejected"}}, "required": ["status"]},
    "then": {"anyOf": [{"required": ["error"]}, {"required": ["error_message"]}]},
}
"""A rejected event has its reason under one of two names."""


_PAGES: Mapping[str, tuple[str, object]] = {
    "overview": ("/", OverviewView),
    "snapshots": ("/snapshots", SnapshotsView),
    "snapshot": ("/snapshots/{key}", SnapshotView),
    "diff": ("/diff/{a}/{b}", DiffView),
    "routes": ("/routes", RoutesView),
    "refused": ("/refused", RefusedView),
    "fleet": ("/fleet", FleetView),
    "fleet-project": ("/fleet/project", FleetProjectView),
}
"""The pages, each as a program gets it."""


def schemas() -> Mapping[str, Schema]:
    """Return all schemas, by the path of the file in ``contracts/schemas/``."""
    snapshot = _schema("Tracker snapshot publish", SnapshotBody) | _TOGETHER
    return {
        "tracker-snapshot.schema.json": snapshot
        | {"allOf": [rule(name) for name in RESOURCE_ROUTING_MAP for rule in (_own_type, _own_spelling)]},
        "tracker-snapshot-received.schema.json": _opened(snapshot | _AS_SERVERS_READ_IT),
        "tracker-snapshot-accepted.schema.json": _opened(_schema("Answer to a snapshot that was taken", Acceptance)),
        "tracker-snapshot-refused.schema.json": _opened(_schema("Answer to a request that was refused", Complaint)),
        "event-batch.schema.json": _batch(),
        "event-batch-results.schema.json": _schema("Answer to a batch that was taken", BatchResults)
        | {"allOf": [{"properties": {"results": {"items": _WITH_A_REASON}}}]},
        "event-batch-refused.schema.json": _schema("Answer to a batch that was refused", BatchRefusal),
        _ENVELOPE: _envelope(),
        _SHARED: _schema("What events of all versions share", SharedEnvelope) | {"additionalProperties": True},
        _EVENT: _event(),
        **{
            f"pages/{name}.schema.json": _opened(_schema(f"What the page {path} shows", view))
            for name, (path, view) in _PAGES.items()
        },
        **{
            _payload_file(name): _schema(f"Payload of {name}", get_args(envelope)[0])
            for name, envelope in ENVELOPES.items()
        },
    }


def _own_type(provider: str) -> Schema:
    kind, _ = RESOURCE_ROUTING_MAP[provider]
    return {
        "if": {"properties": {"provider": {"const": provider}}},
        "then": {"properties": {"external_resource_type": {"enum": [kind, None]}}},
    }


def _own_spelling(provider: str) -> Schema:
    """Return the rule that a text is not *provider* in another spelling: with capitals, or with outer blanks."""
    blank = f"[{BLANKS}]*"
    letters = "".join(f"[{letter.upper()}{letter}]" for letter in provider)
    other = {"not": {"pattern": f"^{blank}{letters}{blank}$"}}
    return {"properties": {"provider": {"anyOf": [{"const": provider}, other]}}}


def _payload_file(event_type: str) -> str:
    return f"event-payloads/{event_type}.schema.json"


def _choice(event_type: str) -> Schema:
    return {
        "if": {"properties": {"event_type": {"const": event_type}}, "required": ["event_type"]},
        "then": {"properties": {"payload": {"$ref": _payload_file(event_type)}}},
    }


def _envelope() -> Schema:
    return _schema("Event envelope", ANY_ENVELOPE) | {"allOf": [_choice(name) for name in ENVELOPES]}


def _event() -> Schema:
    """Return the schema of an event as a server takes it: of any version, or older than some members of version 1."""
    envelope = {name: rule for name, rule in _envelope().items() if name not in {"$schema", "title", "description"}}
    required = msgspec.convert(envelope["required"], list[str])
    return {
        "$schema": _DIALECT,
        "title": "Event of any version",
        "description": "An event without `schema_version` is of version 1, and may be older than some of its members.",
        "if": {"required": ["schema_version"]},
        "then": {"$ref": _SHARED},
        "else": envelope | {"required": [name for name in required if name not in YOUNGER_MEMBERS]},
    }


def _batch() -> Schema:
    events: Schema = {"type": "array", "maxItems": LARGEST_BATCH, "items": {"$ref": _EVENT}}
    return {
        "$schema": _DIALECT,
        "title": "Batch of events",
        "type": "object",
        "properties": {"events": events},
        "required": ["events"],
        "additionalProperties": False,
    }


def _schema(title: str, kind: object) -> Schema:
    (reference,), definitions = msgspec.json.schema_components(
        [kind], schema_hook=_anything, ref_template="#/$defs/{name}"
    )
    root = str(reference["$ref"]).removeprefix("#/$defs/")
    closed = {name: _closed(_portable(definition)) for name, definition in definitions.items()}
    others: Schema = {name: definition for name, definition in closed.items() if name != root}
    return {"$schema": _DIALECT, **closed[root], "title": title} | ({"$defs": others} if others else {})


def _anything(_kind: type) -> Schema:
    """Return the schema of ``object``, which accepts any value."""
    return {"description": "Anything."}


def _closed(definition: Schema) -> Schema:
    return definition | {
        "description": cleandoc(str(definition.get("description", ""))).partition("\n\nAttributes:")[0],
        "additionalProperties": False,
    }


def _opened(schema: Schema) -> Schema:
    """Return a schema that also lets unknown members pass, for whoever reads what others sent."""
    text = json.dumps(schema).replace(', "additionalProperties": false', "")
    opened: Schema = json.loads(text)
    return opened


def _portable(schema: Schema) -> Schema:
    """Return a schema with patterns that all dialects read alike. Only Python's ``$`` matches before a line break."""
    text = json.dumps(schema).replace(json.dumps(_END_IN_PYTHON)[1:-1], "$")
    portable: Schema = json.loads(text)
    return portable


def text_of(schema: Schema) -> str:
    """Return a schema as the text of its file."""
    return json.dumps(schema, indent=2) + "\n"


def write(folder: Path) -> None:
    """Write all schemas to *folder*."""
    for name, schema in schemas().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text_of(schema), encoding="utf-8")


if __name__ == "__main__":
    write(FOLDER)
