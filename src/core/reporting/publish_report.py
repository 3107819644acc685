"""What ``route``, ``preview`` and the commands that look back print with ``--json``: one JSON object each."""

from collections.abc import Mapping
from typing import assert_never

import msgspec
from attrs import frozen
from returns.result import Failure, Result, Success

from ..delivery.history import LedgerEntry, ReceiptsError
from ..delivery.publish import Preview, shown_headers
from ..delivery.receipt import PrepareError
from ..project.binding import RuntimeFault
from ..result import sealed
from ..routing.pin import RouteDrift, Routing
from ..snapshot.fingerprint import Difference
from .report import Report, error_object, route_fault, route_fault_of, warnings_of


@frozen(kw_only=True)
class RouteReport(Report):
    """The JSON object of ``trackpost route --json``: *ok* where there is a route."""

    provider: str | None = None
    workspace: str | None = None


@frozen(kw_only=True)
class PreviewReport(Report):
    """The JSON object of ``trackpost preview --json``: *ok* where everything could be made ready.

    Attributes:
        headers: with the token masked.
        snapshot: the body that would be sent.
    """

    headers: Mapping[str, str] | None = None
    snapshot: msgspec.Raw | None = None


def route_report(result: Result[Routing, RuntimeFault | RouteDrift]) -> RouteReport:
    """Return what ``route --json`` prints for *result*."""
    match sealed(result):
        case Failure(error):
            return RouteReport(ok=False, error=error_object(error))
        case Success(routing):
            return _route_report(routing)
        case unreachable:
            assert_never(unreachable)


def _route_report(routing: Routing) -> RouteReport:
    reason = routing.route.swap().value_or(None)
    return RouteReport(
        ok=reason is None,
        provider=routing.provider,
        workspace=routing.workspace,
        route=routing.route.value_or(None),
        route_error=None if reason is None else route_fault(reason),
        error=None if reason is None else error_object(reason),
        warnings=warnings_of(routing.warnings),
    )


def preview_report(result: Result[Preview, PrepareError]) -> PreviewReport:
    """Return what ``preview --json`` prints for *result*."""
    match sealed(result):
        case Failure(error):
            return PreviewReport(ok=False, route_error=route_fault_of(error), error=error_object(error))
        case Success(preview):
            return _preview_report(preview)
        case unreachable:
            assert_never(unreachable)


def _preview_report(preview: Preview) -> PreviewReport:
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
        route_error=snapshot.routing.swap().map(route_fault).value_or(None),
        snapshot=msgspec.Raw(b"".join(snapshot.body)),
        warnings=warnings_of(snapshot.warnings),
    )


@frozen(kw_only=True)
class ReceiptsReport(Report):
    """The JSON object of ``trackpost receipts --json``, the newest first."""

    receipts: tuple[LedgerEntry, ...] | None = None


@frozen(kw_only=True)
class DifferenceReport(Report):
    """The JSON object of ``trackpost explain --json``: names of members, and identities of issues."""

    members: tuple[str, ...] | None = None
    added: tuple[str, ...] | None = None
    removed: tuple[str, ...] | None = None
    changed: tuple[str, ...] | None = None


def receipts_report(result: Result[tuple[LedgerEntry, ...], ReceiptsError]) -> ReceiptsReport:
    """Return what ``receipts --json`` prints for *result*."""
    match sealed(result):
        case Success(entries):
            return ReceiptsReport(ok=True, receipts=entries)
        case Failure(error):
            return ReceiptsReport(ok=False, error=error_object(error))
        case unreachable:
            assert_never(unreachable)


def difference_report(result: Result[Difference, ReceiptsError]) -> DifferenceReport:
    """Return what ``explain --json`` prints for *result*."""
    match sealed(result):
        case Success(found):
            return DifferenceReport(
                ok=True, members=found.members, added=found.added, removed=found.removed, changed=found.changed
            )
        case Failure(error):
            return DifferenceReport(ok=False, error=error_object(error))
        case unreachable:
            assert_never(unreachable)
