"""The effect of one attempt, and of several attempts together."""

from collections.abc import Mapping
from functools import reduce
from itertools import product
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.strategies import QUICK
from trackpost.core.delivery.answer import Answer
from trackpost.core.delivery.effect import Effect, combined
from trackpost.core.delivery.verdict import (
    BrokenProtocol,
    Delivered,
    EffectUnknown,
    Interrupted,
    NotAllowed,
    Redirected,
    Refusal,
    Rejected,
    Replayed,
    RetryLater,
    Superseded,
    Unreachable,
    Verdict,
    effect_of,
    in_words,
)

ANSWER = Answer(400, None)
CONTRACT: object = {"error": "unavailable", "message": "m"}


def busy(status_code: int, body: object = None) -> RetryLater:
    """Return the verdict on a temporary status."""
    return RetryLater(Answer(status_code, body), None)


ATTEMPTS: Mapping[str, tuple[Verdict, Effect]] = {
    "delivered": (Delivered(ANSWER), "applied"),
    "replayed": (Replayed(ANSWER), "applied"),
    "rejected": (Rejected(ANSWER), "none"),
    "superseded": (Superseded(ANSWER), "none"),
    "not allowed": (NotAllowed(ANSWER), "none"),
    "redirected": (Redirected(ANSWER, "/x"), "none"),
    "broken protocol": (BrokenProtocol("why", None), "unknown"),
    "unreachable": (Unreachable("refused"), "none"),
    "effect unknown": (EffectUnknown("reset"), "unknown"),
    "interrupted before anything was sent": (Interrupted(has_left=False), "none"),
    "interrupted while sending": (Interrupted(has_left=True), "unknown"),
    "408 of the contract": (busy(408, CONTRACT), "none"),
    "425 of the contract": (busy(425, CONTRACT), "none"),
    "429 of the contract": (busy(429, CONTRACT), "none"),
    "503 of the contract": (busy(503, CONTRACT), "none"),
    "429 of a proxy": (busy(429, "<html>"), "unknown"),
    "503 of a proxy": (busy(503), "unknown"),
    "503 whose error is not a code": (busy(503, {"error": 1}), "unknown"),
    "500 of the contract": (busy(500, CONTRACT), "unknown"),
    "502": (busy(502), "unknown"),
    "504": (busy(504, CONTRACT), "unknown"),
    "524": (busy(524, CONTRACT), "unknown"),
    "499": (busy(499), "unknown"),
    "409, still in progress": (busy(409, {"error": "request_in_progress"}), "unknown"),
}


@pytest.mark.parametrize(("verdict", "effect"), ATTEMPTS.values(), ids=ATTEMPTS.keys())
def test_one_attempt(verdict: Verdict, effect: Effect) -> None:
    """Each verdict has this effect."""
    assert effect_of(verdict) == effect


def test_every_verdict_has_an_effect() -> None:
    """The table of cases has an example of each variant."""
    assert {type(verdict) for verdict, _ in ATTEMPTS.values()} == set(get_args(Verdict))


PAIRS: Mapping[tuple[Effect, Effect], Effect] = {
    ("none", "none"): "none",
    ("none", "unknown"): "unknown",
    ("none", "applied"): "applied",
    ("unknown", "none"): "unknown",
    ("unknown", "unknown"): "unknown",
    ("unknown", "applied"): "applied",
    ("applied", "none"): "applied",
    ("applied", "unknown"): "applied",
    ("applied", "applied"): "applied",
}


@pytest.mark.parametrize(("first", "second"), [*product(ATTEMPTS, ATTEMPTS)])
def test_two_attempts(first: str, second: str) -> None:
    """The effect of two attempts depends only on the effect of each."""
    (earlier, one), (later, other) = ATTEMPTS[first], ATTEMPTS[second]
    assert combined(effect_of(earlier), effect_of(later)) == PAIRS[one, other]


@QUICK
@given(st.lists(st.sampled_from([effect for _, effect in ATTEMPTS.values()]), min_size=1, max_size=8))
def test_any_number_of_attempts(effects: list[Effect]) -> None:
    """The effect is never ``none`` if an attempt may have been accepted, nor ``unknown`` if one was delivered."""
    effect = reduce(combined, effects)
    assert (effect == "none") == (set(effects) == {"none"})
    assert (effect == "applied") == ("applied" in effects)


WORDS: Mapping[str, tuple[Refusal, Effect, str]] = {
    "refused after an attempt that may have arrived": (
        Rejected(ANSWER),
        "unknown",
        "the server refused the snapshot (HTTP 400); an earlier attempt may have arrived, so it is safe to repeat",
    ),
    "refused at the first attempt": (
        Rejected(ANSWER),
        "none",
        "the server refused the snapshot (HTTP 400); nothing changed there",
    ),
    "refused after an attempt that arrived": (
        Rejected(ANSWER),
        "applied",
        "the server refused the snapshot (HTTP 400); an earlier attempt arrived",
    ),
    "not reached after an attempt that may have arrived": (
        Unreachable("refused"),
        "unknown",
        "cannot reach the server (refused); an earlier attempt may have arrived, so it is safe to repeat",
    ),
    "not reached at all": (Unreachable("refused"), "none", "cannot reach the server (refused); nothing was sent"),
    "interrupted after an attempt that may have arrived": (
        Interrupted(has_left=False),
        "unknown",
        "interrupted; an earlier attempt may have arrived, so it is safe to repeat",
    ),
    "lost": (
        EffectUnknown("reset"),
        "unknown",
        (
            "the connection failed after the snapshot was sent (reset); "
            "whether it arrived is unknown, and it is safe to repeat"
        ),
    ),
}


@pytest.mark.parametrize(("refusal", "effect", "expected"), WORDS.values(), ids=WORDS.keys())
def test_words(refusal: Refusal, effect: Effect, expected: str) -> None:
    """A sentence tells the last answer, and what all attempts together may have done."""
    assert in_words(refusal, effect) == expected
