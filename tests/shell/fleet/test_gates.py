"""The limits of hosts, with real threads."""

from collections.abc import Mapping
from threading import Event, Lock, Thread

import pytest

from tests.support.clocks import Stopwatch
from tests.support.gates import through
from tests.support.patience import FOREVER
from trackpost.core.fleet.limits import HostLimit
from trackpost.core.fleet.outcome import Credential
from trackpost.core.fleet.project import FleetProject
from trackpost.shell.clock import Clock
from trackpost.shell.fleet.gates import Gates, Patience, StoppedAtLimit, Waiting

SLOW, FAST = Credential("slow.example", "fleet"), Credential("fast.example", "fleet")
LIMITS: Mapping[str, HostLimit] = {"slow.example": HostLimit(at_once=2)}
JOB = Waiting(FleetProject(path="/srv/a", name="/srv/a", home="/home", every=60), lambda: None)


def test_no_more_at_once_than_may_be() -> None:
    """Ten threads bring work to a gate for two; all of it is done, and never more than two at the same time."""
    gates, lock, inside, most, done = Gates(LIMITS, Patience(Clock())), Lock(), 0, 0, 0

    def work() -> None:
        nonlocal inside, most, done
        with lock:
            inside += 1
            most = max(most, inside)
        Event().wait(0.005)
        with lock:
            inside -= 1
            done += 1

    threads = [Thread(target=through, args=(gates, SLOW, work)) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(FOREVER)
    assert (done, most) == (10, 2)


def test_nobody_waits_at_a_gate() -> None:
    """The third brings its work, and goes on to another host; whoever comes out does the work."""
    gates, hold, entered, done = Gates(LIMITS, Patience(Clock())), Event(), [Event(), Event()], list[str]()

    def slow(number: int) -> None:
        entered[number].set()
        hold.wait(FOREVER)
        done.append("slow")

    threads = [Thread(target=through, args=(gates, SLOW, lambda n=number: slow(n))) for number in range(2)]
    for thread, event in zip(threads, entered, strict=True):
        thread.start()
        assert event.wait(FOREVER)
    through(gates, SLOW, lambda: done.append("third"))
    through(gates, FAST, lambda: done.append("fast"))
    assert done == ["fast"]
    hold.set()
    for thread in threads:
        thread.join(FOREVER)
    assert sorted(done) == ["fast", "slow", "slow", "third"]


def test_work_that_fails_leaves_the_gate() -> None:
    """The next work gets in, on whoever has to tell of the failure."""
    gates = Gates({"slow.example": HostLimit(at_once=1)}, Patience(Clock()))

    def fail() -> None:
        raise LookupError

    for _ in range(2):
        try:
            through(gates, SLOW, fail)
        except LookupError:
            continue
        raise AssertionError
    done = list[str]()
    through(gates, SLOW, lambda: done.append("x"))
    assert done == ["x"]


def test_the_pace() -> None:
    """Requests beyond what a minute allows wait for their turn, for each credential apart."""
    stopwatch = Stopwatch()
    gates = Gates({"slow.example": HostLimit(per_minute=10)}, Patience(stopwatch.clock))
    for _ in range(3):
        gates.pace(SLOW)
    assert sum(stopwatch.pauses) == pytest.approx(60 / 9)
    pauses = len(stopwatch.pauses)
    gates.pace(Credential("slow.example", "other"))
    gates.pace(FAST)
    assert len(stopwatch.pauses) == pauses


def test_a_stop_ends_the_wait_for_a_turn() -> None:
    """Soon, however long the wait would be; a request that need not wait is let through all the same."""
    stopwatch = Stopwatch()
    limits: Mapping[str, HostLimit] = {"slow.example": HostLimit(per_minute=2)}
    gates = Gates(limits, Patience(stopwatch.clock, lambda: stopwatch.seconds >= 5))
    gates.pace(SLOW)
    with pytest.raises(StoppedAtLimit):
        gates.pace(SLOW)
    assert 5 <= stopwatch.seconds <= 6
    gates.pace(FAST)
    gates.pace(Credential("slow.example", "other"))


def test_other_limits() -> None:
    """Who is inside stays inside, and what was sent counts: a file that is read again allows nothing twice."""
    stopwatch = Stopwatch()
    old = Gates({"slow.example": HostLimit(at_once=1, per_minute=20)}, Patience(stopwatch.clock))
    assert old.enter(SLOW, JOB)
    for _ in range(3):
        old.pace(SLOW)
    new = old.under({"slow.example": HostLimit(at_once=2, per_minute=10)})
    assert [new.enter(SLOW, JOB), new.enter(SLOW, JOB)] == [True, False]
    assert (old.leave(SLOW), new.leave(SLOW)) == (JOB, None)
    assert stopwatch.seconds == 0
    new.pace(SLOW)
    assert stopwatch.seconds == pytest.approx(60 / 9)
    old.under({}).pace(SLOW)
    assert stopwatch.seconds == pytest.approx(60 / 9)
