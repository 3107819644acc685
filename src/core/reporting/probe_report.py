"""What ``contract probe`` prints with ``--json``."""

from collections.abc import Mapping

from attrs import evolve, frozen
from returns.result import Result

from ..contract.probe.curl import curl_line
from ..contract.probe.promise import Broken, Kept
from ..contract.probe.review import Observed, ProbeError, Review
from ..errors import kind_of
from .report import Report, error_object, report_of


@frozen(kw_only=True)
class ProbeReport(Report):
    """The JSON object of ``trackpost contract probe --json``; *ok* if the server breaks no promise.

    Attributes:
        promises: each with ``name``, ``section``, ``says``, ``finding``, ``why`` and ``curl``.
        kept: how many promises the server keeps.
        broken: how many it breaks.
        not_observable: about how many nothing is known.
    """

    promises: tuple[Mapping[str, str | None], ...] = ()
    kept: int | None = None
    broken: int | None = None
    not_observable: int | None = None


def probe_report(result: Result[Review, ProbeError], error: ProbeError | None = None) -> ProbeReport:
    """Return what ``contract probe --json`` prints.

    Args:
        result: the review, or why there is none.
        error: with which the command ends though there is a review.
    """
    report = report_of(ProbeReport, result, _reviewed)
    return report if error is None else evolve(report, ok=False, error=error_object(error))


def _reviewed(review: Review) -> ProbeReport:
    return ProbeReport(
        ok=True,
        endpoint=review.url,
        attempts=review.requests,
        promises=tuple(map(_promise, review.observed)),
        kept=review.kept,
        broken=review.broken,
        not_observable=review.not_observable,
    )


def _promise(observed: Observed) -> Mapping[str, str | None]:
    promise, finding = observed.promise, observed.finding
    return {
        "name": promise.name,
        "section": promise.section,
        "says": promise.says,
        "finding": kind_of(finding),
        "why": None if isinstance(finding, Kept) else finding.why,
        "curl": curl_line(finding.request) if isinstance(finding, Broken) else None,
    }
