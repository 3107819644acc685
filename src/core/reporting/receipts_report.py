"""What ``trackpost receipts`` and ``trackpost diff`` print with ``--json``."""

from attrs import frozen
from returns.result import Result

from ..delivery.history import LedgerEntry
from ..errors import Problem
from ..snapshot.fingerprint import Difference
from .report import Report, report_of


@frozen(kw_only=True)
class ReceiptsReport(Report):
    """The JSON object of ``trackpost receipts --json``, newest first."""

    receipts: tuple[LedgerEntry, ...] | None = None


@frozen(kw_only=True)
class DifferenceReport(Report):
    """The JSON object of ``trackpost diff --json``: names of members and identities of issues."""

    members: tuple[str, ...] | None = None
    added: tuple[str, ...] | None = None
    removed: tuple[str, ...] | None = None
    changed: tuple[str, ...] | None = None


def receipts_report(result: Result[tuple[LedgerEntry, ...], Problem]) -> ReceiptsReport:
    """Return what ``receipts --json`` prints for *result*."""
    return report_of(ReceiptsReport, result, lambda entries: ReceiptsReport(ok=True, receipts=entries))


def difference_report(result: Result[Difference, Problem]) -> DifferenceReport:
    """Return what ``diff --json`` prints for *result*."""
    return report_of(DifferenceReport, result, _difference)


def _difference(found: Difference) -> DifferenceReport:
    return DifferenceReport(
        ok=True, members=found.members, added=found.added, removed=found.removed, changed=found.changed
    )
