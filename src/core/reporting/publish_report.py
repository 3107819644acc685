"""What ``route``, ``preview``, ``publish`` and the commands that look back print with ``--json``."""

from collections.abc import Mapping

import msgspec
from attrs import evolve, frozen
from returns.result import Failure, Result, Success

from ..delivery.history import LedgerEntry
from ..delivery.ledger_faults import ReceiptsError
from ..delivery.publish import Preview, shown_headers
from ..delivery.receipt import PrepareError, PublishError, Receipt, Undelivered
from ..delivery.verdict import answer_of
from ..errors import kind_of
from ..project.binding import RuntimeFault
from ..result import sealed
from ..routing.pin import RouteDrift, Routing
from ..snapshot.fingerprint import Difference
from ..snapshot.packing import PackedSnapshot
from .report import Report, error_object, reason_of, report_of, warnings_of


@frozen(kw_only=True)
class RouteReport(Report):
    """The JSON object of ``trackpost route --json``; *ok* if there is a route."""

    provider: str | None = None
    workspace: str | None = None


@frozen(kw_only=True)
class PreviewReport(Report):
    """The JSON object of ``trackpost preview --json``; *ok* if the snapshot could be published.

    Attributes:
        headers: the request's, with the token masked.
        snapshot: the request's body.
    """

    headers: Mapping[str, str] | None = None
    snapshot: msgspec.Raw | None = None


@frozen(kw_only=True)
class ReceiptsReport(Report):
    """The JSON object of ``trackpost receipts --json``, newest first."""

    receipts: tuple[LedgerEntry, ...] | None = None


@frozen(kw_only=True)
class DifferenceReport(Report):
    """The JSON object of ``trackpost explain --json``: names of members and identities of issues."""

    members: tuple[str, ...] | None = None
    added: tuple[str, ...] | None = None
    removed: tuple[str, ...] | None = None
    changed: tuple[str, ...] | None = None


def route_report(result: Result[Routing, RuntimeFault | RouteDrift]) -> RouteReport:
    """Return what ``route --json`` prints for *result*."""
    return report_of(RouteReport, result, _routing)


def _routing(routing: Routing) -> RouteReport:
    reason = routing.route.swap().value_or(None)
    return RouteReport(
        ok=reason is None,
        provider=routing.provider,
        workspace=routing.workspace,
        route=routing.route.value_or(None),
        route_error=reason_of(routing.route),
        error=None if reason is None else error_object(reason),
        warnings=warnings_of(routing.warnings),
    )


def preview_report(result: Result[Preview, PrepareError]) -> PreviewReport:
    """Return what ``preview --json`` prints for *result*."""
    return report_of(PreviewReport, result, _preview)


def _preview(preview: Preview) -> PreviewReport:
    snapshot = preview.snapshot
    return PreviewReport(
        ok=True,
        endpoint=None if preview.endpoint is None else preview.endpoint.url,
        headers=shown_headers(snapshot, preview.token),
        idempotency_key=snapshot.idempotency_key,
        digest=snapshot.digest,
        issues=snapshot.issues,
        mappings=snapshot.mappings,
        bytes=len(snapshot.body),
        route=snapshot.routing.value_or(None),
        route_error=reason_of(snapshot.routing),
        snapshot=msgspec.Raw(b"".join(snapshot.body)),
        warnings=warnings_of(snapshot.warnings),
    )


def publish_report(result: Result[Receipt, PublishError]) -> Report:
    """Return what ``publish --json`` prints for *result*."""
    match sealed(result):
        case Success(receipt):
            return _delivered(receipt)
        case Failure(Undelivered() as error):
            return _undelivered(error)
        case Failure():
            return evolve(report_of(Report, result, _delivered), effect="none")


def _delivered(receipt: Receipt) -> Report:
    return evolve(
        _sent(receipt.endpoint, receipt.bytes, receipt),
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


def _sent(endpoint: str, size: int, sent: PackedSnapshot | Receipt) -> Report:
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


def receipts_report(result: Result[tuple[LedgerEntry, ...], ReceiptsError]) -> ReceiptsReport:
    """Return what ``receipts --json`` prints for *result*."""
    return report_of(ReceiptsReport, result, lambda entries: ReceiptsReport(ok=True, receipts=entries))


def difference_report(result: Result[Difference, ReceiptsError]) -> DifferenceReport:
    """Return what ``explain --json`` prints for *result*."""
    return report_of(DifferenceReport, result, _difference)


def _difference(found: Difference) -> DifferenceReport:
    return DifferenceReport(
        ok=True, members=found.members, added=found.added, removed=found.removed, changed=found.changed
    )
