"""The route that a project has been bound to, against the one that the credentials give today.

Credentials are one for all projects of a machine, and the pin is the project's own: where the two differ, the file
holds the credentials of another project.
"""

from typing import ClassVar

from attrs import frozen
from returns.result import Failure, Result, Success

from ..errors import Category, Problem, sentence
from ..result import sealed
from .providers import PROVIDERS
from .route import ResourceRoute, RoutingError


@frozen
class RouteDrift:
    """The project is pinned to one resource, and the credentials give another one, or none.

    Attributes:
        pinned: ``tracker.resource`` of the project's config.
        derived: from the credentials; None where no route can be derived from them.
    """

    pinned: ResourceRoute
    derived: ResourceRoute | None
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        named = "no project" if self.derived is None else self.derived.in_words
        moved = (
            ""
            if self.derived is None
            else f", or bind again if this project is now {self.derived.external_resource_id}"
        )
        own = f"--credential {_key_of(self.pinned)}={self.pinned.external_resource_id}"
        return (
            f"this project is pinned to {self.pinned.in_words}, but the credentials file names {named}; "
            f"restore the project's own credentials with `trackpost bind` and {own}{moved}"
        )


def _key_of(route: ResourceRoute) -> str:
    rules = [row.route for row in PROVIDERS.values() if row.route is not None]
    return next((key for resource_type, key in rules if resource_type == route.external_resource_type), "KEY")


def confirm_route(
    pin: ResourceRoute | None, route: Result[ResourceRoute, RoutingError]
) -> Result[Result[ResourceRoute, RoutingError], RouteDrift]:
    """Let *route* pass where there is no *pin*, or where it equals the pin.

    A pinned project never falls back to two nulls: that the credentials are gone is no reason to publish it under the
    mapping of the whole workspace.
    """
    derived = route.value_or(None)
    return Success(route) if pin in {None, derived} else Failure(RouteDrift(pin, derived))


@frozen(kw_only=True)
class Routing:
    """How the server will look the project's mapping up.

    Attributes:
        provider: canonical name.
        workspace: of the binding.
        route: the resource, or why there is none.
        warnings: what is odd about the files.
    """

    provider: str
    workspace: str
    route: Result[ResourceRoute, RoutingError]
    warnings: tuple[Problem, ...] = ()


@frozen
class RouteRequired:
    """A route was required, and cannot be derived: nothing was sent."""

    routing_error: RoutingError
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"a route is required, but there is none: {self.routing_error.message}"


def demand_route(routing: Routing, *, required: bool) -> Result[Routing, RouteRequired]:
    """Let *routing* pass, unless a route is *required* and there is none."""
    match sealed(routing.route):
        case Failure(error) if required:
            return Failure(RouteRequired(error))
        case Success() | Failure():
            return Success(routing)
