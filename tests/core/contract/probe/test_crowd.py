"""Judge the responses to many requests at once."""

from collections.abc import Mapping

import pytest

from tests.core.contract.probe.builders import LOST, REQUEST, UNREACHED, exchanges, plan_of, refusal, replay, response
from trackpost.core.contract.probe.exchange import NoResponse, Response
from trackpost.core.contract.probe.promise import Broken, Finding, Kept, NotObservable

NEW, OLD = response(202, {}), replay(202, {})
RUNNING, BUSY = refusal(409, "request_in_progress"), refusal(503, "unavailable")


def _broken(why: str) -> Broken:
    return Broken(why, REQUEST)


ONCE: Mapping[str, tuple[tuple[Response | NoResponse, ...], Finding]] = {
    "one applied, others replayed": ((OLD, NEW, OLD, OLD), Kept()),
    "one applied, others told to wait": ((RUNNING, NEW, RUNNING, OLD), Kept()),
    "none applied before the last": ((BUSY, BUSY, BUSY, NEW), Kept()),
    "two applied": ((NEW, NEW, OLD, OLD), _broken("expected one new answer, got 2")),
    "applied again afterwards": ((NEW, RUNNING, RUNNING, NEW), _broken("expected one new answer, got 2")),
    "none applied": ((OLD, OLD, OLD, OLD), _broken("expected one new answer, got only kept ones")),
    "different answers": (
        (NEW, replay(200, {}), OLD, OLD),
        _broken("expected the same answer again, byte for byte, got different ones"),
    ),
    "another conflict": (
        (NEW, refusal(409, "conflict"), OLD, OLD),
        _broken("expected 2xx or 409 request_in_progress, got 409 conflict"),
    ),
    "an error": ((NEW, response(500), OLD, OLD), _broken("expected 2xx or 409 request_in_progress, got 500")),
    "never done": (
        (NEW, RUNNING, RUNNING, RUNNING),
        _broken("expected an answer after all others had theirs, got 409 request_in_progress"),
    ),
    "busy to the end": ((NEW, BUSY, BUSY, BUSY), NotObservable("the server is busy: 503 unavailable")),
    "too many": ((refusal(429, "slow_down"),) * 4, NotObservable("the server is busy: 429 slow_down")),
    "lost": ((NEW, LOST, OLD, OLD), _broken("no answer (reset)")),
    "unreachable": ((NEW, UNREACHED, OLD, OLD), NotObservable("no connection (refused)")),
}


@pytest.mark.parametrize(("responses", "expected"), ONCE.values(), ids=ONCE.keys())
def test_at_once(responses: tuple[Response | NoResponse, ...], expected: Finding) -> None:
    """Exactly one is applied, and one more request afterwards shows which."""
    assert plan_of("key.at-once").judge(exchanges(*responses)) == expected


PROGRESS: Mapping[str, tuple[tuple[Response | NoResponse, ...], Finding]] = {
    "seen": ((NEW, RUNNING, OLD), Kept()),
    "seen, though some are lost": ((NEW, RUNNING, LOST), Kept()),
    "not seen": ((NEW, OLD, OLD), NotObservable("each request was answered before the next one met it")),
    "called by another name": (
        (NEW, RUNNING, response(409)),
        _broken("expected 409 request_in_progress, got 409"),
    ),
}


@pytest.mark.parametrize(("responses", "expected"), PROGRESS.values(), ids=PROGRESS.keys())
def test_in_progress(responses: tuple[Response | NoResponse, ...], expected: Finding) -> None:
    """Every conflict has the contract's code."""
    assert plan_of("key.in-progress").judge(exchanges(*responses)) == expected


def test_steps() -> None:
    """As many requests at once as the person said, and then one more."""
    assert [len(step) for step in plan_of("key.at-once").steps] == [3, 1]
    assert [len(step) for step in plan_of("key.in-progress").steps] == [3]
