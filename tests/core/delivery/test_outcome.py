"""The verdict that counts among several attempts, and the log line of each."""

from collections.abc import Mapping

import pytest

from tests.core.builders import CANARY, URL
from trackpost.core.delivery.answer import Answer
from trackpost.core.delivery.endpoint import Endpoint
from trackpost.core.delivery.retry import decisive, log_fields, log_line
from trackpost.core.delivery.verdict import (
    BrokenProtocol,
    Delivered,
    EffectUnknown,
    Interrupted,
    NotAllowed,
    Replayed,
    RetryLater,
    Unreachable,
    Verdict,
)

ANSWER = Answer(202, None)
LOST, REFUSED = EffectUnknown("reset"), Unreachable("refused")

PAIRS: Mapping[str, tuple[Verdict | None, Verdict, Verdict]] = {
    "the first": (None, REFUSED, REFUSED),
    "refused, then refused": (REFUSED, Unreachable("again"), Unreachable("again")),
    "lost, then refused": (LOST, REFUSED, LOST),
    "lost, then lost": (LOST, EffectUnknown("again"), EffectUnknown("again")),
    "lost, then delivered": (LOST, Delivered(ANSWER), Delivered(ANSWER)),
    "lost, then replayed": (LOST, Replayed(ANSWER), Replayed(ANSWER)),
    "refused, then lost": (REFUSED, LOST, LOST),
    "busy, then refused": (RetryLater(ANSWER, None), REFUSED, RetryLater(ANSWER, None)),
    "busy, then lost": (RetryLater(ANSWER, None), LOST, LOST),
    "busy, then interrupted": (RetryLater(ANSWER, None), Interrupted(has_left=False), Interrupted(has_left=False)),
}


@pytest.mark.parametrize(("earlier", "last", "expected"), PAIRS.values(), ids=PAIRS.keys())
def test_decisive(earlier: Verdict | None, last: Verdict, expected: Verdict) -> None:
    """An attempt that sent nothing does not change the verdict."""
    assert decisive(earlier, last) == expected


LINES: Mapping[str, tuple[Verdict, str]] = {
    "answered": (NotAllowed(Answer(401, {"token": CANARY})), f"attempt 2 to {URL}: not_allowed (HTTP 401) in 0.25 s"),
    "not answered": (Unreachable(f"of {CANARY}"), f"attempt 2 to {URL}: unreachable in 0.25 s"),
    "a broken answer": (BrokenProtocol("why", None), f"attempt 2 to {URL}: broken_protocol in 0.25 s"),
}


@pytest.mark.parametrize(("verdict", "expected"), LINES.values(), ids=LINES.keys())
def test_log_line(verdict: Verdict, expected: str) -> None:
    """The line has the result of the attempt, but nothing of the answer's text."""
    assert log_line(Endpoint(URL, is_loopback=False), 2, verdict, 0.2512) == expected


FIELDS: Mapping[str, tuple[Verdict, str, int | None]] = {
    "answered": (NotAllowed(Answer(401, {"token": CANARY})), "not_allowed", 401),
    "not answered": (Unreachable(f"of {CANARY}"), "unreachable", None),
}


@pytest.mark.parametrize(("verdict", "outcome", "status"), FIELDS.values(), ids=FIELDS.keys())
def test_log_fields(verdict: Verdict, outcome: str, status: int | None) -> None:
    """A program is told the same."""
    assert log_fields(Endpoint(URL, is_loopback=False), 2, verdict, 0.25123) == {
        "event": "attempt",
        "endpoint": URL,
        "attempt": 2,
        "outcome": outcome,
        "status_code": status,
        "seconds": 0.251,
    }
