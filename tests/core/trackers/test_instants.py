"""Instants in the one spelling of the cache."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.strategies import QUICK
from trackpost.core.trackers.instants import date_of, instant
from trackpost.core.trackers.tracker_json import Scalar

INSTANTS: Mapping[str, tuple[Scalar, str | None]] = {
    "as Jira writes it": ("2026-03-01T12:30:45.000+0100", "2026-03-01T12:30:45+01:00"),
    "as GitHub writes it": ("2026-03-01T12:30:45Z", "2026-03-01T12:30:45+00:00"),
    "as Azure DevOps writes it": ("2026-03-01T12:30:45.12Z", "2026-03-01T12:30:45.120000+00:00"),
    "nanoseconds": ("2026-03-01T12:30:45.123456789-05:00", "2026-03-01T12:30:45.123456-05:00"),
    "a zone of whole hours": ("2026-03-01 12:30:45 +02", "2026-03-01T12:30:45+02:00"),
    "no zone": ("2026-03-01T12:30:45", "2026-03-01T12:30:45+00:00"),
    "minus nothing": ("2026-03-01T12:30:45-00:00", "2026-03-01T12:30:45+00:00"),
    "no seconds": ("2026-03-01T12:30Z", "2026-03-01T12:30:00+00:00"),
    "lower case": ("2026-03-01t12:30:45z", "2026-03-01T12:30:45+00:00"),
    "blanks around it": (" 2026-03-01T12:30:45Z\n", "2026-03-01T12:30:45+00:00"),
    "a leap day": ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00+00:00"),
    "no leap day": ("2026-02-29T00:00:00Z", None),
    "no leap day in 1900": ("1900-02-29T00:00:00Z", None),
    "a leap day in 2000": ("2000-02-29T00:00:00Z", "2000-02-29T00:00:00+00:00"),
    "31 April": ("2026-04-31T00:00:00Z", None),
    "31 May": ("2026-05-31T00:00:00Z", "2026-05-31T00:00:00+00:00"),
    "year 0": ("0000-01-01T00:00:00Z", None),
    "February of year 0": ("0000-02-01T00:00:00Z", None),
    "hour 24": ("2026-03-01T24:00:00Z", None),
    "a date alone": ("2026-03-01", None),
    "a zone to the second": ("2026-03-01T12:30:45+05:53:28", None),
    "digits of another script": ("٢٠٢٦-03-01T12:30:45Z", None),
    "words": ("yesterday", None),
    "blank": ("", None),
    "a number": (1_772_000_000, None),
    "null": (None, None),
}


@pytest.mark.parametrize(("given_", "expected"), INSTANTS.values(), ids=INSTANTS.keys())
def test_instant(given_: Scalar, expected: str | None) -> None:
    """Each becomes exactly this, or nothing."""
    assert expected == instant(given_)


ZONES = st.none() | st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@QUICK
@given(st.datetimes(timezones=ZONES), st.sampled_from(["auto", "minutes", "milliseconds"]))
def test_instants_are_spelled_as_other_tools_spell_them(moment: datetime, precision: str) -> None:
    """The spelling is that of ``isoformat``, with UTC for want of a zone."""
    text = moment.isoformat(timespec=precision)
    expected = datetime.fromisoformat(text)
    assert (expected if expected.tzinfo else expected.replace(tzinfo=UTC)).isoformat() == instant(text)


@QUICK
@given(st.datetimes(timezones=st.just(UTC)))
def test_date_of(moment: datetime) -> None:
    """Milliseconds since 1970 are a day."""
    assert f"{moment.year:04}-{moment.month:02}-{moment.day:02}" == date_of(
        (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    )
