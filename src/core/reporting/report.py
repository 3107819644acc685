"""What a command says to a program: one JSON object, whatever happened."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias, assert_never

import attrs
from attrs import evolve, frozen
from returns.result import Failure, Result, Success

from ..contract.server_setup import ServeError
from ..delivery.effect import Effect
from ..delivery.history import ReceiptsError
from ..delivery.receipt import PublishError, Receipt, Undelivered
from ..delivery.verdict import answer_of
from ..errors import Problem, kind_of
from ..issues.pull import PullError
from ..issues.work_packages import MapError
from ..project.bind import BindError, UnbindError
from ..result import sealed
from ..routing.pin import RouteRequired
from ..routing.route import ResourceRoute, RoutingError
from ..snapshot.packing import PackedSnapshot

TrackpostError: TypeAlias = (
    PublishError | ServeError | BindError | UnbindError | PullError | MapError | ReceiptsError | RoutingError
)
"""Everything that a command can fail with."""

_PLAIN = (str, int, float, tuple, ResourceRoute)
"""What an attribute of an error may be to be told as it is."""


@frozen
class RouteFault:
    """Why both routing fields are null."""

    kind: str
    message: str


@frozen(kw_only=True)
class Report:
    """The JSON object that every command prints with ``--json``; null is what was not known when it ended.

    Attributes:
        ok: the command exits 0.
        outcome: the verdict's name, or ``not_sent`` where it did not come to sending.
        error: None where *ok*; else ``kind``, ``message`` and what else the error knows.
        effect: what a publish may have changed at the server: ``applied``, ``none`` or ``unknown``.
        attempts: how many requests were made.
        retry_at: when the server wants to be asked again, ISO 8601; None where it did not say.
        warnings: what is odd though it went well, a sentence each.

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


def route_fault(error: RoutingError) -> RouteFault:
    """Return the reason as programs read it."""
    return RouteFault(kind_of(error), error.message)


def error_object(error: Problem) -> dict[str, object]:
    """Return ``kind``, ``message`` and every attribute that the variant itself has."""
    subject = error.verdict if isinstance(error, Undelivered) else error
    plain = {
        name: value
        for name, value in attrs.asdict(subject, recurse=False).items()
        if name != "answer" and (value is None or isinstance(value, _PLAIN))
    }
    return {"kind": kind_of(subject), "message": subject.message, **plain}


def warnings_of(warnings: Iterable[Problem]) -> tuple[str, ...]:
    """Return the message of each warning."""
    return tuple(warning.message for warning in warnings)


def publish_report(result: Result[Receipt, PublishError]) -> Report:
    """Return what ``publish --json`` prints for *result*."""
    match sealed(result):
        case Success(receipt):
            return evolve(
                _about(receipt.endpoint, receipt.bytes, receipt),
                ok=True,
                outcome="replayed" if receipt.replayed else "delivered",
                status_code=receipt.status_code,
                body=receipt.body,
                effect="applied",
                attempts=receipt.attempts,
            )
        case Failure(Undelivered() as error):
            return _undelivered(error)
        case Failure(error):
            return _not_sent(error)
        case unreachable:
            assert_never(unreachable)


def _undelivered(error: Undelivered) -> Report:
    snapshot = error.request.snapshot
    answer = answer_of(error.verdict)
    return evolve(
        _about(error.request.endpoint.url, len(snapshot.body), snapshot),
        outcome=kind_of(error.verdict),
        status_code=None if answer is None else answer.status_code,
        body=None if answer is None else answer.body,
        effect=error.effect,
        attempts=error.attempts,
        retry_at=error.retry_at,
        error=error_object(error),
    )


def _not_sent(error: PublishError) -> Report:
    return Report(ok=False, effect="none", route_error=route_fault_of(error), error=error_object(error))


def route_fault_of(error: PublishError) -> RouteFault | None:
    """Return why there is no route, where that is the error."""
    return route_fault(error.routing_error) if isinstance(error, RouteRequired) else None


def _about(endpoint: str, size: int, sent: PackedSnapshot | Receipt) -> Report:
    return Report(
        ok=False,
        endpoint=endpoint,
        idempotency_key=sent.idempotency_key,
        digest=sent.digest,
        issues=sent.issues,
        mappings=sent.mappings,
        bytes=size,
        route=sent.routing.value_or(None),
        route_error=sent.routing.swap().map(route_fault).value_or(None),
        warnings=warnings_of(sent.warnings),
    )
