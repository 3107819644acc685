"""Publish a project's issue-tracker snapshot to a Spec Kitty server, under the right routing key."""

from .core.explain import explain
from .core.receipt import PublishError, Receipt, RouteRequired, Undelivered
from .core.routing import RESOURCE_ROUTING_MAP, ResourceRoute, RoutingError, resolve_route
from .shell.service import TrackerService

__all__ = [
    "RESOURCE_ROUTING_MAP",
    "PublishError",
    "Receipt",
    "ResourceRoute",
    "RouteRequired",
    "RoutingError",
    "TrackerService",
    "Undelivered",
    "explain",
    "resolve_route",
]
