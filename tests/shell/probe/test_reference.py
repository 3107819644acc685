"""The reference server keeps every promise."""

import asyncio
from pathlib import Path
from typing import ClassVar

import pytest
from attrs import evolve

from tests.shell.probe.servers import RIGHT, accounts, findings, order, reviewed
from tests.support.broken_server import Answered, Asked, BrokenServer, Forward, mounted
from tests.support.reference_server import reference_server
from trackpost.core.contract.probe.promise import Broken, Finding, Kept
from trackpost.core.contract.probe.table import PROMISES
from trackpost.shell.server.refusals import CANNOT_STORE
from trackpost.shell.server.responses import encode
from trackpost.shell.server.server import listen, served
from trackpost.shell.server.slow_clients import ImpatientProtocol

ELSEWHERE = {
    "restart.replayed", "restart.other-body", "restart.free", "size.late", "key.in-progress", "answers.retry-after"
}  # fmt: skip
"""What other tests show, because it takes another server, or one that happens to be busy."""


async def _while_others_come() -> None:
    await asyncio.sleep(0.5)


async def _sometimes_busy(asked: Asked, forward: Forward) -> Answered:
    """Have no room for one of the requests, as the reference server has none on a full disk."""
    if asked.body != b"[]":
        return await forward(asked)
    headers = (
        ("content-type", "application/json"),
        *((name.lower(), text) for name, text in CANNOT_STORE.headers.items()),
    )
    return Answered(CANNOT_STORE.status_code, headers, encode(CANNOT_STORE.complaint))


def test_it_keeps_every_promise(tmp_path: Path) -> None:
    """All of them, without exception, if the probe gets all that it needs to see them."""
    with accounts(tmp_path) as app, served(mounted(app), listen(0).unwrap()) as url:
        found = findings(reviewed(order(url, tmp_path)))
    kept = {name for name, finding in found.items() if finding == Kept()}
    assert kept | ELSEWHERE == {promise.name for promise in PROMISES}, found


def test_it_says_that_a_request_is_under_way(tmp_path: Path) -> None:
    """A server that takes its time shows it."""
    with accounts(pause=_while_others_come) as app, served(mounted(app), listen(0).unwrap()) as url:
        found = findings(reviewed(order(url, tmp_path, "key.in-progress")))
    assert found == {"key.in-progress": Kept()}


def test_it_says_when_to_try_again(tmp_path: Path) -> None:
    """A server without room says so as promised."""
    with accounts() as app, served(mounted(BrokenServer(app, _sometimes_busy)), listen(0).unwrap()) as url:
        found = findings(reviewed(order(url, tmp_path, "answers.*", "refuses.array")))
    assert {name for name, finding in found.items() if finding != Kept()} == {"refuses.array"}


class _Hasty(ImpatientProtocol):
    grace_seconds: ClassVar[float] = 0.3


class _Patient(ImpatientProtocol):
    grace_seconds: ClassVar[float] = 60.0


@pytest.mark.parametrize(("protocol", "expected"), [(_Hasty, Kept), (_Patient, Broken)], ids=["in time", "never"])
def test_a_late_body(protocol: type[ImpatientProtocol], expected: type[Finding], tmp_path: Path) -> None:
    """A server that does not wait for ever keeps the promise; one that does, breaks it."""
    with reference_server(token=RIGHT, protocol=protocol) as url:
        probe = evolve(order(url, tmp_path, "size.late"), body_seconds=0.3)
        (finding,) = findings(reviewed(probe)).values()
    assert isinstance(finding, expected), finding
