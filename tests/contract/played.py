"""Play the steps of a fixture against the reference server."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import httpx
from attrs import define, field, frozen

from tests.support.patience import FOREVER
from tests.support.reference_server import reference_server
from trackpost.core.contract.server import RoutingKey
from trackpost.core.contract.server_setup import parse_mapping_table
from trackpost.shell.server.app import MAX_BODY


@frozen
class Request:
    """A request; a list is a header that is there several times."""

    method: str
    path: str
    headers: dict[str, str | list[str]]
    body: str

    def send(self, url: str) -> httpx.Response:
        """Send it, and return the answer."""
        return httpx.request(
            self.method,
            url + self.path,
            headers=[(name, value) for name, values in self.headers.items() for value in _each(values)],
            content=self.body.encode(),
            trust_env=False,
            timeout=FOREVER,
        )


def _each(values: str | list[str]) -> list[str]:
    return [values] if isinstance(values, str) else values


@frozen(kw_only=True)
class Step:
    """A request and what is checked of its answer, or a restart."""

    request: Request | None = None
    status: int = 0
    error: str | None = None
    path: str | None = None
    headers: dict[str, str | None] = field(factory=dict)
    same_body_as: int | None = None
    during: "tuple[Step, ...]" = ()
    restart: bool = False


@frozen(kw_only=True)
class Script:
    """What clients send to one server in order.

    Attributes:
        name: what it shows.
        tokens: of the server's accounts.
        mappings: what the server knows.
        steps: the requests, and restarts between them.
        max_body: the most bytes that a body may have; None for the usual limit.
    """

    name: str
    tokens: tuple[str, ...]
    mappings: list[dict[str, str | None]]
    steps: tuple[Step, ...]
    max_body: int | None = None


@define
class _Gate:
    """Holds back the first request that comes while it is closed, as if the server needed time for it."""

    arrived: Event = field(factory=Event)
    opened: Event = field(factory=Event)
    is_closed: bool = False

    async def pause(self) -> None:
        """Wait, if the gate is closed and nobody waits yet."""
        if self.is_closed:
            self.is_closed = False
            self.arrived.set()
            await asyncio.to_thread(self.opened.wait)


def table(rows: list[dict[str, str | None]]) -> Mapping[RoutingKey, str]:
    """Return the mappings of a server."""
    return parse_mapping_table(json.dumps(rows).encode()).unwrap()


@contextmanager
def played(script: Script, data: Path) -> Iterator[str]:
    """Play all steps and check their answers, and give the URL of the server, which is still running.

    Args:
        script: what to play.
        data: where the server keeps what it received.
    """
    answers: list[httpx.Response] = []
    parts = list(_parts(script.steps))
    for part in parts[:-1]:
        with _server(script, data) as (url, gate):
            _play(part, url, gate, answers)
    with _server(script, data) as (url, gate):
        _play(parts[-1], url, gate, answers)
        yield url


def _parts(steps: tuple[Step, ...]) -> Iterator[tuple[Step, ...]]:
    """Split *steps* at the restarts."""
    start = 0
    for number, step in enumerate(steps):
        if step.restart:
            yield steps[start:number]
            start = number + 1
    yield steps[start:]


@contextmanager
def _server(script: Script, data: Path) -> Iterator[tuple[str, _Gate]]:
    gate = _Gate()
    with reference_server(
        tokens=script.tokens,
        mappings=table(script.mappings),
        data=data,
        max_body=script.max_body or MAX_BODY,
        pause=gate.pause,
    ) as url:
        yield url, gate


def _play(steps: tuple[Step, ...], url: str, gate: _Gate, answers: list[httpx.Response]) -> None:
    for step in steps:
        answers.append(_meanwhile(step, url, gate) if step.during else _asked(step, url))
        _check(step, answers)


def _asked(step: Step, url: str) -> httpx.Response:
    assert step.request is not None
    return step.request.send(url)


def _meanwhile(step: Step, url: str, gate: _Gate) -> httpx.Response:
    """Send the requests of *during* while the request of *step* is under way."""
    gate.is_closed = True
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(_asked, step, url)
        try:
            assert gate.arrived.wait(FOREVER)
            for other in step.during:
                _check(other, [_asked(other, url)])
        finally:
            gate.opened.set()
        return first.result(FOREVER)


def _check(step: Step, answers: list[httpx.Response]) -> None:
    answer = answers[-1]
    body = answer.json()
    assert (answer.status_code, body.get("error"), body.get("path")) == (step.status, step.error, step.path)
    assert {name: answer.headers.get(name) for name in step.headers} == step.headers
    assert step.same_body_as is None or answer.content == answers[step.same_body_as].content
