"""The report of a publish."""

from collections.abc import Mapping

import msgspec
import pytest
from attrs import evolve, fields
from msgspec.structs import replace
from returns.result import Failure, Result, Success

from tests.core.builders import ACME, BODY, PACKED, REQUEST, URL, snapshot, undelivered
from trackpost.core.delivery.answer import Answer
from trackpost.core.delivery.publish import PublishRequest, UnusableTimeout
from trackpost.core.delivery.receipt import PublishError, Receipt, Unchanged, Undelivered, conclude, unchanged
from trackpost.core.delivery.retry import Outcome
from trackpost.core.delivery.verdict import Delivered, NotAllowed, Replayed, RetryLater, Unreachable
from trackpost.core.reporting.publish_report import publish_report
from trackpost.core.reporting.report import Report, RouteFault
from trackpost.core.routing.pin import RouteRequired
from trackpost.core.routing.route import UnsupportedProvider

ANSWER = Answer(202, {"id": 1})
BEADS = UnsupportedProvider("beads")
NO_RULE = RouteFault(
    "unsupported_provider",
    "provider 'beads' has no routing rule; the server uses the mapping of the whole workspace",
)
SENT = Report(
    ok=True,
    outcome="delivered",
    endpoint=URL,
    status_code=202,
    body={"id": 1},
    idempotency_key=PACKED.idempotency_key,
    digest=PACKED.digest,
    issues=1,
    mappings=1,
    bytes=len(BODY),
    route=ACME,
    effect="applied",
    attempts=1,
)
UNROUTED: PublishRequest = replace(REQUEST, snapshot=snapshot(Failure(BEADS)))
UNREACHABLE = undelivered(Unreachable("refused"))
NOT_ALLOWED = undelivered(NotAllowed(ANSWER))
LATER = "2026-03-01T12:02:00+00:00"
BUSY = Undelivered(REQUEST, RetryLater(ANSWER, "120"), "unknown", attempts=2, retry_at=LATER)
TIMEOUT = UnusableTimeout(0.0)
REQUIRED = RouteRequired(BEADS)

CASES: Mapping[str, tuple[Result[Receipt | Unchanged, PublishError], Report]] = {
    "delivered": (conclude(REQUEST, Outcome(Delivered(ANSWER), "applied")), SENT),
    "replayed": (
        conclude(REQUEST, Outcome(Replayed(ANSWER), "applied", attempts=3)),
        evolve(SENT, outcome="replayed", attempts=3),
    ),
    "unchanged": (
        Success(unchanged(REQUEST.endpoint, REQUEST.snapshot)),
        evolve(SENT, outcome="unchanged", status_code=None, body=None, effect="none", attempts=0),
    ),
    "delivered without a route": (
        conclude(UNROUTED, Outcome(Delivered(ANSWER), "applied")),
        evolve(
            SENT,
            idempotency_key=UNROUTED.snapshot.idempotency_key,
            digest=UNROUTED.snapshot.digest,
            bytes=len(UNROUTED.snapshot.body),
            route=None,
            route_error=NO_RULE,
        ),
    ),
    "not allowed": (
        Failure(NOT_ALLOWED),
        evolve(
            SENT,
            ok=False,
            outcome="not_allowed",
            effect="none",
            error={"kind": "not_allowed", "message": NOT_ALLOWED.message},
        ),
    ),
    "unreachable": (
        Failure(UNREACHABLE),
        evolve(
            SENT,
            ok=False,
            outcome="unreachable",
            effect="none",
            status_code=None,
            body=None,
            error={"kind": "unreachable", "message": UNREACHABLE.message, "reason": "refused", "may_pass": True},
        ),
    ),
    "busy": (
        Failure(BUSY),
        evolve(
            SENT,
            ok=False,
            outcome="retry_later",
            effect="unknown",
            attempts=2,
            retry_at=LATER,
            error={"kind": "retry_later", "message": BUSY.message, "retry_after": "120", "date": None},
        ),
    ),
    "not sent": (
        Failure(TIMEOUT),
        Report(
            ok=False,
            outcome="not_sent",
            effect="none",
            error={"kind": "unusable_timeout", "message": TIMEOUT.message, "seconds": 0.0},
        ),
    ),
    "not sent without a route": (
        Failure(REQUIRED),
        Report(
            ok=False,
            outcome="not_sent",
            effect="none",
            route_error=NO_RULE,
            error={"kind": "route_required", "message": REQUIRED.message},
        ),
    ),
}


@pytest.mark.parametrize(("result", "expected"), CASES.values(), ids=CASES.keys())
def test_publish_report(result: Result[Receipt | Unchanged, PublishError], expected: Report) -> None:
    """Each result of a publish has exactly this report."""
    assert expected == publish_report(result)


@pytest.mark.parametrize(("result", "expected"), CASES.values(), ids=CASES.keys())
def test_a_report_is_one_json_object(result: Result[Receipt | Unchanged, PublishError], expected: Report) -> None:
    """The object has the same members for every result."""
    decoded = msgspec.json.decode(msgspec.json.encode(publish_report(result)))
    assert {attribute.name for attribute in fields(Report)} == set(decoded)
    assert expected.outcome == decoded["outcome"]
