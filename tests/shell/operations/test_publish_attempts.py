"""Several attempts: exact sequences, with a clock that moves only during pauses."""

import logging
from collections.abc import Mapping

import pytest
from attrs import Factory, define, frozen
from msgspec.structs import replace

from tests.support.clocks import Stopwatch
from tests.support.requests import CANARY, PACKED, request_to
from trackpost.core.delivery.answer import Answer
from trackpost.core.delivery.effect import Effect
from trackpost.core.delivery.publish import PublishRequest
from trackpost.core.delivery.retry import Outcome
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
    Unreachable,
    Verdict,
)
from trackpost.shell.delivery.attempts import Limits, deliver
from trackpost.shell.waiting import WAITING

REQUEST = request_to("http://127.0.0.1:1")
ANSWER = Answer(200, None)
BUSY, LOST, NOBODY = RetryLater(Answer(503, None), None), EffectUnknown("reset"), Unreachable("refused")
CONTRACT: object = {"error": "too_many_requests"}
LIMITED = RetryLater(Answer(429, CONTRACT), None)
TOO_LATE = "the deadline has passed"
DONE, SEEN, NO = Delivered(ANSWER), Replayed(ANSWER), Rejected(Answer(400, None))


@define
class Script:
    """A transport that returns given verdicts, and takes some time for each."""

    verdicts: list[Verdict]
    stopwatch: Stopwatch
    takes: float
    asked: list[tuple[PublishRequest, float, float]] = Factory(list)

    def post(self, request: PublishRequest, timeout: float, seconds: float) -> Verdict:
        """Return the next verdict without sending anything."""
        self.asked.append((request, timeout, seconds))
        self.stopwatch.seconds += self.takes
        return self.verdicts.pop(0)


@frozen
class Case:
    """The verdicts of the attempts, and the resulting pauses and outcome."""

    verdicts: tuple[Verdict, ...]
    pauses: tuple[float, ...]
    outcome: Outcome
    draw: float = 1.0
    takes: float = 0.0
    deadline: float = 60.0
    before: Effect = "none"
    stopped: float = 0.0


def asking(retry_after: str) -> RetryLater:
    """Return the verdict on an answer with ``Retry-After``."""
    return RetryLater(Answer(429, CONTRACT), retry_after)


