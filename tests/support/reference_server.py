"""Run the reference server during a test, and send it requests."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
from attrs import frozen

from tests.support.patience import FOREVER
from tests.support.requests import BODY, PACKED
from trackpost.core.contract.server import RoutingKey
from trackpost.core.delivery.endpoint import SNAPSHOT_PATH
from trackpost.core.parsing.secret import Secret
from trackpost.shell.page.reference import with_pages
from trackpost.shell.server.app import MAX_BODY, ReferenceServer
from trackpost.shell.server.journal import BUSY_SECONDS, Journal
from trackpost.shell.server.publish import Pause
from trackpost.shell.server.read_back import RECEIVED_PATH
from trackpost.shell.server.server import listen, served
from trackpost.shell.server.slow_clients import ImpatientProtocol

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
KEY = PACKED.idempotency_key
SNAPSHOT_HEADERS = {"Content-Type": "application/json", "Idempotency-Key": KEY}


@frozen
class JsonAnswer:
    """The status and the JSON of an answer."""

    status: int
    body: object


async def no_pause() -> None:
    """Return at once."""


@contextmanager
def reference_server(
    *,
    token: str | None = None,
    tokens: Sequence[str] = (),
    mappings: Mapping[RoutingKey, str] | None = None,
    data: Path | None = None,
    pause: Pause = no_pause,
    port: int = 0,
    max_body: int = MAX_BODY,
    busy_seconds: float = BUSY_SECONDS,
    protocol: type[ImpatientProtocol] = ImpatientProtocol,
    has_pages: bool = False,
) -> Iterator[str]:
    """Run the reference server, with a clock that always shows noon, and close its journal at the end."""
    journal = Journal(data, busy_seconds)
    server = ReferenceServer(
        journal=journal,
        tokens=tuple(map(Secret, tokens if token is None else [token])),
        mappings=mappings or {},
        max_body=max_body,
        clock=lambda: NOON,
        pause=pause,
    )
    try:
        with served(with_pages(server) if has_pages else server.app(), listen(port).unwrap(), protocol) as url:
            yield url
    finally:
        journal.close()


def send(url: str, body: bytes = BODY, headers: Mapping[str, str] | None = None) -> httpx.Response:
    """Post a body to the server's endpoint, by default with valid headers."""
    sent = SNAPSHOT_HEADERS if headers is None else headers
    return httpx.post(f"{url}{SNAPSHOT_PATH}", content=body, headers=dict(sent), trust_env=False, timeout=FOREVER)


def json_answer(response: httpx.Response) -> JsonAnswer:
    """Return the status and the JSON of a response."""
    assert response.headers["content-type"] == "application/json"
    return JsonAnswer(response.status_code, response.json())


def received(url: str, key: str = "", headers: Mapping[str, str] | None = None) -> JsonAnswer:
    """Return what the server says it received, either all of it or what came with *key*."""
    return json_answer(
        httpx.get(f"{url}{RECEIVED_PATH}{key}", headers=dict(headers or {}), trust_env=False, timeout=FOREVER)
    )


def changed_body(**members: object) -> bytes:
    """Return the valid body with some members changed; ``...`` leaves one out."""
    body = {**json.loads(BODY), **members}
    return json.dumps({name: value for name, value in body.items() if value is not ...}).encode()
