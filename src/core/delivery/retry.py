"""Whether a publish is tried again, and when.

Few attempts, with a pause between them that is drawn from a range which doubles (full jitter), so that many clients do
not come back at the same moment; all of it under one deadline. What the server asks for comes on top of that.
"""

from calendar import timegm
from email.utils import parsedate_to_datetime
from typing import TypeAlias

from attrs import frozen

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
"""Seconds: what a server asks for beyond that is no time that comes."""


@frozen
class Again:
    """Try again after so many seconds."""

    seconds: float


@frozen
class Stop:
    """That was the last attempt.

    Attributes:
        retry_at: when the server wants to be asked again, in seconds since the epoch; None where it did not say.
    """

    retry_at: float | None


Decision: TypeAlias = Again | Stop


@frozen(kw_only=True)
class Attempt:
    """One attempt, as far as it matters for the next.

    Attributes:
        number: from 1.
        elapsed: seconds since the publish began.
        deadline: seconds that it may take.
        now: seconds since the epoch.
        draw: a random number, from 0 up to 1.
    """

    number: int
    elapsed: float
    deadline: float
    now: float
    draw: float


def decide(verdict: Verdict, attempt: Attempt) -> Decision:
    """Say how to go on after *attempt* came to *verdict*.

    >>> attempt = Attempt(number=2, elapsed=1.0, deadline=60.0, now=0.0, draw=0.5)
    >>> decide(Unreachable("refused"), attempt)
    Again(seconds=0.5)
    >>> decide(Unreachable("no such certificate", may_pass=False), attempt)
    Stop(retry_at=None)
    """
    drawn = attempt.draw * _BASE * 2 ** (attempt.number - 1)
    match verdict:
        case RetryLater() if (wait := _asked(verdict, attempt.now)) is not None:
            return _within(attempt, wait + drawn, attempt.now + wait)
        case RetryLater() | EffectUnknown() | Unreachable(may_pass=True):
            return _within(attempt, drawn, None)
        case _:
            return Stop(None)


def _asked(busy: RetryLater, now: float) -> float | None:
    """Return how many seconds the server asks to wait; a date is meant by its own clock."""
    sent = None if busy.date is None else _instant(busy.date)
    return None if busy.retry_after is None else seconds_until(busy.retry_after, now if sent is None else sent)


def _within(attempt: Attempt, seconds: float, retry_at: float | None) -> Decision:
    is_in_time = attempt.number < ATTEMPTS and attempt.elapsed + seconds < attempt.deadline
    return Again(seconds) if is_in_time else Stop(retry_at)


def seconds_until(retry_after: str, now: float) -> float | None:
    """Return how many seconds a ``Retry-After`` asks to wait: its number, or until its date (RFC 9110 section 10.2.3).

    >>> seconds_until("120", 0.0), seconds_until("Thu, 01 Jan 1970 00:01:00 GMT", 10.0), seconds_until("soon", 0.0)
    (120.0, 50.0, None)
    """
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return min(float(text), _LONGEST)
    instant = _instant(text)
    return None if instant is None else min(max(0.0, instant - now), _LONGEST)


def _instant(date: str) -> float | None:
    """Return the seconds since the epoch of an HTTP date; without a zone, as in C's asctime, it is in UTC."""
    try:
        return timegm(parsedate_to_datetime(date).utctimetuple())
    except (ValueError, OverflowError):
        return None


@frozen
class Outcome:
    """How a delivery ended.

    Attributes:
        verdict: the last answer, or what is known where there was none at all.
        effect: of all attempts together.
        attempts: how many there were.
        retry_at: when the server wants to be asked again, ISO 8601; None where it did not say.
    """

    verdict: Verdict
    effect: Effect
    attempts: int = 1
    retry_at: str | None = None


def together(earlier: Verdict | None, last: Verdict) -> Verdict:
    """Return which of two attempts says how the delivery ended: one that did not even leave adds nothing.

    >>> together(EffectUnknown("reset"), Unreachable("refused"))
    EffectUnknown(reason='reset')
    """
    if earlier is None or isinstance(earlier, Unreachable) or not isinstance(last, Unreachable):
        return last
    return earlier


def log_line(endpoint: Endpoint, number: int, verdict: Verdict, seconds: float) -> str:
    """Return one line on one attempt: no body, no secret."""
    answer = answer_of(verdict)
    status = "" if answer is None else f" (HTTP {answer.status_code})"
    return f"attempt {number} to {endpoint.url}: {kind_of(verdict)}{status} in {seconds:.2f} s"
