"""What ``trackpost ledger move --json`` prints."""

from attrs import frozen
from returns.result import Result

from ..delivery.move import LedgerMoved, MoveLedgerError
from .report import Report, report_of, warnings_of


@frozen(kw_only=True)
class MoveReport(Report):
    """The JSON object of ``ledger move``; the other attributes are those of `LedgerMoved`."""

    ledger: str | None = None
    targets: int | None = None
    entries: int | None = None
    aside: str | None = None


def move_report(result: Result[LedgerMoved, MoveLedgerError]) -> MoveReport:
    """Return what ``ledger move --json`` prints for *result*."""
    return report_of(MoveReport, result, _moved)


def _moved(moved: LedgerMoved) -> MoveReport:
    return MoveReport(
        ok=True,
        ledger=moved.ledger,
        targets=moved.targets,
        entries=moved.entries,
        aside=moved.aside,
        warnings=warnings_of(moved.warnings),
    )
