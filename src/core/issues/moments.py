"""Instants as numbers, so that they can be compared whatever zone they are written in."""

import re

BEGINNING = "1970-01-01T00:00:00+00:00"
"""Since then, everything has changed."""

_INSTANT = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})T(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})"
    r"(:(?P<second>[0-9]{2})(\.(?P<fraction>[0-9]+))?)?"
    r"(Z|(?P<sign>[+-])(?P<hours>[0-9]{2}):?(?P<minutes>[0-9]{2})(:?(?P<seconds>[0-9]{2}))?)?"
)
_A_SECOND = 1_000_000


def microseconds(instant: str | None) -> int | None:
    """Return how many microseconds an instant is after the beginning of 1970; without a zone it is in UTC.

    Args:
        instant: ISO 8601, as the cache has it. None, other text and a day that does not exist give None.

    >>> microseconds("1970-01-01T01:00:00.5+01:00"), microseconds("yesterday")
    (500000, None)
    """
    found = None if instant is None else _INSTANT.fullmatch(instant)
    midnight = None if found is None else _midnight(int(found["year"]), int(found["month"]), int(found["day"]))
    if found is None or midnight is None:
        return None
    seconds = _seconds(found["hour"], found["minute"], found["second"])
    offset = _seconds(found["hours"], found["minutes"], found["seconds"])
    fraction = int((found["fraction"] or "0")[:6].ljust(6, "0"))
    return (midnight + seconds - (-offset if found["sign"] == "-" else offset)) * _A_SECOND + fraction


def _seconds(hours: str | None, minutes: str | None, seconds: str | None) -> int:
    return int(hours or 0) * 3_600 + int(minutes or 0) * 60 + int(seconds or 0)


def _midnight(year: int, month: int, day: int) -> int | None:
    """Return the beginning of a day, in seconds; None if the day does not exist."""
    from calendar import monthrange, timegm  # noqa: PLC0415 - a publish compares no instants

    try:
        exists = 1 <= day <= monthrange(year, month)[1]
        return timegm((year, month, day, 0, 0, 0)) if exists else None
    except ValueError:
        return None


def later(one: str | None, other: str | None) -> str | None:
    """Return the later of two instants, the first if they are the same; None is no instant.

    >>> later("2026-03-01T12:00:00+01:00", "2026-03-01T11:30:00Z")
    '2026-03-01T11:30:00Z'
    """
    first, second = microseconds(one), microseconds(other)
    return other if second is not None and (first is None or second > first) else one


def earlier(one: str | None, other: str | None) -> str | None:
    """Return the earlier of two instants, the first if they are the same; None is no instant.

    >>> earlier("2026-03-01T12:00:00+01:00", "2026-03-01T11:30:00Z")
    '2026-03-01T12:00:00+01:00'
    """
    first, second = microseconds(one), microseconds(other)
    return other if second is not None and (first is None or second < first) else one
