"""What can be seen of a publish before anything is sent."""

from typing import assert_never

from attrs import frozen
from returns.result import Failure, Result, Success

from .endpoint import Endpoint
from .outcome import sealed
from .parcel import Parcel
from .project_routing import Routing
from .receipt import RouteRequired
from .secret import Secret


@frozen(kw_only=True)
class Preview:
    """What a publish would send.

    Attributes:
        endpoint: None where no server was named.
        token: None where there is none.
        parcel: the body, its key and its counts.
    """

    endpoint: Endpoint | None
    token: Secret | None
    parcel: Parcel


def demand_route(routing: Routing, *, required: bool) -> Result[Routing, RouteRequired]:
    """Let *routing* pass, unless a route is *required* and there is none."""
    match sealed(routing.route):
        case Failure(error) if required:
            return Failure(RouteRequired(error))
        case Success() | Failure():
            return Success(routing)
        case unreachable:
            assert_never(unreachable)
