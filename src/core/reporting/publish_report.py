"""What ``trackpost publish`` prints with ``--json``."""

from attrs import evolve
from returns.result import Failure, Result, Success

from ..delivery.receipt import PublishError, Receipt, Unchanged, Undelivered
from ..delivery.verdict import answer_of
from ..errors import kind_of
from ..result import sealed
from ..snapshot.packing import PackedSnapshot
from .report import Report, error_object, reason_of, report_of, warnings_of


def publish_report(result: Result[Receipt | Unchanged, PublishError]) -> Report:
    """Return what ``publish --json`` prints for *result*."""
    match sealed(result):
        case Success(receipt):
            return _ended_well(receipt)
        case Failure(Undelivered() as error):
            return _undelivered(error)
        case Failure():
            return evolve(report_of(Report, result, _ended_well), effect="none")


def _ended_well(sent: Receipt | Unchanged) -> Report:
    head = _sent(sent.endpoint, sent.bytes, sent)
    match sent:
        case Receipt():
            return _accepted(head, sent)
        case Unchanged():
            return evolve(head, ok=True, outcome="unchanged", effect="none", attempts=0)


def _accepted(head: Report, receipt: Receipt) -> Report:
    return evolve(
        head,
        ok=True,
        outcome="replayed" if receipt.replayed else "delivered",
        status_code=receipt.status_code,
        body=receipt.body,
        effect="applied",
        attempts=receipt.attempts,
    )


def _undelivered(error: Undelivered) -> Report:
    snapshot = error.request.snapshot
    answer = answer_of(error.verdict)
    return evolve(
        _sent(error.request.endpoint.url, len(snapshot.body), snapshot),
        outcome=kind_of(error.verdict),
        status_code=None if answer is None else answer.status_code,
        body=None if answer is None else answer.body,
        effect=error.effect,
        attempts=error.attempts,
        retry_at=error.retry_at,
        error={**error_object(error.verdict), "message": error.message},
    )


def _sent(endpoint: str, size: int, sent: PackedSnapshot | Receipt | Unchanged) -> Report:
    return Report(
        ok=False,
        endpoint=endpoint,
        idempotency_key=sent.idempotency_key,
        digest=sent.digest,
        issues=sent.issues,
        mappings=sent.mappings,
        bytes=size,
        route=sent.routing.value_or(None),
        route_error=reason_of(sent.routing),
        warnings=warnings_of(sent.warnings),
    )
