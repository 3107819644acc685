"""What stops a run."""

from collections.abc import Mapping

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tests.core.fleet.samples import BUSY, DENIED, DONE, DRIFT, JIRA, KITTY, LATER
from tests.core.strategies import QUICK
from trackpost.core.fleet.brake import Brake, MaxFailures, parse_max_failures
from trackpost.core.fleet.outcome import (
    AskedToWait,
    Credential,
    Failed,
    Held,
    Outcome,
    RefusedElsewhere,
    Skipped,
    TooManyFailures,
)

LIMITS: Mapping[str, MaxFailures | None] = {
    "10%": MaxFailures(10, is_share=True),
    " 100% ": MaxFailures(100, is_share=True),
    "1": MaxFailures(1),
    "0%": None,
    "101%": None,
    "-1": None,
    "ten": None,
    "1.5%": None,
    "": None,
}


@pytest.mark.parametrize(("text", "expected"), LIMITS.items())
def test_parse_max_failures(text: str, expected: MaxFailures | None) -> None:
    """It is a number or a per cent."""
    assert parse_max_failures(text) == expected


@QUICK
@given(st.integers(1, 100), st.integers(0, 10**6))
def test_a_share(number: int, projects: int) -> None:
    """So many failures are at least the share, and one less is not; a run of any size can fail once."""
    most = MaxFailures(number, is_share=True).of(projects)
    assert most >= 1
    assert most * 100 >= number * projects
    assert most == 1 or (most - 1) * 100 < number * projects


OUTCOMES = st.sampled_from([DONE, DRIFT, BUSY, LATER, DENIED, Held(DRIFT), Skipped(TooManyFailures(1))])


@QUICK
@given(st.lists(OUTCOMES), st.integers(1, 5))
def test_failures_stop_a_run_and_nothing_else_does(outcomes: list[Outcome], most: int) -> None:
    """Held and skipped projects do not count, because they were not tried."""
    brake = Brake(most=most)
    for outcome in outcomes:
        brake = brake.after(outcome)
    failures = sum(isinstance(outcome, Failed) for outcome in outcomes)
    assert brake.start == (Skipped(TooManyFailures(failures)) if failures >= most else None)
    assert evolve(brake, most=None).start is None


ASKED: Mapping[str, tuple[Outcome, Credential, Skipped | None]] = {
    "after a success": (DONE, JIRA, None),
    "after a failure": (BUSY, JIRA, None),
    "a refused credential": (DENIED, JIRA, Skipped(RefusedElsewhere(JIRA))),
    "another credential of the same host": (DENIED, Credential(JIRA.host, "/srv/home"), None),
    "the same holder at another host": (DENIED, KITTY, None),
    "a host that wants to wait": (LATER, KITTY, Skipped(AskedToWait(KITTY.host, 5_000.0))),
    "another host": (LATER, JIRA, None),
}


@pytest.mark.parametrize(("outcome", "credential", "expected"), ASKED.values(), ids=ASKED.keys())
def test_ask(outcome: Outcome, credential: Credential, expected: Skipped | None) -> None:
    """A dead token is not used again, and a busy host is left alone."""
    assert Brake().after(outcome).ask(credential, 1_000.0) == expected


def test_what_is_forgiven() -> None:
    """In the next run, a refused credential is tried by one project first; a wish to be left alone stays."""
    brake = Brake(most=2).after(DENIED).after(LATER).forgiving
    assert (brake.start, brake.ask(JIRA, 1_000.0)) == (None, None)
    assert brake.ask(KITTY, 1_000.0) == Skipped(AskedToWait(KITTY.host, 5_000.0))
    assert [brake.is_suspect(one) for one in (JIRA, KITTY)] == [True, False]
    assert not brake.after(DENIED).is_suspect(JIRA), "nobody has to try it any more"
    assert not brake.accepting([JIRA, KITTY]).is_suspect(JIRA)
    assert brake.accepting([KITTY]).is_suspect(JIRA)


STOPPED: Mapping[str, tuple[Brake, Held | Skipped | None, bool]] = {
    "nothing": (Brake(), None, False),
    "a failure of its own": (Brake(), Held(DRIFT), True),
    "a host that wants to wait": (Brake(), Skipped(AskedToWait(KITTY.host, 5_000.0)), True),
    "a refused credential that this run has not tried": (Brake(suspects=frozenset({JIRA})), Held(DENIED), False),
    "a refused credential that works by now": (Brake(), Held(DENIED), False),
    "a refused credential that this run has tried": (Brake().after(DENIED), Held(DENIED), True),
}


@pytest.mark.parametrize(("brake", "obstacle", "is_stopped"), STOPPED.values(), ids=STOPPED.keys())
def test_what_stops_a_project(brake: Brake, obstacle: Held | Skipped | None, *, is_stopped: bool) -> None:
    """A refused credential stops those that failed with it only once this run knows that it still is."""
    assert brake.stops(obstacle) == (obstacle if is_stopped else None)


@QUICK
@given(st.integers(1, 20), st.integers(0, 30), st.integers(0, 30))
def test_room(most: int, failures: int, under_way: int) -> None:
    """If all that is under way fails, and one project more, there are no more failures than may be."""
    brake = Brake(most=most, failures=failures)
    assert brake.has_room(under_way) == (failures + under_way + 1 <= most or failures >= most)
    assert Brake(failures=failures).has_room(under_way)


def test_a_host_is_asked_again_when_its_time_has_come() -> None:
    """It is closed until the instant that it named."""
    assert Brake().after(LATER).ask(KITTY, 5_000.0) is None
