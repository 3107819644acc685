"""Whether and when to try again: a table of decisions, and laws."""

from collections.abc import Mapping
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.core.strategies import ANY_TEXT, QUICK
from trackpost.core.delivery.answer import Answer
from trackpost.core.delivery.judge import judge
from trackpost.core.delivery.retry import (
    ATTEMPTS,
    Again,
    Attempt,
    Decision,
    Stop,
    decide,
    reason_to_wait,
    seconds_until,
)
from trackpost.core.delivery.verdict import (
    BrokenProtocol,
    Delivered,
    EffectUnknown,
    Interrupted,
    NotAllowed,
    Redirected,
    Rejected,
    Replayed,
    RetryLater,
    Superseded,
    Unreachable,
    Verdict,
)

ANSWER = Answer(503, None)
NOON = 1_772_366_400.0  # 2026-03-01T12:00:00Z
ATTEMPT = Attempt(number=1, elapsed=0.0, deadline=60.0, now=NOON, draw=1.0)
BUSY = RetryLater(ANSWER, None)


def asking(retry_after: str) -> RetryLater:
    """Return the verdict on an answer with ``Retry-After``."""
    return RetryLater(ANSWER, retry_after)


DECISIONS: Mapping[str, tuple[Verdict, Attempt, Decision]] = {
    "delivered": (Delivered(ANSWER), ATTEMPT, Stop(None)),
    "replayed": (Replayed(ANSWER), ATTEMPT, Stop(None)),
    "rejected": (Rejected(ANSWER), ATTEMPT, Stop(None)),
    "superseded": (Superseded(ANSWER), ATTEMPT, Stop(None)),
    "not allowed": (NotAllowed(ANSWER), ATTEMPT, Stop(None)),
    "redirected": (Redirected(ANSWER, "/x"), ATTEMPT, Stop(None)),
    "broken protocol": (BrokenProtocol("why", None), ATTEMPT, Stop(None)),
    "unreachable for good": (Unreachable("no such certificate", may_pass=False), ATTEMPT, Stop(None)),
    "unreachable": (Unreachable("refused"), ATTEMPT, Again(0.5)),
    "effect unknown": (EffectUnknown("reset"), ATTEMPT, Again(0.5)),
    "busy": (BUSY, ATTEMPT, Again(0.5)),
    "busy, the shortest random pause": (BUSY, replace(ATTEMPT, draw=0.0), Again(0.0)),
    "busy, half the longest random pause": (BUSY, replace(ATTEMPT, draw=0.5), Again(0.25)),
    "busy a second time": (BUSY, replace(ATTEMPT, number=2), Again(1.0)),
    "busy a third time": (BUSY, replace(ATTEMPT, number=3), Again(2.0)),
    "busy a fourth time": (BUSY, replace(ATTEMPT, number=4), Stop(None)),
    "just before the deadline": (BUSY, replace(ATTEMPT, elapsed=59.4), Again(0.5)),
    "the pause would reach the deadline": (BUSY, replace(ATTEMPT, elapsed=59.5), Stop(None)),
    "past the deadline": (BUSY, replace(ATTEMPT, elapsed=61.0, draw=0.0), Stop(None)),
    "asks for three seconds": (asking("3"), ATTEMPT, Again(3.5)),
    "asks for zero seconds": (asking("0"), ATTEMPT, Again(0.5)),
    "asks for all the remaining time": (asking("60"), ATTEMPT, Stop(NOON + 60)),
    "asks for more than the remaining time": (asking("120"), ATTEMPT, Stop(NOON + 120)),
    "asks for almost all the remaining time": (asking("59"), ATTEMPT, Again(59.5)),
    "asks for a date before the deadline": (asking("Sun, 01 Mar 2026 12:00:07 GMT"), ATTEMPT, Again(7.5)),
    "asks for a date in the past": (asking("Sun, 01 Mar 2026 11:59:00 GMT"), ATTEMPT, Again(0.5)),
    "asks for a date after the deadline": (asking("Sun, 01 Mar 2026 13:00:00 GMT"), ATTEMPT, Stop(NOON + 3600)),
    "asks at the last attempt": (asking("3"), replace(ATTEMPT, number=4), Stop(NOON + 3)),
    "asks for nonsense": (asking("soon"), ATTEMPT, Again(0.5)),
    "asks for a date by a clock that is an hour ahead": (
        RetryLater(ANSWER, "Sun, 01 Mar 2026 13:00:07 GMT", "Sun, 01 Mar 2026 13:00:00 GMT"),
        ATTEMPT,
        Again(7.5),
    ),
    "asks for a date by a clock that is an hour behind": (
        RetryLater(ANSWER, "Sun, 01 Mar 2026 11:00:07 GMT", "Sun, 01 Mar 2026 11:00:00 GMT"),
        ATTEMPT,
        Again(7.5),
    ),
    "asks for a date by a clock that cannot be read": (
        RetryLater(ANSWER, "Sun, 01 Mar 2026 12:00:07 GMT", "noon"),
        ATTEMPT,
        Again(7.5),
    ),
    "interrupted": (Interrupted(has_left=True), ATTEMPT, Stop(None)),
}


