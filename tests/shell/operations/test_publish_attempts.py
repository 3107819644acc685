"""Several attempts: exact sequences, by clocks that stand still until somebody waits."""

import logging
from collections.abc import Mapping

import pytest
from attrs import Factory, define, frozen

from tests.support.clocks import Stopwatch
from tests.support.requests import CANARY, PACKED, request_to
from trackpost.core.delivery.publish import PublishRequest
from trackpost.core.delivery.retry import Outcome
from trackpost.core.delivery.verdict import (
    Answer,
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
)
from trackpost.shell.delivery.attempts import deliver

REQUEST = request_to("http://127.0.0.1:1")
ANSWER = Answer(200, None)
BUSY, LOST, NOBODY = RetryLater(Answer(503, None), None), EffectUnknown("reset"), Unreachable("refused")
DONE, SEEN, NO = Delivered(ANSWER), Replayed(ANSWER), Rejected(Answer(400, None))


@define
class Script:
    """Comes to one verdict after the other, and takes its time for each."""

    verdicts: list[Verdict]
    stopwatch: Stopwatch
    takes: float
    asked: list[tuple[PublishRequest, float, float]] = Factory(list)

    def post(self, request: PublishRequest, timeout: float, seconds: float) -> Verdict:
        """Send nothing."""
        self.asked.append((request, timeout, seconds))
        self.stopwatch.seconds += self.takes
        return self.verdicts.pop(0)


@frozen
class Case:
    """What comes, and what is waited for and known in the end."""

    verdicts: tuple[Verdict, ...]
    pauses: tuple[float, ...]
    outcome: Outcome
    draw: float = 1.0
    takes: float = 0.0
    deadline: float = 60.0


def asking(retry_after: str) -> RetryLater:
    """Return the verdict of a server that says when to come back."""
    return RetryLater(Answer(429, None), retry_after)


CASES: Mapping[str, Case] = {
    "at once": Case((DONE,), (), Outcome(DONE, 1)),
    "known already": Case((SEEN,), (), Outcome(SEEN, 1)),
    "refused for good": Case((NO,), (), Outcome(NO, 1)),
    "not allowed": Case((NotAllowed(ANSWER),), (), Outcome(NotAllowed(ANSWER), 1)),
    "redirected": Case((Redirected(ANSWER, "/x"),), (), Outcome(Redirected(ANSWER, "/x"), 1)),
    "no HTTP": Case((BrokenProtocol("why", None),), (), Outcome(BrokenProtocol("why", None), 1)),
    "a bad certificate": Case(
        (Unreachable("why", may_pass=False),), (), Outcome(Unreachable("why", may_pass=False), 1)
    ),
    "at the second attempt": Case((BUSY, DONE), (0.5,), Outcome(DONE, 2)),
    "at the fourth attempt": Case((NOBODY, BUSY, LOST, SEEN), (0.5, 1.0, 2.0), Outcome(SEEN, 4)),
    "never": Case((BUSY,) * 4, (0.5, 1.0, 2.0), Outcome(BUSY, 4)),
    "nobody there": Case((NOBODY,) * 4, (0.5, 1.0, 2.0), Outcome(NOBODY, 4)),
    "half of the pauses": Case((BUSY,) * 4, (0.25, 0.5, 1.0), Outcome(BUSY, 4), draw=0.5),
    "no pauses": Case((BUSY,) * 4, (0.0, 0.0, 0.0), Outcome(BUSY, 4), draw=0.0),
    "busy, then refused for good": Case((BUSY, NO), (0.5,), Outcome(NO, 2)),
    "left once, then nobody there": Case((NOBODY, LOST, NOBODY, NOBODY), (0.5, 1.0, 2.0), Outcome(LOST, 4)),
    "asks to wait": Case((asking("7"), DONE), (7.0,), Outcome(DONE, 2)),
    "asks to wait until a date": Case((asking("Sun, 01 Mar 2026 12:00:30 GMT"), DONE), (30.0,), Outcome(DONE, 2)),
    "asks to wait until dates": Case(
        (asking("Sun, 01 Mar 2026 12:00:30 GMT"), asking("Sun, 01 Mar 2026 12:00:40 GMT"), DONE),
        (30.0, 10.0),
        Outcome(DONE, 3),
    ),
    "asks to wait for too long": Case((asking("61"),), (), Outcome(asking("61"), 1, "2026-03-01T12:01:01+00:00")),
    "asks for too long in the end": Case(
        (asking("50"), asking("50")), (50.0,), Outcome(asking("50"), 2, "2026-03-01T12:01:40+00:00")
    ),
    "slow answers": Case((BUSY, BUSY), (0.5,), Outcome(BUSY, 2), takes=30.0),
    "the first takes all the time": Case((LOST,), (), Outcome(LOST, 1), takes=60.0),
    "a short deadline": Case((BUSY, BUSY), (0.5,), Outcome(BUSY, 2), deadline=1.0),
    "a very short deadline": Case((BUSY,), (), Outcome(BUSY, 1), deadline=0.5),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_deliver(case: Case) -> None:
    """Exactly these pauses, and exactly this outcome."""
    stopwatch = Stopwatch(draw=case.draw)
    script = Script(list(case.verdicts), stopwatch, case.takes)
    outcome = deliver(REQUEST, script.post, stopwatch.clock, timeout=10.0, deadline=case.deadline)
    assert (outcome, tuple(stopwatch.pauses), script.verdicts) == (case.outcome, case.pauses, [])


def test_every_attempt_sends_the_very_same_request_in_the_time_that_is_left() -> None:
    """The same bytes under the same key; no attempt is given more time than there is."""
    stopwatch = Stopwatch()
    script = Script([BUSY, BUSY, BUSY, DONE], stopwatch, takes=4.0)
    deliver(REQUEST, script.post, stopwatch.clock, timeout=10.0, deadline=20.0)
    assert all(request is REQUEST for request, _, _ in script.asked)
    assert [times for _, *times in script.asked] == [[10.0, 20.0], [10.0, 15.5], [10.0, 10.5], [4.5, 4.5]]


def test_one_line_an_attempt_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """At INFO, under the project's own logger; neither token nor body stand there."""
    stopwatch = Stopwatch()
    script = Script([RetryLater(Answer(503, {"said": CANARY}), None), LOST, DONE], stopwatch, takes=0.25)
    with caplog.at_level(logging.INFO, "trackpost"):
        deliver(REQUEST, script.post, stopwatch.clock, timeout=10.0, deadline=20.0)
    url = REQUEST.endpoint.url
    assert [(record.name, record.levelname, record.getMessage()) for record in caplog.records] == [
        ("trackpost.delivery", "INFO", f"attempt 1 to {url}: retry_later (HTTP 503) in 0.25 s"),
        ("trackpost.delivery", "INFO", f"attempt 2 to {url}: effect_unknown in 0.25 s"),
        ("trackpost.delivery", "INFO", f"attempt 3 to {url}: delivered (HTTP 200) in 0.25 s"),
    ]
    assert not [text for text in (CANARY, PACKED.idempotency_key, "Issue") if text in caplog.text]
