"""What a command prints with ``--json``: one JSON object, whether it succeeds or fails."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, TypeVar

from attrs import frozen
from returns.result import Failure, Result, Success

from ..delivery.effect import Effect
from ..errors import Problem, kind_of
from ..result import sealed
from ..routing.pin import RouteRequired
from ..routing.route import ResourceRoute, RoutingError

if TYPE_CHECKING:
    from ..trackers.unmapped import Counts  # few commands pull

_PLAIN = (str, int, float, tuple, ResourceRoute)
"""The attributes of an error that its object repeats; None is repeated too."""


@frozen
class RouteFault:
    """Why both routing fields are null."""

    kind: str
    message: str


@frozen(kw_only=True)
class Report:
    """The JSON object that every command prints with ``--json``; a member is null if the command never learned it.

    Attributes:
        ok: the command exits 0.
        outcome: the name of the verdict, ``unchanged`` if the server has the snapshot, or ``not_sent`` if the command
            did not try to send.
        effect: what a publish changed at the server: ``applied``, ``none`` or ``unknown``.
        error: None if *ok*; otherwise ``kind``, ``message`` and whatever else the error knows.
        attempts: the number of requests.
        retry_at: when the server accepts the next request, ISO 8601; None if it did not say.
        warnings: things to know though the command succeeded, one sentence each.

    The other attributes are those of `Receipt`.
    """

    ok: bool
    outcome: str = "not_sent"
    endpoint: str | None = None
    status_code: int | None = None
    body: object = None
    idempotency_key: str | None = None
    digest: str | None = None
    issues: int | None = None
    mappings: int | None = None
    bytes: int | None = None
    route: ResourceRoute | None = None
    route_error: RouteFault | None = None
    effect: Effect | None = None
    attempts: int | None = None
    retry_at: str | None = None
    error: Mapping[str, object] | None = None
    warnings: tuple[str, ...] = ()


_Value = TypeVar("_Value")
_Report = TypeVar("_Report", bound=Report)


def report_of(kind: type[_Report], result: Result[_Value, Problem], success: Callable[[_Value], _Report]) -> _Report:
    """Return the report of *result*.

    Args:
        kind: the class of the report.
        result: what the command returned.
        success: makes the report from the value. The report of an error always has the same members.
    """
    match sealed(result):
        case Success(value):
            return success(value)
        case Failure(error):
            route_error = route_fault(error.routing_error) if isinstance(error, RouteRequired) else None
            return kind(ok=False, route_error=route_error, error=error_object(error))


def reason_of(route: Result[ResourceRoute, RoutingError]) -> RouteFault | None:
    """Return the reason for a missing route; None if there is a route."""
    return route.swap().map(route_fault).value_or(None)


def route_fault(error: RoutingError) -> RouteFault:
    """Return the reason for a missing route as programs read it."""
    return RouteFault(kind_of(error), error.message)


def error_object(error: Problem) -> dict[str, object]:
    """Return ``kind``, ``message`` and every attribute of the error itself."""
    names: tuple[str, ...] = getattr(type(error), "__match_args__", ())
    members = {name: getattr(error, name) for name in names if name != "answer"}
    plain = {name: value for name, value in members.items() if value is None or isinstance(value, _PLAIN)}
    return {"kind": kind_of(error), "message": error.message, **plain}


def names_of(unmapped: "Counts") -> tuple[Mapping[str, object], ...]:
    """Return the names of a tracker that no table holds, as programs read them."""
    return tuple(
        {"kind": name.kind, "name": name.name, "taken_as": name.taken_as, "issues": count}
        for name, count in unmapped.items()
    )


def warnings_of(warnings: Iterable[Problem]) -> tuple[str, ...]:
    """Return the message of each warning."""
    return tuple(warning.message for warning in warnings)
