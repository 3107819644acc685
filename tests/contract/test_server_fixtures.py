"""The fixtures for servers: up to date, correct by the contract alone, and kept by the reference server."""

import json

import msgspec
import pytest
from attrs import frozen
from returns.pipeline import is_successful

from tests.contract.body_fixtures import BODY
from tests.contract.played import table
from tests.contract.server_fixtures import FOLDER, files
from tests.contract.validators import validator
from tests.support.reference_server import reference_server, send
from trackpost.core.contract.capture import identify
from trackpost.core.contract.json_types import UNEXPECTED
from trackpost.core.contract.server import Acceptance
from trackpost.core.contract.snapshot_check import parse_snapshot
from trackpost.core.parsing.strict_json import parse_json


@frozen
class Body:
    """A body, whether it is strict JSON, and the path of its first fault; None if it has none."""

    name: str
    body: str
    is_strict_json: bool
    path: str | None

    @property
    def content(self) -> bytes:
        """The bytes."""
        return self.body.encode()


@frozen
class Checked:
    """A body that a server takes, and the paths of what a check of the sender finds."""

    name: str
    body: str
    faults: list[str]
    warnings: list[str]


@frozen(kw_only=True)
class LookUp:
    """The 4-tuple of a snapshot, and the mapping that is found."""

    name: str
    provider: str
    workspace: str
    external_resource_type: str | None
    external_resource_id: str | None
    resolved_by: str | None
    mapping: str | None


@frozen
class LookUps:
    """What a server knows, and what it finds."""

    mappings: list[dict[str, str | None]]
    lookups: list[LookUp]


def _content(name: str) -> bytes:
    return (FOLDER / f"{name}.json").read_bytes()


BODIES = {one.name: one for one in msgspec.json.decode(_content("bodies"), type=list[Body])}
CHECKS = {one.name: one for one in msgspec.json.decode(_content("checks"), type=list[Checked])}
LOOKUPS = msgspec.json.decode(_content("lookups"), type=LookUps)


def test_the_committed_files_are_up_to_date() -> None:
    """``python -m tests.contract.server_fixtures`` changes nothing."""
    assert {path.name: path.read_bytes() for path in FOLDER.iterdir()} == files()


every_body = pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())


@every_body
def test_a_body(body: Body) -> None:
    """A server takes it, or refuses it with this path."""
    assert parse_snapshot(body.content).swap().map(lambda fault: fault.path).value_or(None) == body.path
    assert is_successful(parse_json(body.content)) == body.is_strict_json


@every_body
def test_a_body_and_the_check(body: Body) -> None:
    """A check of the sender finds the same fault first, whatever else it finds that a server takes."""
    faults = identify(body.content).swap().map(lambda broken: broken.faults).value_or(())
    refused = [fault.path for fault in faults if fault.reason != UNEXPECTED]
    assert refused[:1] == [body.path] or body.path is None


@every_body
def test_a_body_and_the_schema(body: Body) -> None:
    """If the JSON is strict, the schema for servers takes and refuses the same bodies."""
    if body.is_strict_json:
        is_valid = validator("tracker-snapshot-received.schema.json").is_valid(json.loads(body.body))
        assert is_valid == (body.path is None)


@pytest.mark.parametrize("checked", CHECKS.values(), ids=CHECKS.keys())
def test_a_check(checked: Checked) -> None:
    """A server takes the body; a check of the sender finds exactly these faults or warnings."""
    content = checked.body.encode()
    assert is_successful(parse_snapshot(content))
    found = identify(content)
    faults = found.swap().map(lambda broken: broken.faults).value_or(())
    warnings = found.map(lambda capture: getattr(capture, "warnings", ())).value_or(())
    assert [fault.path for fault in faults] == checked.faults
    assert [warning.path for warning in warnings] == checked.warnings


@pytest.mark.parametrize("row", LOOKUPS.lookups, ids=[row.name for row in LOOKUPS.lookups])
def test_a_look_up(row: LookUp) -> None:
    """The reference server finds the mapping that the fixture names."""
    members = msgspec.json.decode(BODY, type=dict[str, object])
    key = msgspec.to_builtins(row)
    body = members | {name: key[name] for name in key if name not in {"name", "resolved_by", "mapping"}}
    with reference_server(mappings=table(LOOKUPS.mappings)) as url:
        answer = send(url, json.dumps(body).encode())
    found = msgspec.json.decode(answer.content, type=Acceptance)
    assert (found.resolved_by, found.mapping) == (row.resolved_by, row.mapping)
