"""What ``trackpost pull`` prints with ``--json``."""

from collections.abc import Mapping
from typing import TypeAlias

from attrs import frozen
from returns.result import Result

from ..trackers.pulled import Pulled, PullError
from .report import Report, names_of, report_of, warnings_of

_Object: TypeAlias = Mapping[str, object]


@frozen(kw_only=True)
class PullReport(Report):
    """The JSON object of ``trackpost pull --json``; *issues* is the number of issues that were read.

    Attributes:
        created: issues that are new in the cache.
        updated: issues that changed.
        unchanged: issues that did not change.
        conflicts: fields of split ownership that changed on both sides.
        skipped: issues that neither the cache nor a snapshot can hold.
        skipped_issues: the first of them, each with the reason.
        removed: issues that the cache held, and the tracker no longer lists.
        unmapped: the tracker's names that are in no table, and how many issues have each.
        complete: the cache holds everything that the tracker has.
        full: the whole list was read.
        updated_since: the instant from which the next pull asks for changes.
    """

    created: int | None = None
    updated: int | None = None
    unchanged: int | None = None
    conflicts: int | None = None
    skipped: int | None = None
    skipped_issues: tuple[_Object, ...] | None = None
    removed: int | None = None
    unmapped: tuple[_Object, ...] | None = None
    complete: bool | None = None
    full: bool | None = None
    updated_since: str | None = None


def pull_report(result: Result[Pulled, PullError]) -> PullReport:
    """Return what ``pull --json`` prints for *result*."""
    return report_of(PullReport, result, _pulled)


def _pulled(pulled: Pulled) -> PullReport:
    counts = pulled.counts
    return PullReport(
        ok=True,
        issues=counts.issues,
        created=counts.created,
        updated=counts.updated,
        unchanged=counts.unchanged,
        conflicts=counts.conflicts,
        skipped=counts.skipped,
        skipped_issues=tuple({"issue": one.issue, "reason": one.reason} for one in pulled.skipped),
        removed=counts.removed,
        unmapped=names_of(pulled.unmapped),
        complete=pulled.is_complete,
        full=pulled.is_full,
        updated_since=pulled.updated_since,
        warnings=warnings_of(pulled.warnings),
    )
