"""``trackpost publish``."""

from typing import Annotated, assert_never

import typer
from returns.result import Failure, Result, Success

from ...core.explain import explain
from ...core.outcome import sealed
from ...core.parcel import Parcel
from ...core.receipt import Receipt
from ...core.report import publish_report
from ...core.routing import ResourceRoute, RoutingError
from ..service import TrackerService
from .options import (
    AllowForeign,
    AllowShrink,
    AsJson,
    AuthToken,
    InsecureHttp,
    RequireRoute,
    Root,
    ServerUrl,
    TrustServer,
    given_token,
    project,
)
from .out import end, log_to_standard_error, route_in_words, say, say_table, warn, warn_of

Timeout = Annotated[
    float, typer.Option("--timeout-seconds", metavar="S", help="For connecting, and for each wait for the server.")
]

Deadline = Annotated[
    float, typer.Option("--deadline-seconds", metavar="S", help="For all attempts and the pauses between them.")
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say of each attempt what came of it.")]


def publish(
    root: Root = None,
    server_url: ServerUrl = None,
    auth_token: AuthToken = None,
    timeout_seconds: Timeout = 10.0,
    deadline_seconds: Deadline = 60.0,
    require_route: RequireRoute = False,
    insecure_http: InsecureHttp = False,
    allow_foreign: AllowForeign = False,
    allow_shrink: AllowShrink = False,
    trust_server: TrustServer = False,
    verbose: Verbose = False,
    as_json: AsJson = False,
) -> None:
    """Publish this project's snapshot to its Spec Kitty server.

    Sends the cached issues, the mappings and the checkpoint in one request, under the routing key of the project.
    Tries again what may pass, four times in all. It is safe to repeat: the same snapshot goes under the same
    idempotency key. What left is written down: see `trackpost receipts`.

    Exits 0 if it arrived, 65 if the cache cannot be published, 69 if the server was not reached, 75 to try again,
    76 if the server refused it, 77 if it refused the token, 78 if the configuration is at fault.
    """
    if verbose:
        log_to_standard_error()
    sent = Result.do(
        receipt
        for folder in project(root)
        for token in given_token(auth_token)
        for receipt in TrackerService(folder).sync_publish(
            server_url=server_url or "",
            auth_token=token,
            timeout_seconds=timeout_seconds,
            deadline_seconds=deadline_seconds,
            require_route=require_route,
            insecure_http=insecure_http,
            allow_foreign=allow_foreign,
            allow_shrink=allow_shrink,
            trust_server=trust_server,
        )
    )
    end(sent, _words, publish_report(sent), as_json=as_json)


def _words(receipt: Receipt) -> None:
    outcome = "Already there, nothing changed" if receipt.replayed else "Delivered"
    say(f"{outcome}: {receipt.endpoint} answered {receipt.status_code}")
    say_table(about(receipt, receipt.bytes))
    warn_of_route(receipt.routing)
    warn_of(receipt.notices)


def about(sent: Parcel | Receipt, size: int) -> dict[str, str]:
    """Return what is said of a snapshot, name by name."""
    return {
        "route": route_in_words(sent.routing.value_or(None)),
        "issues": str(sent.issues),
        "mappings": str(sent.mappings),
        "bytes": str(size),
        "digest": sent.digest,
        "key": sent.idempotency_key,
    }


def warn_of_route(routing: Result[ResourceRoute, RoutingError]) -> None:
    """Warn of a snapshot that carries no route, and say why."""
    match sealed(routing):
        case Failure(reason):
            warn(f"both routing fields are null: {explain(reason)}")
        case Success():
            pass
        case unreachable:
            assert_never(unreachable)
