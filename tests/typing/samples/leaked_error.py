"""A program that does not declare one of the errors that it can return."""

from returns.result import Result

from trackpost import ResourceRoute, resolve_route
from trackpost.core.project.binding import BindingError, parse_binding


def route_of(config: object) -> Result[ResourceRoute, BindingError]:
    """Derive the route of a project; the routing errors leak."""
    return Result.do(  # must be reported: it may fail with a RoutingError
        route for binding in parse_binding("config.yaml", config) for route in resolve_route(binding.provider, {})
    )
