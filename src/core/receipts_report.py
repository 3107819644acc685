"""What the commands that look back say to a program: one JSON object each."""

from typing import assert_never

from attrs import frozen
from returns.result import Failure, Result, Success

from .fingerprint import Difference
from .ledger_entry import LedgerEntry
from .ledger_fault import ReceiptsError
from .outcome import sealed
from .report import Report, error_object


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
