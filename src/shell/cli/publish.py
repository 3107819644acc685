"""``trackpost publish``."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from returns.result import Result
from typing_extensions import Unpack

from ...core.delivery.effect import Effect, effect_in_words
from ...core.delivery.landing import WAITS, board_in_words
from ...core.delivery.publish import Progress, PublishOptions
from ...core.delivery.receipt import PublishInterrupted, Receipt, Unchanged
from ...core.snapshot.packing import PackedSnapshot
from ..service import TrackerService
from . import options
from .options import project, with_given_token
from .output import Stopped, end, route_in_words, warn_of, warn_without_route
from .progress import shown_by, status_line
from .signals import hold
from .table import Colored, Text
from .telemetry import exported
from .terminal import say_done, say_table


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
    help="Timeout for connecting, and for each wait for the server.",
)
@click.option(
    "--deadline-seconds",
    type=float,
    metavar="S",
    default=60.0,
    show_default=True,
    help="Time limit for all attempts and the pauses between them.",
)
@options.require_route
@options.insecure_http
@options.allow_foreign
@options.allow_shrink
@options.allow_incomplete
@options.skip_unchanged
@options.trust_server
@options.ledger
@options.as_json
@exported
def publish(
    root: Path | None,
    ledger: str | None,
    server_url: str | None,
    insecure_http: bool,
    skip_unchanged: bool,
    as_json: bool,
    **how: Unpack[PublishOptions],
) -> None:
    """Publish this project's snapshot to its Spec Kitty server.

    Sends the cached issues, the links and the checkpoint in one request, with the routing key of the project. Makes
    up to four attempts if a failure is temporary. It is safe to repeat: the same snapshot has the same idempotency
    key. `trackpost receipts` lists what was sent.

    Exits 0 if the server has the snapshot, 65 if the cache cannot be published, 69 if the server cannot be reached,
    75 if you should try again, 76 if the server refused the snapshot, 77 if it refused the token, 78 if the
    configuration is wrong.
    """
    with _progress() as tell:
        sent = Result.do(
            receipt
            for folder in project(root)
            for given in with_given_token(how)
            for receipt in TrackerService(folder, ledger=ledger).sync_publish(
                server_url=server_url,
                insecure_http=insecure_http,
                skip_unchanged=skip_unchanged,
                on_progress=tell,
                **given,
            )
        )
    report = None
    if as_json:
        from ...core.reporting.publish_report import publish_report

        report = publish_report(sent)
    end(sent, _say_receipt, report)


@contextmanager
def _progress() -> Iterator[Callable[[Progress], None]]:
    """Show how far the publish has come, and say so if it is told to stop outside of an attempt."""
    has_left = False
    with status_line() as show_line:
        show = shown_by(show_line)

        def tell(progress: Progress) -> None:
            nonlocal has_left
            has_left = has_left or progress.doing == "sent"
            show(progress)

        try:
            yield tell
            hold()
        except PublishInterrupted:
            raise
        except KeyboardInterrupt as interrupt:
            effect: Effect = "unknown" if has_left else "none"
            raise Stopped(effect_in_words(effect, effect, was_sent=has_left), effect) from interrupt


def _say_receipt(receipt: Receipt | Unchanged) -> None:
    say_done(*_headline(receipt))
    say_table({**_board(receipt), **about(receipt, receipt.bytes)})
    warn_without_route("both routing fields are null", receipt.routing)
    warn_of(receipt.warnings)


def _headline(receipt: Receipt | Unchanged) -> tuple[str, str]:
    match receipt:
        case Receipt():
            outcome = "Already up to date" if receipt.replayed else "Delivered"
            return outcome, f"{receipt.endpoint} answered {receipt.status_code}"
        case Unchanged():
            return "Unchanged", f"{receipt.endpoint} has this snapshot; nothing was sent"


def _board(receipt: Receipt | Unchanged) -> dict[str, Text]:
    board = board_in_words(receipt.body) if isinstance(receipt, Receipt) else None
    return {} if board is None else {"board": Colored(board, "yellow") if board == WAITS else board}


def about(sent: PackedSnapshot | Receipt | Unchanged, size: int) -> dict[str, str]:
    """Return the rows that describe a snapshot."""
    return {
        "route": route_in_words(sent.routing.value_or(None)),
        "issues": str(sent.issues),
        "links": str(sent.mappings),
        "bytes": str(size),
        "digest": sent.digest,
        "key": sent.idempotency_key,
    }
