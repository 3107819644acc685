"""Decide whether and when to try again.

There are few attempts, under one deadline. The pause between two of them is random, from a range that doubles each time
(full jitter), so that many clients do not come back at once. The pause that a server asks for is added to it.
"""

from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct

from ..errors import kind_of
from .effect import Effect
from .endpoint import Endpoint
from .verdict import (
    EffectUnknown,
    RetryLater,
    Unreachable,
    Verdict,
    answer_of,
)

ATTEMPTS = 4
_BASE = 0.5
_LONGEST = 10.0**9
"""In seconds: longer waits that a server asks for are cut to this."""


class Again(Struct, frozen=True):
    """Try again after a pause, in seconds."""

    seconds: float


class Stop(Struct, frozen=True):
    """Do not try again.

    Attributes:
        retry_at: when the server asks to try again, in seconds since the epoch; None if it did not say.
    """

    retry_at: float | None


Decision: TypeAlias = Again | Stop
LogFields: TypeAlias = Mapping[str, str | int | float | None]


class Attempt(Struct, frozen=True, kw_only=True):
    """What the next step depends on, besides the verdict.

    Attributes:
        number: the number of the attempt, from 1.
        elapsed: seconds since the publish began.
        deadline: seconds that the publish may take.
        now: seconds since the epoch.
        draw: a random number from 0 up to 1.
    """

    number: int
    elapsed: float
    deadline: float
    now: float
    draw: float


def decide(verdict: Verdict, attempt: Attempt) -> Decision:
    """Decide what to do after *attempt* ended with *verdict*.

    >>> attempt = Attempt(number=2, elapsed=1.0, deadline=60.0, now=0.0, draw=0.5)
    >>> decide(Unreachable("refused"), attempt)
    Again(seconds=0.5)
    >>> decide(Unreachable("no such certificate", may_pass=False), attempt)
    Stop(retry_at=None)
    """
    jitter = attempt.draw * _BASE * 2 ** (attempt.number - 1)
    match verdict:
        case RetryLater() if (wait := _requested_wait(verdict, attempt.now)) is not None:
            return _again_in_time(attempt, wait + jitter, attempt.now + wait)
        case RetryLater() | EffectUnknown() | Unreachable(may_pass=True):
            return _again_in_time(attempt, jitter, None)
        case _:
            return Stop(None)


def _requested_wait(verdict: RetryLater, now: float) -> float | None:
    """Return how many seconds the server asks to wait; a date is relative to the server's clock."""
    sent = None if verdict.date is None else _instant(verdict.date)
    return None if verdict.retry_after is None else seconds_until(verdict.retry_after, now if sent is None else sent)


def _again_in_time(attempt: Attempt, seconds: float, retry_at: float | None) -> Decision:
    is_in_time = attempt.number < ATTEMPTS and attempt.elapsed + seconds < attempt.deadline
    return Again(seconds) if is_in_time else Stop(retry_at)


def seconds_until(retry_after: str, now: float) -> float | None:
    """Return how many seconds a ``Retry-After`` header asks to wait; None if it is malformed.

    It is a number of seconds or an HTTP date (RFC 9110 section 10.2.3).

    >>> seconds_until("120", 0.0), seconds_until("Thu, 01 Jan 1970 00:01:00 GMT", 10.0), seconds_until("soon", 0.0)
    (120.0, 50.0, None)
    """
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return min(float(text), _LONGEST)
    instant = _instant(text)
    return None if instant is None else min(max(0.0, instant - now), _LONGEST)


def _instant(date: str) -> float | None:
    """Return the seconds since the epoch of an HTTP date, which is in UTC even in the asctime form without a zone."""
    from calendar import timegm  # noqa: PLC0415 - few answers have a date
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - likewise

    try:
        return timegm(parsedate_to_datetime(date).utctimetuple())
    except (ValueError, OverflowError):
        return None


class Outcome(Struct, frozen=True):
    """How a delivery ended.

    Attributes:
        verdict: the verdict that counts (see `decisive`).
        effect: the effect of all attempts.
        attempts: the number of attempts.
        retry_at: when the server asks to try again, ISO 8601; None if it did not say.
    """

    verdict: Verdict
    effect: Effect
    attempts: int = 1
    retry_at: str | None = None


def decisive(earlier: Verdict | None, last: Verdict) -> Verdict:
    """Return the verdict that says how the delivery ended: the last one, unless only an earlier attempt was sent.

    >>> decisive(EffectUnknown("reset"), Unreachable("refused"))
    EffectUnknown(reason='reset')
    """
    if earlier is None or isinstance(earlier, Unreachable) or not isinstance(last, Unreachable):
        return last
    return earlier


def reason_to_wait(verdict: Verdict) -> str:
    """Return why there is a pause before the next attempt, without anything that somebody else wrote.

    >>> reason_to_wait(EffectUnknown("reset"))
    'the connection failed after the snapshot was sent'
    """
    match verdict:
        case Unreachable():
            return "the server cannot be reached"
        case RetryLater(answer):
            return f"the server answered {answer.status_code}"
        case _:
            return "the connection failed after the snapshot was sent"


def log_line(endpoint: Endpoint, number: int, verdict: Verdict, seconds: float) -> str:
    """Return the log line of one attempt, without its body and secrets."""
    answer = answer_of(verdict)
    status = "" if answer is None else f" (HTTP {answer.status_code})"
    return f"attempt {number} to {endpoint.url}: {kind_of(verdict)}{status} in {seconds:.2f} s"


def log_fields(
    endpoint: Endpoint, number: int, verdict: Verdict, seconds: float
) -> dict[str, str | int | float | None]:
    """Return the same as `log_line` for a program."""
    answer = answer_of(verdict)
    return {
        "event": "attempt",
        "endpoint": endpoint.url,
        "attempt": number,
        "outcome": kind_of(verdict),
        "status_code": None if answer is None else answer.status_code,
        "seconds": round(seconds, 3),
    }
