"""The token bucket."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.strategies import QUICK
from trackpost.core.fleet.limits import full

PAUSES = st.lists(st.floats(0, 90), max_size=200)
_ROUNDING = 1e-6


@QUICK
@given(st.integers(1, 120), PAUSES)
def test_no_minute_has_more(per_minute: int, pauses: list[float]) -> None:
    """Wherever a minute begins, no more requests are sent in it than it allows, and they keep their order."""
    bucket, now, sent = full(per_minute, 0.0), 0.0, list[float]()
    for pause in pauses:
        now += pause
        bucket, wait = bucket.take(now)
        sent.append(now + wait)
    assert sent == sorted(sent)
    assert all(later - earlier > 60 - _ROUNDING for earlier, later in zip(sent, sent[per_minute:], strict=False))


@QUICK
@given(st.integers(1, 10_000))
def test_a_tenth_goes_at_once(per_minute: int) -> None:
    """A full bucket lets a tenth pass without a wait, and one request more."""
    bucket, waits = full(per_minute, 0.0), list[float]()
    for _ in range(2 + per_minute // 10):
        bucket, wait = bucket.take(0.0)
        waits.append(wait)
    assert set(waits[:-1]) == {0.0}
    assert waits[-1] > 0


@QUICK
@given(st.integers(1, 600))
def test_what_a_minute_allows_is_used(per_minute: int) -> None:
    """Requests that all wait are sent at nine tenths of what is allowed, or more."""
    bucket, last = full(per_minute, 0.0), 0.0
    for _ in range(10 * per_minute):
        bucket, last = bucket.take(0.0)
    assert last <= 10 * 60 / 0.9 + _ROUNDING


def test_a_clock_that_goes_back() -> None:
    """It gives no more tokens, and takes none away."""
    bucket, _ = full(60, 1_000.0).take(1_000.0)
    back, wait = bucket.take(10.0)
    assert (back.tokens, back.at, wait) == (bucket.tokens - 1, 1_000.0, 0.0)


def test_another_limit() -> None:
    """A bucket that had more than it may hold now lets through what the new limit allows at once, and no more."""
    bucket, waits = full(100, 0.0), list[float]()
    for _ in range(3):
        bucket, wait = bucket.under(10).take(0.0)
        waits.append(wait)
    assert waits == [0, 0, pytest.approx(60 / 9)]
