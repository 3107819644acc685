"""Requests that are ready to be sent, and their bytes on the wire."""

from returns.result import Success

from tests.support.cache import WORKSPACE, issue
from tests.support.packed import bytes_of, packed
from trackpost.core.delivery.endpoint import Endpoint, parse_endpoint
from trackpost.core.delivery.publish import PublishRequest
from trackpost.core.delivery.verdict import Verdict
from trackpost.core.issues.model import Checkpoint
from trackpost.core.parsing.secret import Secret
from trackpost.core.project.binding import Binding
from trackpost.core.routing.route import ResourceRoute
from trackpost.core.snapshot.body import Contents
from trackpost.core.snapshot.packing import PackedSnapshot
from trackpost.shell.delivery.client import client_settings
from trackpost.shell.delivery.transport import connection_to

CANARY = "c4nary/s3cret+token="
"""A token that must never be shown; it has characters that JSON may escape."""

BINDING = Binding(provider="jira", provider_as_typed="jira", workspace=WORKSPACE)
PACKED = packed(
    BINDING,
    Success(ResourceRoute("jira_project", "ACME")),
    Contents(issues=(issue(),), mappings=(), checkpoint=Checkpoint(cursor=None, updated_since=None)),
)
BODY = bytes_of(PACKED)


def endpoint_at(server_url: str) -> Endpoint:
    """Return the endpoint of a server; plain HTTP is allowed."""
    return parse_endpoint(server_url, insecure_http=True).unwrap()


def request_to(server_url: str, token: str | None = CANARY, snapshot: PackedSnapshot = PACKED) -> PublishRequest:
    """Return a request to the server."""
    return PublishRequest(
        endpoint=endpoint_at(server_url), token=None if token is None else Secret(token), snapshot=snapshot
    )


def post(request: PublishRequest, timeout_seconds: float, seconds: float = 30.0) -> Verdict:
    """Send one request over its own connection, and return the verdict."""
    with connection_to(client_settings({}, request.endpoint.url).unwrap()) as connection:
        return connection.post(request, timeout_seconds, seconds)
