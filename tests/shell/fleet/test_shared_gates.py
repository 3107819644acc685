"""The limits of hosts over several machines."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from threading import Event, Lock, Thread

import pytest
from attrs import evolve

from tests.shell.fleet.test_gates import JOB
from tests.support.clocks import Stopwatch
from tests.support.gates import through
from tests.support.patience import FOREVER
from tests.support.postgres import Postgres
from trackpost.core.delivery.shared_ledger import parse_ledger_url
from trackpost.core.fleet.limits import HostLimit
from trackpost.core.fleet.outcome import Credential
from trackpost.core.fleet.port import Worker
from trackpost.shell.clock import Clock
from trackpost.shell.fleet.gates import Gatekeeper, Gates, Patience, StoppedAtLimit
from trackpost.shell.fleet.postgres.shared import Shared, opened

SLOW, FAST = Credential("slow.example", "fleet"), Credential("fast.example", "fleet")
LIMITS: Mapping[str, HostLimit] = {"slow.example": HostLimit(at_once=2, per_minute=60)}
NAMES = ("one", "two", "three")


@pytest.fixture
def machines(postgres: Postgres) -> Iterator[Mapping[str, Shared]]:
    """Return what three machines share."""
    address = parse_ledger_url(postgres.url).unwrap()
    with ExitStack() as stack:
        found = {name: stack.enter_context(opened(address, Clock())) for name in NAMES}
        for name, shared in found.items():
            shared.state.greet(Worker(name=name, doing="work", began=0.0, seen=0.0)).unwrap()
        yield found


def gates_of(machines: Mapping[str, Shared], name: str) -> Gatekeeper:
    """Return the gates of a machine."""
    return machines[name].gates(LIMITS, Gates(LIMITS, Patience(Clock())), name)


def paced(gates: Gatekeeper, requests: int) -> None:
    """Send so many requests."""
    for _ in range(requests):
        gates.pace(SLOW)


def test_no_more_at_once_than_may_be(machines: Mapping[str, Shared]) -> None:
    """Three machines bring work to a gate for two; all of it is done, and never more than two at the same time."""
    lock, inside, most, done = Lock(), 0, 0, 0

    def work() -> None:
        nonlocal inside, most, done
        with lock:
            inside += 1
            most = max(most, inside)
        Event().wait(0.01)
        with lock:
            inside -= 1
            done += 1

    threads = [Thread(target=through, args=(gates_of(machines, name), SLOW, work)) for name in NAMES * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(FOREVER)
    assert done == 6
    assert 1 <= most <= 2


def test_the_slots_of_a_worker_that_was_killed(machines: Mapping[str, Shared], postgres: Postgres) -> None:
    """They are free when nobody has seen it for a minute, or once it is dismissed; those of others are not."""
    postgres.ask(
        "INSERT INTO trackpost.fleet_slots VALUES ('slow.example fleet', 1, 'one'), ('slow.example fleet', 2, 'two')"
    )
    done = list[str]()
    thread = Thread(target=through, args=(gates_of(machines, "three"), SLOW, lambda: done.append("three")))
    thread.start()
    thread.join(0.3)
    assert done == []
    postgres.ask("UPDATE trackpost.fleet_workers SET seen = seen - interval '61 seconds' WHERE name = 'one'")
    thread.join(FOREVER)
    assert done == ["three"]
    machines["two"].state.dismiss("two").unwrap()
    assert postgres.ask("SELECT holder FROM trackpost.fleet_slots") == []


def test_a_pace_over_all_machines(machines: Mapping[str, Shared], postgres: Postgres) -> None:
    """A tenth of a minute's requests may be sent at once, by any machine; a clock that is set back is no matter."""
    watches = {name: Stopwatch() for name in NAMES}
    gates = {
        name: evolve(machines[name].gates(LIMITS, Gates(LIMITS, Patience(watch.clock)), name), clock=watch.clock)
        for name, watch in watches.items()
    }
    for _ in range(3):
        for gate in gates.values():
            gate.pace(SLOW)
            gate.pace(FAST)
    waits = sum(watch.seconds for watch in watches.values())
    assert 2.0 < waits < 10.0
    postgres.ask("UPDATE trackpost.fleet_paces SET at = at + 3600")
    gates["one"].pace(SLOW)
    assert sum(watch.seconds for watch in watches.values()) < waits + 10.0


def test_other_limits(machines: Mapping[str, Shared], postgres: Postgres) -> None:
    """Who is inside stays inside, and comes out of the gate that it entered."""
    old = gates_of(machines, "one")
    assert [old.enter(SLOW, JOB), old.enter(SLOW, JOB)] == [True, True]
    new = old.under({"slow.example": HostLimit(at_once=3)})
    assert [new.enter(SLOW, JOB), new.enter(SLOW, JOB)] == [True, False]
    assert (old.leave(SLOW), old.leave(SLOW), new.leave(SLOW)) == (JOB, None, None)
    assert postgres.ask("SELECT holder FROM trackpost.fleet_slots") == []


def test_a_database_that_is_out_of_reach(machines: Mapping[str, Shared], postgres: Postgres) -> None:
    """Each worker keeps the limits for itself."""
    postgres.ask("UPDATE trackpost.ledger SET version = 99")
    watch, done = Stopwatch(), list[str]()
    gates = evolve(machines["one"].gates(LIMITS, Gates(LIMITS, Patience(watch.clock)), "one"), clock=watch.clock)
    through(gates, SLOW, lambda: done.append("slow"))
    for _ in range(9):
        gates.pace(SLOW)
    assert done == ["slow"]
    assert watch.seconds > 1.0


def test_a_stop_ends_every_wait(machines: Mapping[str, Shared], postgres: Postgres) -> None:
    """A job that waits for a slot is let in, where it finds out; a request that waits for its turn is not sent."""
    postgres.ask(
        "INSERT INTO trackpost.fleet_slots VALUES ('slow.example fleet', 1, 'two'), ('slow.example fleet', 2, 'two')"
    )
    watch, done = Stopwatch(), list[str]()
    own = Gates(LIMITS, Patience(watch.clock, lambda: watch.seconds >= 5))
    gates = evolve(machines["one"].gates(LIMITS, own, "one"), clock=watch.clock)
    through(gates, SLOW, lambda: done.append("slow"))
    assert done == ["slow"]
    with pytest.raises(StoppedAtLimit):
        paced(gates, 70)
    assert 5 <= watch.seconds <= 7
