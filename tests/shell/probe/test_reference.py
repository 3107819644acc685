"""The reference server keeps every promise."""

import asyncio
from pathlib import Path
from typing import ClassVar

import pytest
from attrs import define, evolve, field

from tests.shell.probe.restarted import Restarted
from tests.shell.probe.servers import RIGHT, findings, order, reviewed
from tests.support.broken_server import Answered, Asked, Forward
from tests.support.reference_server import reference_server
from trackpost.core.contract.probe.promise import Broken, Finding, Kept
from trackpost.core.contract.probe.sizes import MUST_TAKE
from trackpost.core.contract.probe.table import PROMISES
from trackpost.shell.probe.run import Hooks
from trackpost.shell.server.refusals import CANNOT_STORE
from trackpost.shell.server.responses import encode
from trackpost.shell.server.slow_clients import ImpatientProtocol

CROWD = 10


@define
class Lively:
    """Between the probe and the server: it shows what a server shows only now and then.

    Of the requests that come at once, all are under way together, and one finds the server busy.
    """

    _all_of_them: asyncio.Barrier = field(factory=lambda: asyncio.Barrier(CROWD), init=False)
    _was_busy: bool = field(default=False, init=False)

    async def __call__(self, asked: Asked, forward: Forward) -> Answered:
        """Answer one request."""
        if b'"key.in-progress"' in asked.body:
            await self._all_of_them.wait()
        if b'"key.at-once"' in asked.body and not self._was_busy:
            self._was_busy = True
            return BUSY
        return await forward(asked)


BUSY = Answered(
    CANNOT_STORE.status_code,
    (("content-type", "application/json"), *((name.lower(), text) for name, text in CANNOT_STORE.headers.items())),
    encode(CANNOT_STORE.complaint),
)


def test_it_keeps_every_promise(tmp_path: Path) -> None:
    """All of them, and nothing is left unobserved, if the probe gets all that it needs to see them."""
    server = Restarted(tmp_path, Lively())
    url = server.start()
    try:
        probe = evolve(order(url, tmp_path), restarts=True)
        found = findings(reviewed(probe, Hooks(restart=server.restart)))
    finally:
        server.stop()
    unseen = {"size.late", "size.must-take"}  # they take another server: see below
    assert {name: finding for name, finding in found.items() if finding != Kept() and name not in unseen} == {}
    assert found.keys() == {promise.name for promise in PROMISES}


@pytest.mark.parametrize(("largest", "expected"), [(MUST_TAKE, Kept), (MUST_TAKE - 1, Broken)], ids=["all", "less"])
def test_the_size_that_every_server_must_take(largest: int, expected: type[Finding], tmp_path: Path) -> None:
    """A server that takes a byte less breaks the promise."""
    with reference_server(token=RIGHT, max_body=largest) as url:
        probe = evolve(order(url, tmp_path, "size.must-take"), is_full_size=True)
        (finding,) = findings(reviewed(probe)).values()
    assert isinstance(finding, expected), finding


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
