"""A broken server for each promise: the probe finds each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shell.probe.sabotage import TAKEN, answer_members, editing
from tests.shell.probe.sabotages import SABOTAGES
from tests.shell.probe.servers import broken_server, findings, order, reviewed
from tests.support.broken_server import Answered, Asked, BrokenServer, Sabotage
from trackpost.core.contract.probe.promise import Broken
from trackpost.core.contract.probe.table import PROMISES

NAMES = {promise.name for promise in PROMISES}
REFUSALS = sorted(name for name in NAMES if name.startswith("refuses."))
ELSEWHERE = {"restart.replayed", "restart.other-body", "restart.free", "size.late", "size.must-take"}
"""What the tests below break, because it takes another server."""

CASES = {
    f"{name} {number}": (name, sabotage)
    for name, sabotages in SABOTAGES.items()
    for number, sabotage in enumerate(sabotages, start=1)
}


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, BrokenServer]]:
    """Run one server for all cases."""
    with broken_server() as server:
        yield server


def test_every_promise_is_broken_once() -> None:
    """The tests of this module break each promise of the table."""
    assert {*SABOTAGES, *REFUSALS, *ELSEWHERE} == NAMES


@pytest.mark.parametrize(("name", "sabotage"), CASES.values(), ids=CASES.keys())
def test_a_broken_promise(name: str, sabotage: Sabotage, server: tuple[str, BrokenServer], tmp_path: Path) -> None:
    """The server is whole at first; then it breaks the promise, and the probe says so."""
    url, broken = server
    probe = order(url, tmp_path, name, "refuses.no-json")
    before = findings(reviewed(probe))[name]
    with broken.broken_by(sabotage):
        after = findings(reviewed(probe))[name]
    assert (isinstance(before, Broken), isinstance(after, Broken)) == (False, True), after


def _taken(_asked: Asked, one: Answered) -> Answered:
    return TAKEN if b"invalid_snapshot" in one.body else one


LENIENT = editing(_taken)
VAGUE = answer_members(lambda body: {**body, "path": "$.nowhere"}, lambda one: b"invalid_snapshot" in one.body)


@pytest.mark.parametrize(
    ("sabotage", "exceptions"), [(LENIENT, set[str]()), (VAGUE, {"refuses.deep"})], ids=["lenient", "vague"]
)
def test_wrong_bodies(
    sabotage: Sabotage, exceptions: set[str], server: tuple[str, BrokenServer], tmp_path: Path
) -> None:
    """A server that accepts a wrong body is found, and so is one that names another path, where one is promised."""
    url, broken = server
    with broken.broken_by(sabotage):
        found = findings(reviewed(order(url, tmp_path, "refuses.*")))
    assert {name for name, finding in found.items() if not isinstance(finding, Broken)} == exceptions
