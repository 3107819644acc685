"""Compare a project's pin with the route that the credentials give.

All projects of a user share one credentials file, but each project has its own pin. If the two differ, the file has the
credentials of another project.
"""

from typing import ClassVar

from msgspec import Struct
from returns.result import Failure, Result, Success

from ..errors import Category, Problem, sentence
from ..result import sealed
from .providers import PROVIDERS, row_of
from .route import ResourceRoute, RoutingError


class RouteDrift(Struct, frozen=True):
    """The project is pinned to one resource, but the credentials give another one or none.

    Attributes:
        pinned: ``tracker.resource`` in the project's config.
        derived: the route that the credentials give; None if they give none.
        stranger: the project's tracker, if it has no such resource, so that no credential can help; None if it has.
    """

    pinned: ResourceRoute
    derived: ResourceRoute | None
    stranger: str | None = None
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        if self.stranger is not None:
            return (
                f"this project is pinned to {self.pinned.in_words}, but {self.stranger!r} has no such resource; "
                "correct tracker.provider, or remove tracker.resource, in .kittify/config.yaml"
            )
        found = "no project" if self.derived is None else self.derived.in_words
        rebind = (
            ""
            if self.derived is None
            else f", or bind again if this project is now {self.derived.external_resource_id}"
        )
        option = f"--credential {_key_of(self.pinned)}={self.pinned.external_resource_id}"
        return (
            f"this project is pinned to {self.pinned.in_words}, but the credentials name {found}; "
            f"restore the project's own credentials with `trackpost bind` and {option}{rebind}"
        )


def _key_of(route: ResourceRoute) -> str:
    rules = [row.route for row in PROVIDERS.values() if row.route is not None]
    return next((key for resource_type, key in rules if resource_type == route.external_resource_type), "KEY")


def drift(provider: str, pinned: ResourceRoute, derived: ResourceRoute | None) -> RouteDrift:
    """Return the error of a project of *provider* whose credentials give something else than its pin."""
    rule = row_of(provider).route
    is_of_tracker = rule is not None and rule[0] == pinned.external_resource_type
    return RouteDrift(pinned, derived, None if is_of_tracker else provider)


def confirm_route(
    provider: str, pin: ResourceRoute | None, route: Result[ResourceRoute, RoutingError]
) -> Result[Result[ResourceRoute, RoutingError], RouteDrift]:
    """Return *route* if there is no *pin* or it equals the pin.

    A pinned project never falls back to null routing fields. Otherwise, a lost credential would publish it under the
    mapping of the whole workspace.
    """
    derived = route.value_or(None)
    return Success(route) if pin is None or pin == derived else Failure(drift(provider, pin, derived))


class Routing(Struct, frozen=True, kw_only=True):
    """How the server will find the project's mapping.

    Attributes:
        provider: canonical name.
        workspace: the binding's workspace.
        route: the resource, or why there is none.
        warnings: problems with the project's files.
    """

    provider: str
    workspace: str
    route: Result[ResourceRoute, RoutingError]
    warnings: tuple[Problem, ...] = ()


class RouteRequired(Struct, frozen=True):
    """A route is required, but cannot be derived. Nothing was sent."""

    routing_error: RoutingError
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"a route is required, but there is none: {self.routing_error.message}"


def demand_route(routing: Routing, *, required: bool) -> Result[Routing, RouteRequired]:
    """Return *routing*, unless a route is *required* and there is none."""
    match sealed(routing.route):
        case Failure(error) if required:
            return Failure(RouteRequired(error))
        case Success() | Failure():
            return Success(routing)
