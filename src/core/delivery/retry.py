"""Whether a publish is tried again, and when.

Few attempts, with a pause between them that is drawn from a range which doubles (full jitter), so that many clients do
not come back at the same moment; all of it under one deadline. What the server asks for goes before what is drawn.
"""

from calendar import timegm
from email.utils import parsedate_to_datetime
from typing import TypeAlias, assert_never

from attrs import frozen

from ..errors import kind_of
from .endpoint import Endpoint
from .verdict import (
    BrokenProtocol,
    Delivered,
    EffectUnknown,
    NotAllowed,
    Redirected,
    Rejected,
    Replayed,
    RetryLater,
    Unreachable,
    Verdict,
    answer_of,
)

ATTEMPTS = 4
_BASE = 0.5
_CAP = 8.0
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
    match verdict:
        case RetryLater(_, str(text)) if (wait := seconds_until(text, attempt.now)) is not None:
            return _within(attempt, wait, attempt.now + wait)
        case RetryLater() | EffectUnknown() | Unreachable(may_pass=True):
            return _within(attempt, attempt.draw * min(_CAP, _BASE * 2 ** (attempt.number - 1)), None)
        case Delivered() | Replayed() | Rejected() | NotAllowed() | Redirected() | BrokenProtocol() | Unreachable():
            return Stop(None)
        case unreachable:
            assert_never(unreachable)


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
    try:
        # Without a zone, as in the form of C's asctime, the date is one of UTC.
        instant = timegm(parsedate_to_datetime(text).utctimetuple())
        return min(max(0.0, instant - now), _LONGEST)
    except (ValueError, OverflowError):
        return None


@frozen
class Outcome:
    """How a delivery ended.

    Attributes:
        verdict: of all attempts together.
        attempts: how many there were.
        retry_at: when the server wants to be asked again, ISO 8601; None where it did not say.
    """

    verdict: Verdict
    attempts: int = 1
    retry_at: str | None = None


def together(earlier: Verdict | None, last: Verdict) -> Verdict:
    """Return what is known after two attempts.

    Where the request may have arrived at the first, it is not known to have had no effect because the second did not
    even leave.
    """
    match earlier, last:
        case EffectUnknown(), Unreachable():
            return earlier
        case _:
            return last


def log_line(endpoint: Endpoint, number: int, verdict: Verdict, seconds: float) -> str:
    """Return one line on one attempt: no body, no secret."""
    answer = answer_of(verdict)
    status = "" if answer is None else f" (HTTP {answer.status_code})"
    return f"attempt {number} to {endpoint.url}: {kind_of(verdict)}{status} in {seconds:.2f} s"
