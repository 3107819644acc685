"""Durations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.strategies import QUICK
from trackpost.core.parsing.duration import LONGEST, in_words, parse_duration

UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


@QUICK
@given(st.integers(1, 10**10), st.sampled_from("smhd"))
def test_a_number_with_its_unit(number: int, unit: str) -> None:
    """It is so many seconds, if that is at most a year."""
    seconds = number * UNITS[unit]
    assert parse_duration(f"{number}{unit}") == (seconds if seconds <= LONGEST else None)


@pytest.mark.parametrize("text", ["", "m", "15", "1.5h", "-1s", "1 h", "1h30m", "1H", "٣m", "0d", "1w"])
def test_what_is_no_duration(text: str) -> None:
    """Nothing is guessed."""
    assert parse_duration(text) is None


WORDS = {0: "0 s", 119: "119 s", 120: "2 min", 7199: "119 min", 3600: "1 h"}


@pytest.mark.parametrize(("seconds", "words"), WORDS.items())
def test_in_words(seconds: float, words: str) -> None:
    """A duration is shown in the largest unit of which it has two, or just one."""
    assert in_words(seconds) == words
