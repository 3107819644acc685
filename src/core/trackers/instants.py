"""Instants, written as every tool of the cache writes them: ISO 8601 with a zone."""

import re
from calendar import monthrange

from .tracker_json import Scalar

_INSTANT = re.compile(
    r"(?P<date>(?P<year>[0-9]{4})-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12][0-9]|3[01]))"
    r"[Tt ](?P<clock>([01][0-9]|2[0-3]):[0-5][0-9])(?P<seconds>:[0-5][0-9])?([.,](?P<fraction>[0-9]+))?"
    r" ?(?P<zone>[Zz]|(?P<sign>[+-])(?P<hours>[01][0-9]|2[0-3])(:?(?P<minutes>[0-5][0-9]))?)?"
)
_NOT_FINER = 6
"""Digits of a fraction: other tools of the cache count microseconds."""


def instant(value: Scalar) -> str | None:
    """Return an instant in the one spelling of the cache; None if *value* is none.

    Without a zone it is taken for UTC, since no tracker documents a local one. Microseconds are the finest unit.

    >>> instant("2026-03-01T12:30:00.500+0100"), instant("2026-03-01T12:30Z"), instant("yesterday")
    ('2026-03-01T12:30:00.500000+01:00', '2026-03-01T12:30:00+00:00', None)
    """
    found = _INSTANT.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None or not _is_day(int(found["year"]), int(found["month"]), int(found["day"])):
        return None
    return f"{found['date']}T{found['clock']}{found['seconds'] or ':00'}{_fraction(found['fraction'])}{_zone(found)}"


def _is_day(year: int, month: int, day: int) -> bool:
    return year > 0 and day <= monthrange(year, month)[1]


def _fraction(digits: str | None) -> str:
    microseconds = (digits or "")[:_NOT_FINER].ljust(_NOT_FINER, "0")
    return f".{microseconds}" if microseconds.strip("0") else ""


def _zone(found: re.Match[str]) -> str:
    offset = f"{found['hours'] or '00'}:{found['minutes'] or '00'}"
    return "+00:00" if offset == "00:00" else f"{found['sign']}{offset}"


_DAYS_OF_400_YEARS = 146_097
_DAYS_UNTIL_1970 = 719_468
"""From the first of March of the year 0, where this calendar begins so that a leap day is the last of its year."""
_JANUARY = 10
"""Counted from March, which is 0."""
_MILLISECONDS_A_DAY = 86_400_000


def date_of(milliseconds: int) -> str:
    """Return the day of an instant that is counted from 1970, in UTC.

    >>> date_of(1_709_251_200_000), date_of(-1)
    ('2024-03-01', '1969-12-31')
    """
    cycle, day = divmod(milliseconds // _MILLISECONDS_A_DAY + _DAYS_UNTIL_1970, _DAYS_OF_400_YEARS)
    year = (day - day // 1_460 + day // 36_524 - day // 146_096) // 365
    day -= 365 * year + year // 4 - year // 100
    month = (5 * day + 2) // 153
    is_next_year = month >= _JANUARY
    return (
        f"{400 * cycle + year + is_next_year:04}-"
        f"{month - 9 if is_next_year else month + 3:02}-{day - (153 * month + 2) // 5 + 1:02}"
    )
