"""The moments of projects."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tests.core.strategies import QUICK
from trackpost.core.fleet.schedule import due_at, offset_of

PERIODS = st.integers(1, 366 * 86_400)
INSTANTS = st.floats(0, 4e9)


@QUICK
@given(st.text(), PERIODS, INSTANTS)
def test_the_next_moment(path: str, period: int, began: float) -> None:
    """It is the project's own, at least half a period and less than one and a half after the last try."""
    due = due_at(path, period, began)
    assert period / 2 - 1e-3 <= due - began < 1.5 * period + 1e-3
    moment = (due - offset_of(path, period)) % period
    assert min(moment, period - moment) < 1e-3


@QUICK
@given(st.text(), st.integers(60, 86_400), st.floats(0, 0.4))
def test_one_run_a_period(path: str, period: int, share: float) -> None:
    """Runs that begin soon after their moment come once a period, at the same moment."""
    first = due_at(path, period, 1e9)
    second = due_at(path, period, first + share * period)
    assert abs(second - first - period) < 1e-3


def test_projects_are_spread_evenly() -> None:
    """Of six thousand projects, each minute of the hour has about a hundred."""
    minutes = Counter(int(offset_of(f"/srv/repos/{number}", 3_600) // 60) for number in range(6_000))
    assert len(minutes) == 60
    assert 50 < min(minutes.values()) <= max(minutes.values()) < 160
