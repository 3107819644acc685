"""A program as people write it, with all public names. Nothing must be reported."""

from pathlib import Path
from typing import assert_never

from returns.result import Failure, Success

from trackpost import (
    RESOURCE_ROUTING_MAP,
    PublishError,
    Receipt,
    ResourceRoute,
    RouteRequired,
    RoutingError,
    TrackerService,
    Undelivered,
    resolve_route,
)


def publish(root: Path) -> str:
    """Publish the project in *root*, and say what came of it."""
    result = TrackerService(root).sync_publish(server_url="https://kitty.example", require_route=True)
    return result.map(arrived).alt(failed).value_or("not published")


def arrived(receipt: Receipt) -> str:
    """Say under which key a publish arrived."""
    return f"{receipt.status_code} {receipt.idempotency_key} {receipt.routing.map(route_name).value_or('no route')}"


def failed(error: PublishError) -> str:
    """Say why one did not."""
    if isinstance(error, Undelivered):
        return f"{error.request.endpoint.url}: {error.message}"
    return reason(error.routing_error) if isinstance(error, RouteRequired) else error.message


def reason(error: RoutingError) -> str:
    """Say why there is no route."""
    return error.message


def route_name(route: ResourceRoute) -> str:
    """Name a route."""
    return f"{route.external_resource_type} {route.external_resource_id}"


def resource_type(provider: str) -> str | None:
    """Return the type of the provider's resource, if it has a rule."""
    return RESOURCE_ROUTING_MAP[provider][0] if provider in RESOURCE_ROUTING_MAP else None


def route_of(provider: str, project_key: str) -> str:
    """Derive a route without any file."""
    return resolve_route(provider, {"project_key": project_key}).map(route_name).alt(reason).value_or("none")


def nobody_comes_here(never: Success[str] | Failure[str]) -> str:
    """Match on both ends of a result."""
    match never:
        case Success(text) | Failure(text):
            return text
        case unreachable:
            assert_never(unreachable)
