"""A typical program, with public names only. It must pass."""

from pathlib import Path
from typing import assert_never, assert_type

from trackpost import (
    RESOURCE_ROUTING_MAP,
    EffectUnknown,
    Failure,
    Post,
    PublishError,
    PublishOptions,
    PublishRequest,
    Receipt,
    ResourceRoute,
    RouteRequired,
    RoutingError,
    Success,
    TrackerService,
    TrackpostException,
    Unchanged,
    Undelivered,
    Verdict,
    __version__,
    judge,
    raise_for_error,
    resolve_route,
    sealed,
)


def publish(root: Path) -> str:
    """Publish the project in *root*, and return the result as text."""
    result = TrackerService(root).sync_publish(server_url="https://kitty.example", require_route=True)
    return result.map(arrived).alt(failed).value_or("not published")


def publish_changes(root: Path) -> str:
    """Publish the project in *root* only if it changed, and return which of the two it was."""
    match sealed(TrackerService(root).sync_publish(server_url="https://kitty.example", skip_unchanged=True)):
        case Success(sent):
            return sent.digest if isinstance(sent, Unchanged) else arrived(sent)
        case Failure(error):
            return failed(error)


def arrived(receipt: Receipt) -> str:
    """Return the status, the key and the route of a publish that arrived."""
    return f"{receipt.status_code} {receipt.idempotency_key} {receipt.routing.map(route_name).value_or('no route')}"


def failed(error: PublishError) -> str:
    """Return the reason why a publish did not arrive."""
    if isinstance(error, Undelivered):
        return f"{error.request.endpoint.url}: {error.message}"
    return reason(error.routing_error) if isinstance(error, RouteRequired) else error.message


def reason(error: RoutingError) -> str:
    """Return the reason why there is no route."""
    return error.message


def route_name(route: ResourceRoute) -> str:
    """Return the name of a route."""
    return f"{route.external_resource_type} {route.external_resource_id}"


def resource_type(provider: str) -> str | None:
    """Return the type of the provider's resource, if it has a rule."""
    return RESOURCE_ROUTING_MAP[provider][0] if provider in RESOURCE_ROUTING_MAP else None


def route_of(provider: str, project_key: str) -> str:
    """Derive a route without files."""
    return resolve_route(provider, {"project_key": project_key}).map(route_name).alt(reason).value_or("none")


OPTIONS: PublishOptions = {"require_route": True, "timeout_seconds": 2.5}


def publish_or_raise(root: Path, post: Post) -> Receipt:
    """Publish over another transport, and raise a failure as an exception."""
    try:
        receipt = raise_for_error(TrackerService(root, post=post).sync_publish(server_url="x", **OPTIONS))
    except TrackpostException as exception:
        print(__version__, exception.error.message)  # noqa: T201 - as a program does
        raise
    assert_type(receipt, Receipt)
    return receipt


def refuse(request: PublishRequest, timeout_seconds: float, seconds: float) -> Verdict:
    """Return the verdict on an answer without sending anything."""
    if timeout_seconds > seconds:
        return EffectUnknown("no time")
    return judge(403, {}, b"".join(request.snapshot.body), hide=request.hide)


POST: Post = refuse


def has_route(provider: str) -> bool:
    """Match on a result, without a case for the impossible."""
    match sealed(resolve_route(provider, {})):
        case Success(route):
            assert_type(route, ResourceRoute)
            return True
        case Failure(error):
            assert_type(error, RoutingError)
            return False


def nobody_comes_here(never: Success[str] | Failure[str]) -> str:
    """Match on a success and a failure in one case."""
    match never:
        case Success(text) | Failure(text):
            return text
        case unreachable:
            assert_never(unreachable)
