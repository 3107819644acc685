"""``trackpost publish``."""

from pathlib import Path
from typing import TYPE_CHECKING, assert_never

import click
from returns.result import Failure, Result, Success
from typing_extensions import Unpack

from ...core.delivery.publish import PublishOptions
from ...core.delivery.receipt import PublishError, Receipt
from ...core.result import sealed
from ...core.routing.route import ResourceRoute, RoutingError
from ...core.snapshot.packing import PackedSnapshot
from ..service import TrackerService
from . import options
from .options import project, with_given_token
from .output import end, log_to_standard_error, route_in_words, say, say_table, warn_because, warn_of
from .progress import shown_by, status_line

if TYPE_CHECKING:
    from ...core.reporting.report import Report


@click.command()
@options.root
@options.server_url
@options.auth_token
@click.option(
    "--timeout-seconds",
    type=float,
    metavar="S",
    default=10.0,
    show_default=True,
    help="For connecting, and for each wait for the server.",
)
@click.option(
    "--deadline-seconds",
    type=float,
    metavar="S",
    default=60.0,
    show_default=True,
    help="For all attempts and the pauses between them.",
)
@options.require_route
@options.insecure_http
@options.allow_foreign
@options.allow_shrink
@options.trust_server
@click.option("--verbose", "-v", is_flag=True, help="Say of each attempt what came of it.")
@options.as_json
def publish(
    root: Path | None,
    server_url: str | None,
    insecure_http: bool,
    verbose: bool,
    as_json: bool,
    **how: Unpack[PublishOptions],
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
    with status_line() as line:
        sent = Result.do(
            receipt
            for folder in project(root)
            for given in with_given_token(how)
            for receipt in TrackerService(folder).sync_publish(
                server_url=server_url or "", insecure_http=insecure_http, on_progress=shown_by(line.show), **given
            )
        )
    end(sent, _words, lambda: _report(sent), as_json=as_json)


def _report(sent: Result[Receipt, PublishError]) -> "Report":
    from ...core.reporting.publish_report import publish_report

    return publish_report(sent)


def _words(receipt: Receipt) -> None:
    outcome = "Already there, nothing changed" if receipt.replayed else "Delivered"
    say(f"{outcome}: {receipt.endpoint} answered {receipt.status_code}")
    say_table(about(receipt, receipt.bytes))
    warn_of_route(receipt.routing)
    warn_of(receipt.warnings)


def about(sent: PackedSnapshot | Receipt, size: int) -> dict[str, str]:
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
            warn_because(reason, "both routing fields are null: ")
        case Success():
            pass
        case unreachable:
            assert_never(unreachable)
