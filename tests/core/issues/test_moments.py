"""Instants as numbers."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given

from tests.core.strategies import INSTANT, QUICK, TEXT
from trackpost.core.issues.moments import earlier, later, microseconds

INSTANTS: Mapping[str, tuple[str | None, int | None]] = {
    "the beginning": ("1970-01-01T00:00:00Z", 0),
    "without a zone": ("1970-01-01T00:00:01", 1_000_000),
    "without seconds": ("1970-01-01T00:01", 60_000_000),
    "a fraction": ("1970-01-01T00:00:00.25+00:00", 250_000),
    "more digits than microseconds": ("1970-01-01T00:00:00.1234567Z", 123_456),
    "east": ("1970-01-01T02:30:00+02:30", 0),
    "west": ("1969-12-31T19:00:00-0500", 0),
    "an offset with seconds": ("1970-01-01T00:00:10+00:00:10", 0),
    "a leap day": ("2024-02-29T00:00:00Z", 1_709_164_800_000_000),
    "before 1970": ("1969-12-31T23:59:59Z", -1_000_000),
    "a day that does not exist": ("2026-02-29T00:00:00Z", None),
    "the year 0": ("0000-01-01T00:00:00Z", None),
    "a date": ("1970-01-01", None),
    "words": ("yesterday", None),
    "nothing": (None, None),
}


@pytest.mark.parametrize(("instant", "expected"), INSTANTS.values(), ids=INSTANTS.keys())
def test_microseconds(instant: str | None, expected: int | None) -> None:
    """An instant is so many microseconds after the beginning of 1970; what is none is None."""
    assert microseconds(instant) == expected


@QUICK
@given(INSTANT)
def test_the_calendar(text: str) -> None:
    """It is the one of Python's standard library."""
    instant = datetime.fromisoformat(text)
    zoned = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    assert microseconds(text) == (zoned - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


EAST, UTC_ONE, SAME = "2026-03-01T12:00:00+01:00", "2026-03-01T11:30:00Z", "2026-03-01T11:00:00Z"
PAIRS: Mapping[str, tuple[str | None, str | None, str | None, str | None]] = {
    "in order": (EAST, UTC_ONE, EAST, UTC_ONE),
    "the other way": (UTC_ONE, EAST, EAST, UTC_ONE),
    "the same": (EAST, SAME, EAST, EAST),
    "one is absent": (None, EAST, EAST, EAST),
    "the other is absent": (EAST, None, EAST, EAST),
    "both are absent": (None, None, None, None),
    "one is none": ("soon", EAST, EAST, EAST),
}


@pytest.mark.parametrize(("one", "other", "first", "last"), PAIRS.values(), ids=PAIRS.keys())
def test_order(one: str | None, other: str | None, first: str | None, last: str | None) -> None:
    """Zones do not matter. Of equal instants it is the first; an instant counts more than none."""
    assert (earlier(one, other), later(one, other)) == (first, last)


@QUICK
@given(TEXT)
def test_any_text(text: str) -> None:
    """It is an instant or none."""
    assert later(text, None) == text
    assert earlier(None, text) in {None, text}