CASES: Mapping[str, Case] = {
    "at once": Case((DONE,), (), Outcome(DONE, "applied", 1)),
    "a replay": Case((SEEN,), (), Outcome(SEEN, "applied", 1)),
    "refused for good": Case((NO,), (), Outcome(NO, "none", 1)),
    "not allowed": Case((NotAllowed(ANSWER),), (), Outcome(NotAllowed(ANSWER), "none", 1)),
    "redirected": Case((Redirected(ANSWER, "/x"),), (), Outcome(Redirected(ANSWER, "/x"), "none", 1)),
    "not HTTP": Case((BrokenProtocol("why", None),), (), Outcome(BrokenProtocol("why", None), "unknown", 1)),
    "a bad certificate": Case(
        (Unreachable("why", may_pass=False),), (), Outcome(Unreachable("why", may_pass=False), "none", 1)
    ),
    "at the second attempt": Case((BUSY, DONE), (0.5,), Outcome(DONE, "applied", 2)),
    "at the fourth attempt": Case((NOBODY, BUSY, LOST, SEEN), (0.5, 1.0, 2.0), Outcome(SEEN, "applied", 4)),
    "never": Case((BUSY,) * 4, (0.5, 1.0, 2.0), Outcome(BUSY, "unknown", 4)),
    "no server": Case((NOBODY,) * 4, (0.5, 1.0, 2.0), Outcome(NOBODY, "none", 4)),
    "half of the pauses": Case((BUSY,) * 4, (0.25, 0.5, 1.0), Outcome(BUSY, "unknown", 4), draw=0.5),
    "no pauses": Case((BUSY,) * 4, (0.0, 0.0, 0.0), Outcome(BUSY, "unknown", 4), draw=0.0),
    "perhaps accepted, then refused for good": Case((BUSY, NO), (0.5,), Outcome(NO, "unknown", 2)),
    "not accepted, then refused for good": Case((LIMITED, NO), (0.5,), Outcome(NO, "none", 2)),
    "perhaps accepted, then no server": Case(
        (BUSY, NOBODY, NOBODY, NOBODY), (0.5, 1.0, 2.0), Outcome(BUSY, "unknown", 4)
    ),
    "not accepted, then no server": Case(
        (LIMITED, NOBODY, NOBODY, NOBODY), (0.5, 1.0, 2.0), Outcome(LIMITED, "none", 4)
    ),
    "perhaps accepted before": Case((NO,), (), Outcome(NO, "unknown", 1), before="unknown"),
    "sent once, then no server": Case((NOBODY, LOST, NOBODY, NOBODY), (0.5, 1.0, 2.0), Outcome(LOST, "unknown", 4)),
    "asks to wait": Case((asking("7"), DONE), (7.5,), Outcome(DONE, "applied", 2)),
    "asks to wait until a date": Case(
        (asking("Sun, 01 Mar 2026 12:00:30 GMT"), DONE), (30.5,), Outcome(DONE, "applied", 2)
    ),
    "asks to wait until dates": Case(
        (asking("Sun, 01 Mar 2026 12:00:30 GMT"), asking("Sun, 01 Mar 2026 12:00:40 GMT"), DONE),
        (30.5, 10.5),
        Outcome(DONE, "applied", 3),
    ),
    "asks to wait for too long": Case(
        (asking("61"),), (), Outcome(asking("61"), "none", 1, "2026-03-01T12:01:01+00:00")
    ),
    "asks for too long in the end": Case(
        (asking("50"), asking("50")), (50.5,), Outcome(asking("50"), "none", 2, "2026-03-01T12:01:40+00:00")
    ),
    "slow answers": Case((BUSY, BUSY), (0.5,), Outcome(BUSY, "unknown", 2), takes=30.0),
    "the first takes all the time": Case((LOST,), (), Outcome(LOST, "unknown", 1), takes=60.0),
    "a short deadline": Case((BUSY, BUSY), (0.5,), Outcome(BUSY, "unknown", 2), deadline=1.0),
    "no time at all": Case((), (), Outcome(Unreachable(TOO_LATE), "none", 0), deadline=0.0),
    "stopped in a pause": Case((BUSY,), (0.5,), Outcome(BUSY, "unknown", 1), stopped=100.0),
    "a very short deadline": Case((BUSY,), (), Outcome(BUSY, "unknown", 1), deadline=0.5),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_deliver(case: Case) -> None:
    """Each sequence of verdicts gives exactly these pauses and this outcome."""
    stopwatch = Stopwatch(draw=case.draw, stopped=case.stopped)
    script = Script(list(case.verdicts), stopwatch, case.takes)
    limits = Limits(wait=10.0, until=case.deadline)
    outcome = deliver(REQUEST, script.post, stopwatch.clock, limits, case.before)
    assert (outcome, tuple(stopwatch.pauses), script.verdicts) == (case.outcome, case.pauses, [])


def test_every_attempt_sends_the_very_same_request_in_the_time_that_is_left() -> None:
    """The request is the same each time, and no attempt gets more than the remaining time."""
    stopwatch = Stopwatch()
    script = Script([BUSY, BUSY, BUSY, DONE], stopwatch, takes=4.0)
    deliver(REQUEST, script.post, stopwatch.clock, Limits(wait=10.0, until=20.0))
    assert all(request is REQUEST for request, _, _ in script.asked)
    assert [times for _, *times in script.asked] == [[10.0, 20.0], [10.0, 15.5], [10.0, 10.5], [4.5, 4.5]]


def test_each_attempt_is_logged_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    """The lines are at INFO, from the logger of the project, without token and body."""
    stopwatch = Stopwatch()
    script = Script([RetryLater(Answer(503, {"said": CANARY}), None), LOST, DONE], stopwatch, takes=0.25)
    with caplog.at_level(logging.INFO, "trackpost.delivery"):
        deliver(REQUEST, script.post, stopwatch.clock, Limits(wait=10.0, until=20.0))
    url = REQUEST.endpoint.url
    records = [record for record in caplog.records if record.name != WAITING]  # of the pauses
    assert [(record.name, record.levelname, record.getMessage()) for record in records] == [
        ("trackpost.delivery", "INFO", f"attempt 1 to {url}: retry_later (HTTP 503) in 0.25 s"),
        ("trackpost.delivery", "INFO", f"attempt 2 to {url}: effect_unknown in 0.25 s"),
        ("trackpost.delivery", "INFO", f"attempt 3 to {url}: delivered (HTTP 200) in 0.25 s"),
    ]
    assert not [text for text in (CANARY, PACKED.idempotency_key, "Issue") if text in caplog.text]


class InterruptAt(KeyboardInterrupt):
    """An interrupt that knows whether part of the request was sent."""

    def __init__(self, *, has_left: bool) -> None:
        super().__init__()
        self.has_left = has_left


def test_an_interrupt_is_an_outcome() -> None:
    """If part of the request was sent, or the transport does not know, the effect is unknown."""
    interrupts = {True: InterruptAt(has_left=True), False: InterruptAt(has_left=False), None: KeyboardInterrupt()}
    outcomes = {}
    for known, interrupt in interrupts.items():

        def post(
            _request: PublishRequest, _wait: float, _seconds: float, interrupt: BaseException = interrupt
        ) -> Verdict:
            raise interrupt

        outcomes[known] = deliver(REQUEST, post, Stopwatch().clock, Limits(wait=10.0, until=60.0))
    assert outcomes == {
        True: Outcome(Interrupted(has_left=True), "unknown", 1),
        False: Outcome(Interrupted(has_left=False), "none", 1),
        None: Outcome(Interrupted(has_left=True), "unknown", 1),
    }


def test_an_interrupt_in_a_pause_keeps_the_effect() -> None:
    """The attempt before the pause may have been accepted, so the effect is unknown."""

    def sleep(_seconds: float) -> None:
        raise KeyboardInterrupt

    clock = replace(Stopwatch().clock, sleep=sleep)
    outcome = deliver(REQUEST, lambda *_: BUSY, clock, Limits(wait=10.0, until=60.0))
    assert outcome == Outcome(Interrupted(has_left=False), "unknown", 1)
