"""What is said about faults that a server shows on purpose."""

from collections.abc import Mapping

import pytest

from trackpost.core.contract.injected_faults import (
    DroppedConnections,
    FailingRequests,
    FaultPlan,
    HangUp,
    InjectedAnswer,
    LateAnswer,
    Moment,
)
from trackpost.core.contract.server import Complaint

SENTENCES: Mapping[str, tuple[FaultPlan, tuple[str, ...]]] = {
    "nothing": (FaultPlan(), ()),
    "an answer": (
        FaultPlan(FailingRequests(InjectedAnswer(503, {"Retry-After": "2"}))),
        ("Every snapshot request fails on purpose: answer 503, Retry-After: 2.",),
    ),
    "a code": (
        FaultPlan(FailingRequests(InjectedAnswer(401, {}, Complaint(error="unauthorized", message="No.")))),
        ("Every snapshot request fails on purpose: answer 401, unauthorized.",),
    ),
    "a delay": (
        FaultPlan(FailingRequests(LateAnswer(2.5), every=3)),
        ("One snapshot request in 3 fails on purpose: delay 2.5 s.",),
    ),
    "a moment": (
        FaultPlan(FailingRequests(HangUp(Moment.IN_ANSWER))),
        ("Every snapshot request fails on purpose: hang-up in-answer.",),
    ),
    "connections": (
        FaultPlan(DroppedConnections(2)),
        ("One connection in 2 fails on purpose: hang-up before-head.",),
    ),
    "by header": (
        FaultPlan(DroppedConnections(), by_header=True),
        (
            "Every connection fails on purpose: hang-up before-head.",
            "A request with the header Trackpost-Fault fails on purpose.",
        ),
    ),
}


@pytest.mark.parametrize(("plan", "sentences"), SENTENCES.values(), ids=SENTENCES.keys())
def test_sentences(plan: FaultPlan, sentences: tuple[str, ...]) -> None:
    """A person is told what fails, and how often."""
    assert plan.sentences == sentences
