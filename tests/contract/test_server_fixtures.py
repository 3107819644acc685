"""The fixtures for servers: up to date, correct by the contract alone, and kept by the reference server."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import httpx
import msgspec
import pytest
from attrs import field, frozen
from returns.pipeline import is_successful

from tests.contract.server_fixtures import FOLDER, files
from tests.contract.validators import validator
from tests.support.reference_server import reference_server
from trackpost.core.contract.capture import identify
from trackpost.core.contract.json_types import UNEXPECTED
from trackpost.core.contract.server import Acceptance, RoutingKey
from trackpost.core.contract.server_setup import parse_mapping_table
from trackpost.core.contract.snapshot_check import parse_snapshot
from trackpost.core.parsing.secret import Secret
from trackpost.core.parsing.strict_json import parse_json
from trackpost.core.snapshot.idempotency import Digest, IdempotencyKey, LastKey, fresh_key, next_key


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


@frozen
class Sent:
    """A snapshot that a client sent, its key, and what the client learned."""

    body: str
    key: str
    answer: str
    link: str | None
    random: str | None


@frozen
class Chain:
    """What one client sent to one target."""

    name: str
    steps: list[Sent]


@frozen
class Request:
    """A request."""

    method: str
    path: str
    headers: dict[str, str]
    body: str


@frozen(kw_only=True)
class Step:
    """A request and what is checked of its answer, or a restart."""

    request: Request | None = None
    status: int = 0
    error: str | None = None
    path: str | None = None
    headers: dict[str, str] = field(factory=dict)
    same_body_as: int | None = None
    restart: bool = False


@frozen
class Sequence:
    """What clients send to one server in order."""

    name: str
    token: str | None
    mappings: list[dict[str, str | None]]
    steps: list[Step]


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
CHAINS = {one.name: one for one in msgspec.json.decode(_content("keys"), type=list[Chain])}
SEQUENCES = {one.name: one for one in msgspec.json.decode(_content("sequences"), type=list[Sequence])}
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


@pytest.mark.parametrize("chain", CHAINS.values(), ids=CHAINS.keys())
def test_a_chain_of_keys(chain: Chain) -> None:
    """Each key follows from what was sent before: by the contract alone, and by the code that sends it."""
    link: str | None = None
    for before, step in zip([None, *chain.steps], chain.steps, strict=False):
        assert step.key == _following(before, step, link) == _by_code(before, step, link)
        link = step.link or (link if before is not None and before.key == step.key else None)


def _following(before: Sent | None, step: Sent, link: str | None) -> str:
    if step.random is not None:
        return _key(3, step, step.random)
    if before is None:
        return _key(1, step)
    if before.body == step.body and before.answer != "refused":
        return before.key
    return _key(2, step, link or before.key)


def _by_code(before: Sent | None, step: Sent, link: str | None) -> str:
    digest = digest_of(step.body.encode())
    if step.random is not None:
        return fresh_key(digest, bytes.fromhex(step.random))
    if before is None:
        return next_key(digest, None)
    is_refused = before.answer == "refused"
    last = LastKey(IdempotencyKey(before.key), digest_of(before.body.encode()), is_refused=is_refused, link=link)
    return next_key(digest, last)


def digest_of(content: bytes) -> Digest:
    """Return the digest of a body."""
    return Digest(sha256(content).hexdigest())


def _key(version: int, step: Sent, further: str | None = "") -> str:
    digest = sha256(step.body.encode()).digest()
    return sha256(b"trackpost/idempotency-key/%d\n" % version + digest + bytes.fromhex(further or "")).hexdigest()


def _table(rows: list[dict[str, str | None]]) -> Mapping[RoutingKey, str]:
    return parse_mapping_table(json.dumps(rows).encode()).unwrap()


@contextmanager
def _server(sequence: Sequence, data: Path) -> Iterator[str]:
    token = None if sequence.token is None else Secret(sequence.token).reveal()
    with reference_server(token=token, mappings=_table(sequence.mappings), data=data) as url:
        yield url


@pytest.mark.parametrize("sequence", SEQUENCES.values(), ids=SEQUENCES.keys())
def test_a_sequence(sequence: Sequence, tmp_path: Path) -> None:
    """The reference server answers each request as the fixture says, also after a restart."""
    answers: list[httpx.Response] = []
    steps = sequence.steps
    while steps:
        with _server(sequence, tmp_path / "data.db") as url:
            while steps and (request := steps[0].request) is not None:
                answers.append(_asked(url, request))
                _check(steps[0], answers)
                steps = steps[1:]
        steps = steps[1:]


def _asked(url: str, request: Request) -> httpx.Response:
    return httpx.request(
        request.method, url + request.path, headers=request.headers, content=request.body.encode(), trust_env=False
    )


def _check(step: Step, answers: list[httpx.Response]) -> None:
    answer = answers[-1]
    body = answer.json()
    assert (answer.status_code, body.get("error"), body.get("path")) == (step.status, step.error, step.path)
    assert {name: answer.headers.get(name) for name in step.headers} == step.headers
    assert step.same_body_as is None or answer.content == answers[step.same_body_as].content


@pytest.mark.parametrize("row", LOOKUPS.lookups, ids=[row.name for row in LOOKUPS.lookups])
def test_a_look_up(row: LookUp) -> None:
    """The reference server finds the mapping that the fixture names."""
    request = next(step.request for step in SEQUENCES["new, then replayed byte for byte"].steps)
    assert request is not None
    members = msgspec.json.decode(request.body, type=dict[str, object])
    key = msgspec.to_builtins(row)
    body = members | {name: key[name] for name in key if name not in {"name", "resolved_by", "mapping"}}
    with reference_server(mappings=_table(LOOKUPS.mappings)) as url:
        answer = httpx.post(
            url + request.path, headers=request.headers, content=json.dumps(body).encode(), trust_env=False
        )
    found = msgspec.json.decode(answer.content, type=Acceptance)
    assert (found.resolved_by, found.mapping) == (row.resolved_by, row.mapping)
