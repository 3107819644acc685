"""What ``trackpost route`` prints with ``--json``."""

from attrs import frozen
from returns.result import Result

from ..errors import Problem
from ..routing.pin import Routing
from .report import Report, error_object, reason_of, report_of, warnings_of


@frozen(kw_only=True)
class RouteReport(Report):
    """The JSON object of ``trackpost route --json``; *ok* if there is a route."""

    provider: str | None = None
    workspace: str | None = None


def route_report(result: Result[Routing, Problem]) -> RouteReport:
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
