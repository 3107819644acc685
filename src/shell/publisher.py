"""Publishes the cache of one project."""

from collections.abc import Callable
from typing import TypeAlias

from attrs import frozen
from returns.result import Result

from ..core.endpoint import Endpoint
from ..core.notice import ForeignIssuesIncluded, Notice
from ..core.ownership import refuse_foreign
from ..core.parcel import pack
from ..core.pin import RouteDrift, confirm_route
from ..core.preview import Preview, Routing, demand_route
from ..core.publish_order import PublishOrder
from ..core.receipt import PrepareError, PublishError, Receipt, Undelivered, conclude
from ..core.request import PublishRequest
from ..core.token import choose_token
from ..core.verdict import Verdict
from .runtime import Runtime

Post: TypeAlias = Callable[[PublishRequest, float], Verdict]


def confirmed_routing(runtime: Runtime) -> Result[Routing, RouteDrift]:
    """Return how the server will look the project's mapping up, unless its pin says otherwise."""
    binding = runtime.binding
    return confirm_route(binding.resource, runtime.route).map(
        lambda route: Routing(
            provider=binding.provider, workspace=binding.workspace, route=route, notices=runtime.notices
        )
    )


@frozen(kw_only=True)
class Publisher:
    """One publish of one project.

    Attributes:
        runtime: of the project.
        order: how to publish.
    """

    runtime: Runtime
    order: PublishOrder

    def preview(self, endpoint: Endpoint | None) -> Result[Preview, PrepareError]:
        """Return everything that would be sent to *endpoint*."""
        binding, order = self.runtime.binding, self.order
        return Result.do(
            Preview(
                endpoint=endpoint,
                token=token,
                parcel=pack(binding, routing.route, contents, (*self.runtime.notices, *_notices(foreign))),
            )
            for confirmed in confirmed_routing(self.runtime)
            for routing in demand_route(confirmed, required=order.require_route)
            for token in choose_token(order.auth_token, binding.provider, self.runtime.credentials)
            for contents in self.runtime.store.read(binding.provider, binding.workspace)
            for foreign in refuse_foreign(contents.issues, self.runtime.owns, allow=order.allow_foreign)
        )

    def publish(self, endpoint: Endpoint, seconds: float, post: Post | None) -> Result[Receipt, PublishError]:
        """Send it, and return what came of it."""
        return Result.do(
            receipt
            for ready in self.preview(endpoint)
            for receipt in _send(
                PublishRequest(endpoint=endpoint, token=ready.token, parcel=ready.parcel), seconds, post
            )
        )


def _send(request: PublishRequest, seconds: float, post: Post | None) -> Result[Receipt, Undelivered]:
    # Imported here, because httpx is the slowest import of all and previews do without it.
    from .transport import post as send  # noqa: PLC0415 - the reason stands above

    return conclude(request, (post or send)(request, seconds))


def _notices(foreign: int) -> tuple[Notice, ...]:
    return (ForeignIssuesIncluded(foreign),) if foreign else ()
