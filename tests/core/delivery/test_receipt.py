"""The result of a publish: a receipt or an error."""

from collections.abc import Mapping
from typing import TypeAlias, get_args

import pytest
from attrs import evolve
from msgspec.structs import replace
from returns.result import Failure, Result, Success

from tests.core.builders import ACME, BODY, PACKED, REQUEST, URL, snapshot, undelivered
from trackpost.core.delivery.answer import Answer
from trackpost.core.delivery.ledger import Past
from trackpost.core.delivery.publish import PublishRequest
from trackpost.core.delivery.receipt import (
    PublishInterrupted,
    Receipt,
    Unchanged,
    Undelivered,
    conclude,
    still_there,
    unchanged,
)
from trackpost.core.delivery.retry import Outcome
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
)
from trackpost.core.routing.route import UnsupportedProvider
from trackpost.core.snapshot.guards import ForeignIssuesIncluded
from trackpost.core.snapshot.idempotency import IdempotencyKey, LastKey
from trackpost.core.snapshot.memo import Memo

ATTEMPTS = 3
LATER = "2026-03-01T12:02:00+00:00"
ANSWER = Answer(202, {"id": 1})
FIRST = Receipt(
    endpoint=URL,
    status_code=202,
    body={"id": 1},
    replayed=False,
    idempotency_key=PACKED.idempotency_key,
    digest=PACKED.digest,
    issues=1,
    mappings=1,
    bytes=len(BODY),
    routing=Success(ACME),
)
RECEIPT = replace(FIRST, attempts=ATTEMPTS)

ODD = ForeignIssuesIncluded(2)
WITH_WARNING = replace(REQUEST, snapshot=evolve(PACKED, warnings=(ODD,)))
UNROUTED = replace(REQUEST, snapshot=snapshot(Failure(UnsupportedProvider("beads"))))


def refused(verdict: Refusal) -> Failure[Undelivered]:
    """Return the error that contains the request."""
    return Failure(Undelivered(REQUEST, verdict, "unknown", ATTEMPTS, LATER))


def test_the_first_attempt() -> None:
    """Unless an outcome says otherwise, it was one attempt, and the server did not say when to try again."""
    assert conclude(REQUEST, Outcome(Delivered(ANSWER), "applied")) == Success(FIRST)
    refused = Undelivered(REQUEST, Rejected(ANSWER), "none", attempts=1, retry_at=None)
    assert conclude(REQUEST, Outcome(Rejected(ANSWER), "none")) == Failure(refused)


REFUSALS: Mapping[str, Refusal] = {
    "rejected": Rejected(ANSWER),
    "superseded": Superseded(ANSWER),
    "not allowed": NotAllowed(ANSWER),
    "retry later": RetryLater(ANSWER, "1"),
    "redirected": Redirected(ANSWER, "/x"),
    "broken protocol": BrokenProtocol("why", ANSWER),
    "unreachable": Unreachable("why"),
    "effect unknown": EffectUnknown("why"),
    "interrupted": Interrupted(has_left=True),
}

Case: TypeAlias = tuple[PublishRequest, Verdict, Result[Receipt, Undelivered]]
ARRIVALS: Mapping[str, Case] = {
    "delivered": (REQUEST, Delivered(ANSWER), Success(RECEIPT)),
    "replayed": (REQUEST, Replayed(ANSWER), Success(replace(RECEIPT, replayed=True))),
    "delivered with a warning": (WITH_WARNING, Delivered(ANSWER), Success(replace(RECEIPT, warnings=(ODD,)))),
    "delivered without a route": (
        UNROUTED,
        Delivered(ANSWER),
        Success(
            replace(
                RECEIPT,
                idempotency_key=UNROUTED.snapshot.idempotency_key,
                digest=UNROUTED.snapshot.digest,
                bytes=len(UNROUTED.snapshot.body),
                routing=Failure(UnsupportedProvider("beads")),
            )
        ),
    ),
}
CASES: Mapping[str, Case] = {
    **ARRIVALS,
    **{name: (REQUEST, verdict, refused(verdict)) for name, verdict in REFUSALS.items()},
}


@pytest.mark.parametrize(("request_", "verdict", "expected"), CASES.values(), ids=CASES.keys())
def test_conclude(request_: PublishRequest, verdict: Verdict, expected: Result[Receipt, Undelivered]) -> None:
    """A success gives a receipt, and anything else an error."""
    assert expected == conclude(request_, Outcome(verdict, "unknown", ATTEMPTS, LATER))


def test_every_verdict_has_a_case() -> None:
    """The table of cases has an example of each variant."""
    assert {type(verdict) for _, verdict, _ in CASES.values()} == set(get_args(Verdict))


def test_an_interrupt_has_the_message_of_its_error() -> None:
    """The exception has the message as its text, and the error as an attribute."""
    error = undelivered(Interrupted(has_left=True))
    interrupt = PublishInterrupted(error)
    assert (str(interrupt), interrupt.error) == (error.message, error)


MEMO = Memo(mark="0" * 64, digest=PACKED.digest, issues=1, mappings=1, bytes=len(BODY))
NOT_SENT = Unchanged(
    endpoint=URL,
    idempotency_key=PACKED.idempotency_key,
    digest=PACKED.digest,
    issues=1,
    mappings=1,
    bytes=len(BODY),
    routing=Success(ACME),
    warnings=(ODD,),
)


def test_a_snapshot_that_need_not_be_sent() -> None:
    """What is known without an answer is the same, whether the snapshot was built or not."""
    past = Past(last=LastKey(PACKED.idempotency_key, PACKED.digest, is_refused=False), acknowledged=PACKED.digest)
    built = unchanged(REQUEST.endpoint, evolve(PACKED, warnings=(ODD,)))
    assert built == NOT_SENT
    assert still_there(REQUEST.endpoint, MEMO, past, Success(ACME), (ODD,)) == NOT_SENT


def test_the_key_of_what_need_not_be_built_is_that_of_the_ledger() -> None:
    """It may be chained to earlier ones, so the digest alone does not give it."""
    key = IdempotencyKey("a" * 64)
    past = Past(last=LastKey(key, PACKED.digest, is_refused=False), acknowledged=PACKED.digest)
    assert still_there(REQUEST.endpoint, MEMO, past, Success(ACME), ()).idempotency_key == key