@pytest.mark.parametrize(("verdict", "attempt", "expected"), DECISIONS.values(), ids=DECISIONS.keys())
def test_decide(verdict: Verdict, attempt: Attempt, expected: Decision) -> None:
    """Each verdict has this decision; the pause that the server asks for comes before the random one."""
    assert decide(verdict, attempt) == expected


def test_every_verdict_has_a_decision() -> None:
    """The table of cases has an example of each variant."""
    assert {type(verdict) for verdict, _, _ in DECISIONS.values()} == set(get_args(Verdict))


REFUSALS = frozenset({*range(400, 419), 421, 422, 423, 424, 426, 428, 431, 451, 501, 505, 510, 511} - {408})
"""The registered refusals. Any other status may be temporary, for example 499, 520 to 527 and 598 of a proxy."""


@pytest.mark.parametrize("status", [*range(200, 600), 600, 999])
def test_which_status_is_tried_again(status: int) -> None:
    """Every error is tried again, except the registered refusals."""
    decision = decide(judge(status, {}, b""), ATTEMPT)
    assert isinstance(decision, Again) == (status >= 400 and status not in REFUSALS)


CONFLICTS: Mapping[str, tuple[bytes, Decision]] = {
    "still in progress": (b'{"error":"request_in_progress"}', Again(0.5)),
    "another conflict": (b'{"error":"conflict"}', Stop(None)),
    "no reason": (b"", Stop(None)),
    "not an object": (b'["request_in_progress"]', Stop(None)),
}


@pytest.mark.parametrize(("content", "expected"), CONFLICTS.values(), ids=CONFLICTS.keys())
def test_conflict(content: bytes, expected: Decision) -> None:
    """A 409 is tried again only if it says that the first request is still in progress."""
    assert decide(judge(409, {}, content), ATTEMPT) == expected


WAITS: Mapping[str, tuple[str, float | None]] = {
    "a number": ("120", 120.0),
    "zero": ("0", 0.0),
    "with spaces": (" 7 ", 7.0),
    "a date": ("Sun, 01 Mar 2026 12:01:00 GMT", 60.0),
    "a date in the old form of RFC 850": ("Sunday, 01-Mar-26 12:01:00 GMT", 60.0),
    "a date as C's asctime writes it": ("Sun Mar  1 12:01:00 2026", 60.0),
    "a date in another zone": ("Sun, 01 Mar 2026 13:01:00 +0100", 60.0),
    "a date in the past": ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
    "extremely long": ("9" * 400, 1e9),
    "a fraction": ("1.5", None),
    "negative": ("-1", None),
    "digits of another script": ("\u0663", None),
    "a word": ("soon", None),
    "nothing": ("", None),
    "an impossible date": ("Sun, 99 Mar 2026 12:01:00 GMT", None),
}


@pytest.mark.parametrize(("text", "expected"), WAITS.values(), ids=WAITS.keys())
def test_seconds_until(text: str, expected: float | None) -> None:
    """The header is a number of seconds, or a date in any form of RFC 9110; anything else is ignored."""
    assert seconds_until(text, NOON) == expected


ATTEMPTED = st.builds(
    Attempt,
    number=st.integers(1, ATTEMPTS),
    elapsed=st.floats(0, 100),
    deadline=st.floats(0.001, 100),
    now=st.floats(0, 4e9),
    draw=st.floats(0, 1, exclude_max=True),
)


@QUICK
@given(ATTEMPTED)
def test_a_pause_is_within_its_range_and_the_deadline(attempt: Attempt) -> None:
    """A pause is at most half a second, then one, then two; and it ends before the deadline."""
    match decide(BUSY, attempt):
        case Again(seconds):
            assert 0 <= seconds <= 0.5 * 2 ** (attempt.number - 1)
            assert attempt.elapsed + seconds < attempt.deadline
            assert attempt.number < ATTEMPTS
        case Stop(retry_at):
            assert retry_at is None


@QUICK
@given(ATTEMPTED, st.integers(0, 10**12))
def test_what_the_server_asks_for_is_kept_in_full(attempt: Attempt, wait: int) -> None:
    """It is never shortened, and the random pause is added, so that clients do not come back at once."""
    requested = min(float(wait), 1e9)
    jitter = attempt.draw * 0.5 * 2 ** (attempt.number - 1)
    assert decide(asking(str(wait)), attempt) in {Again(requested + jitter), Stop(attempt.now + requested)}


@QUICK
@given(ANY_TEXT, st.floats(0, 4e9))
def test_any_text(text: str, now: float) -> None:
    """Any text gives a number of seconds within the limits, or None."""
    wait = seconds_until(text, now)
    assert wait is None or 0 <= wait <= 1e9


REASONS: Mapping[str, tuple[Verdict, str]] = {
    "an answer": (RetryLater(Answer(503, {"message": "c4nary"}), "5"), "the server answered 503"),
    "no connection": (Unreachable("of c4nary"), "the server cannot be reached"),
    "no answer": (EffectUnknown("of c4nary"), "the connection failed after the snapshot was sent"),
}


@pytest.mark.parametrize(("verdict", "expected"), REASONS.values(), ids=REASONS.keys())
def test_reason_to_wait(verdict: Verdict, expected: str) -> None:
    """It says why there is a pause, and nothing that somebody else wrote."""
    assert reason_to_wait(verdict) == expected
