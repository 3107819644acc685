"""What ``trackpost init`` did, and what it prints with ``--json``."""

from attrs import asdict, frozen
from returns.result import Result

from ..errors import Problem
from ..project.bind import Bound
from .report import report_of
from .setup_report import BindReport, bound_report


@frozen(kw_only=True)
class Started:
    """A project that was bound, after everybody was asked.

    Attributes:
        bound: what was written.
        account: whose the credentials are, as the tracker says; None if it does not say.
        server: the endpoint of the server that accepts the token; None if none was named.
    """

    bound: Bound
    account: str | None
    server: str | None


@frozen(kw_only=True)
class InitReport(BindReport):
    """The JSON object of ``trackpost init --json``; *account* is whose the credentials are."""

    account: str | None = None


def init_report(result: Result[Started, Problem]) -> InitReport:
    """Return what ``init --json`` prints for *result*."""
    return report_of(InitReport, result, _started)


def _started(started: Started) -> InitReport:
    members = {**asdict(bound_report(started.bound), recurse=False), "endpoint": started.server}
    return InitReport(**members, account=started.account)
