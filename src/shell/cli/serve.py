"""``trackpost serve``."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from returns.result import Failure, Result, Success

from ...core.result import sealed
from . import options
from .log import log_everything
from .output import fail, need_sandbox
from .signals import hold
from .terminal import say

MAX_BODY = 256 * 1024 * 1024
"""Bytes; the default of the server too, which is not imported for it."""


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    metavar="N",
    default=8400,
    show_default=True,
    help="The port; 0 takes a free one.",
)
@click.option(
    "--token",
    "tokens",
    metavar="TOKEN",
    multiple=True,
    help="Require this bearer token. Repeat it for more accounts, each with its own keys and projects.",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Store received snapshots in this SQLite file. By default they are lost when the server stops.",
)
@click.option(
    "--keep",
    type=click.IntRange(1),
    metavar="N",
    help="Keep only the newest N snapshots, and forget the keys of older ones. By default all are kept.",
)
@click.option("--open", "opens", is_flag=True, help="Open the page in the browser.")
@click.option(
    "--max-body",
    type=click.IntRange(1, options.LARGEST_BODY),
    metavar="BYTES",
    default=MAX_BODY,
    show_default="256 MiB",
    help="Refuse a larger body.",
)
@click.option(
    "--mappings",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A JSON list of objects with provider, workspace, external_resource_type, external_resource_id, mapping.",
)
@click.option(
    "--answer",
    metavar="ANSWER",
    help=(
        "Give this answer, and store nothing: a status in plain text, as from a proxy, or a code of the contract "
        "with its JSON; ,NAME=VALUE adds a header."
    ),
)
@click.option("--delay", metavar="SECONDS", help="Store the snapshot at once, and answer so much later.")
@click.option(
    "--hang-up",
    metavar="MOMENT",
    help=(
        "Close the connection: before-head, after-head, after-body (nothing is stored), before-answer or in-answer "
        "(the snapshot is stored)."
    ),
)
@click.option(
    "--fail-every",
    type=click.IntRange(1),
    metavar="N",
    help="Fail only on every Nth snapshot request, and serve the others.",
)
@click.option(
    "--fault-header",
    is_flag=True,
    help="Let a request ask for a fault: Trackpost-Fault: answer=ANSWER, delay=SECONDS or hang-up=MOMENT.",
)
def serve(
    port: int,
    tokens: tuple[str, ...],
    data: Path | None,
    keep: int | None,
    max_body: int,
    mappings: Path | None,
    answer: str | None,
    delay: str | None,
    hang_up: str | None,
    fail_every: int | None,
    *,
    opens: bool,
    fault_header: bool,
) -> None:
    """Run a reference server for the contract, on loopback.

    For developers of servers and clients. Its page in the browser shows what arrived, why it landed on its board, and
    what changed. Received snapshots can also be read back as JSON under /sandbox/received/.

    With --answer, --delay, --hang-up or --fault-header, snapshot requests fail on purpose.
    """
    need_sandbox()
    from ...core.contract.fault_options import FaultOptions, plan_faults
    from ..page.reference import with_pages
    from ..server.refusals import BY_CODE
    from ..server.start import Limits, prepare_server, run

    planned = plan_faults(
        FaultOptions(answer=answer, delay=delay, hang_up=hang_up, fail_every=fail_every, fault_header=fault_header),
        BY_CODE,
    )
    limits = Limits(max_body=max_body, keep_newest=keep)
    ready = Result.do(
        (faults, opened) for faults in planned for opened in prepare_server(port, tokens, data, mappings, limits)
    )
    match sealed(ready):
        case Success((faults, opened)):
            with until_stopped():
                say(f"Listening on {opened.url}, which you can also open in a browser; Ctrl-C ends it.")
                for sentence in faults.sentences:
                    say(sentence)
                log_everything()
                if opens:
                    click.launch(opened.url)
                run(opened, faults, with_pages)
        case Failure(error):
            fail(error)


@contextmanager
def until_stopped() -> Iterator[None]:
    """Print that the server has stopped: only a signal stops it, and that is no error."""
    try:
        yield
    except KeyboardInterrupt:
        hold()
        from .ending import interrupted_status

        say("Stopped.")
        raise click.exceptions.Exit(interrupted_status()) from None
