"""What ``trackpost doctor`` prints with ``--json``."""

from collections.abc import Mapping, Sequence

from attrs import frozen

from ..errors import kind_of
from .exit_codes import ExitCode
from .findings import Finding, status_of
from .report import Report, error_object


@frozen(kw_only=True)
class DoctorReport(Report):
    """The JSON object of ``trackpost doctor --json``; *ok* if a publish would work, as far as can be known before.

    Attributes:
        publish: the exit status that a publish would have.
        pull: the exit status that a pull would have.
        findings: what was looked at, in order.
    """

    publish: int
    pull: int
    findings: tuple[Mapping[str, object], ...] = ()


def doctor_report(findings: Sequence[Finding]) -> DoctorReport:
    """Return what ``doctor --json`` prints for *findings*."""
    publish, pull = status_of(findings, "publish"), status_of(findings, "pull")
    stopping = (one.problem for one in findings if "publish" in one.stops and one.problem is not None)
    first = next(stopping, None)
    return DoctorReport(
        ok=publish is ExitCode.OK,
        error=None if first is None else error_object(first),
        warnings=tuple(one.says for one in findings if one.level == "note"),
        publish=publish,
        pull=pull,
        findings=tuple(map(_finding, findings)),
    )


def _finding(finding: Finding) -> Mapping[str, object]:
    return {
        "subject": finding.subject,
        "level": finding.level.replace(" ", "_"),
        "says": finding.says,
        "origin": finding.origin,
        "mend": finding.mend,
        "kind": None if finding.problem is None else kind_of(finding.problem),
        "stops": sorted(finding.stops),
    }
