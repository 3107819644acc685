"""How long a tracker asks to wait, in each of the spellings that trackers have for it."""

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from math import ceil, isfinite

from ...core.delivery.retry import seconds_until
from ..clock import parse_instant

_LIMITS: Mapping[str, str] = {
    "x-ratelimit-remaining": "x-ratelimit-reset",
    "ratelimit-remaining": "ratelimit-reset",
    "x-ratelimit-requests-remaining": "x-ratelimit-requests-reset",
    "x-ratelimit-complexity-remaining": "x-ratelimit-complexity-reset",
}
"""What is left of a limit, and when it is reset. Linear has two of them."""
_AN_INSTANT = 10**9
"""A number from here on counts from 1970, and one below it from now."""
_MILLISECONDS = 10**11
"""From here on it counts milliseconds: as seconds it would lie in the year 5138."""
_LONGEST = 10**9


def seconds_to_wait(headers: Mapping[str, str], now: float, *, is_used_up: bool = False) -> int | None:
    """Return how many seconds to wait before the next request, rounded up; None if the tracker does not say.

    ``Retry-After`` counts first; else the instant at which a used-up limit is reset. Instants are the tracker's, and
    so are compared with its own ``Date``.

    Args:
        headers: by their names in lower case.
        now: seconds since 1970, of this machine, for an answer without a ``Date``.
        is_used_up: the status says that a limit is used up (429), so one of which the headers do not say what is left.

    >>> seconds_to_wait({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1772366460"}, 1772366400)
    60
    """
    there = _http_date(headers.get("date"), now)
    after = headers.get("retry-after")
    seconds = None if after is None else seconds_until(after, there)
    if seconds is None:
        used_up = {"0", None} if is_used_up else {"0"}
        resets = (headers.get(reset) for left, reset in _LIMITS.items() if headers.get(left) in used_up)
        seconds = max((wait for reset in resets if (wait := _until(reset, there)) is not None), default=None)
    return None if seconds is None else ceil(seconds)


def _http_date(text: str | None, otherwise: float) -> float:
    try:
        return otherwise if text is None else parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError):
        return otherwise


def _until(reset: str | None, now: float) -> float | None:
    if reset is None:
        return None
    try:
        number = float(reset)
    except ValueError:
        return _until_instant(reset, now)
    if not isfinite(number) or number < 0:
        return None
    if number < _AN_INSTANT:
        return number
    return min(max(0.0, (number / 1000 if number >= _MILLISECONDS else number) - now), _LONGEST)


def _until_instant(reset: str, now: float) -> float | None:
    try:
        return max(0.0, parse_instant(reset).timestamp() - now)
    except ValueError:
        return None
