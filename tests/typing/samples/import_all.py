"""A program that imports everything at once. It must pass."""

from trackpost import *  # noqa: F403 - that is the point


def provider_of(service: TrackerService) -> Result[str, RuntimeFault | RouteDrift]:  # noqa: F405 - likewise
    """Return the provider of a project."""
    return service.routing().map(lambda routing: routing.provider)
