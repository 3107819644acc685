"""What ``trackpost preview`` prints with ``--json``."""

from collections.abc import Mapping

import msgspec
from attrs import frozen
from returns.result import Result

from ..delivery.publish import Preview, shown_headers
from ..errors import Problem
from .report import Report, reason_of, report_of, warnings_of


@frozen(kw_only=True)
class PreviewReport(Report):
    """The JSON object of ``trackpost preview --json``; *ok* if the snapshot could be published.

    Attributes:
        headers: the request's, with the token masked.
        snapshot: the request's body.
    """

    headers: Mapping[str, str] | None = None
    snapshot: msgspec.Raw | None = None


def preview_report(result: Result[Preview, Problem]) -> PreviewReport:
    """Return what ``preview --json`` prints for *result*."""
    return report_of(PreviewReport, result, _preview)


def _preview(preview: Preview) -> PreviewReport:
    snapshot = preview.snapshot
    return PreviewReport(
        ok=True,
        endpoint=None if preview.endpoint is None else preview.endpoint.url,
        headers=shown_headers(snapshot, preview.token or preview.token_from),
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
