"""Durations as people write them."""

import re

LONGEST = 366 * 86_400
"""In seconds: a year."""
_UNITS: dict[str, int] = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_DURATION = re.compile(r"([0-9]{1,9})([smhd])")


def parse_duration(text: str) -> int | None:
    """Return the seconds of a whole number with its unit; None if the text is no duration of 1 s to `LONGEST`.

    >>> parse_duration("90s"), parse_duration("15m"), parse_duration("1h"), parse_duration("2d")
    (90, 900, 3600, 172800)
    >>> parse_duration("0s"), parse_duration("1.5h"), parse_duration("soon"), parse_duration("9999d")
    (None, None, None, None)
    """
    found = _DURATION.fullmatch(text)
    if found is None:
        return None
    seconds = int(found[1]) * _UNITS[found[2]]
    return seconds if 1 <= seconds <= LONGEST else None


def in_words(seconds: float) -> str:
    """Return a duration as short text, in its largest unit; one below 0, which a wrong clock makes, is none.

    >>> in_words(0.4), in_words(90), in_words(3600), in_words(200_000), in_words(-7)
    ('0 s', '90 s', '1 h', '2 d', '0 s')
    """
    units = ((unit, size) for unit, size in reversed(_UNITS.items()) if seconds >= 2 * size or seconds == size)
    unit, size = next(units, ("s", 1))
    return f"{int(max(0.0, seconds) / size)} {'min' if unit == 'm' else unit}"
