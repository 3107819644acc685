"""What a publish comes to: a receipt, or one of a closed set of errors."""

from typing import TypeAlias

from attrs import frozen
from returns.result import Failure, Result, Success

from .binding import BindingError
from .credential import MalformedCredential
from .disk_fault import CacheFault, FileFault, ProjectFault
from .endpoint import ServerUrlError
from .idempotency import Digest, IdempotencyKey
from .notice import Notice
from .ownership import ForeignIssues
from .pin import RouteDrift
from .request import PublishRequest
from .routing import ResourceRoute, RoutingError
from .token import TokenError
from .verdict import Answer, Delivered, Refusal, Replayed, Verdict


@frozen(kw_only=True)
class Receipt:
    """A publish that arrived.

    Attributes:
        endpoint: the URL that took it.
        status_code: of HTTP, 200 to 299.
        body: the server's JSON value; None where it said nothing.
        replayed: the server had taken this very snapshot before.
        idempotency_key: 64 hex digits.
        digest: SHA-256 of the body that was sent.
        issues: how many were sent.
        mappings: how many were sent.
        bytes: the length of the body that was sent.
        routing: the route, or why both routing fields were null.
        notices: what is odd about it, though it arrived.
    """

    endpoint: str
    status_code: int
    body: object
    replayed: bool
    idempotency_key: IdempotencyKey
    digest: Digest
    issues: int
    mappings: int
    bytes: int
    routing: Result[ResourceRoute, RoutingError]
    notices: tuple[Notice, ...] = ()


@frozen
class RouteRequired:
    """A route was required, and cannot be derived: nothing was sent."""

    routing_error: RoutingError


LONGEST_TIMEOUT = 86_400.0
"""Seconds: a day. What is much longer, the system's clocks cannot count."""


@frozen
class UnusableTimeout:
    """The time to wait is not above zero, or longer than `LONGEST_TIMEOUT`."""

    seconds: float


@frozen
class Undelivered:
    """The request was made ready, and did not arrive, or not certainly.

    Attributes:
        request: what was to be sent.
        verdict: what is known of it.
    """

    request: PublishRequest
    verdict: Refusal


RuntimeFault: TypeAlias = ProjectFault | FileFault | BindingError | MalformedCredential
PrepareError: TypeAlias = (
    RuntimeFault | RouteDrift | RouteRequired | ServerUrlError | TokenError | CacheFault | ForeignIssues
)
PublishError: TypeAlias = PrepareError | UnusableTimeout | Undelivered


def conclude(request: PublishRequest, verdict: Verdict) -> Result[Receipt, Undelivered]:
    """Turn the verdict on *request* into its end: a receipt if it arrived, else the error."""
    match verdict:
        case Delivered(answer):
            return Success(_receipt(request, answer, replayed=False))
        case Replayed(answer):
            return Success(_receipt(request, answer, replayed=True))
        case refusal:
            return Failure(Undelivered(request, refusal))


def _receipt(request: PublishRequest, answer: Answer, *, replayed: bool) -> Receipt:
    parcel = request.parcel
    return Receipt(
        endpoint=request.endpoint.url,
        status_code=answer.status_code,
        body=answer.body,
        replayed=replayed,
        idempotency_key=parcel.idempotency_key,
        digest=parcel.digest,
        issues=parcel.issues,
        mappings=parcel.mappings,
        bytes=len(parcel.body),
        routing=parcel.routing,
        notices=parcel.notices,
    )
