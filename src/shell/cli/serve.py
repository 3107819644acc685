"""``trackpost serve``."""

from pathlib import Path

import click
from returns.result import Failure, Success

from ...core.result import sealed
from .log import log_everything
from .output import fail, need_sandbox
from .terminal import say

MAX_BODY = 256 * 1024 * 1024
"""Bytes; the default of the server too, which is not imported for it."""

LARGEST = 900_000_000
"""Bytes; a row of SQLite holds no more than a thousand million."""


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    metavar="N",
    default=8400,
    show_default=True,
    help="The port; 0 takes a free one.",
)
@click.option("--token", metavar="TOKEN", help="Require this bearer token.")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Store received snapshots in this SQLite file. By default they are lost when the server stops.",
)
@click.option(
    "--max-body",
    type=click.IntRange(1, LARGEST),
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
def serve(port: int, token: str | None, data: Path | None, max_body: int, mappings: Path | None) -> None:
    """Run a reference server for the contract, on loopback.

    For developers of servers and clients. Received snapshots can be read back as JSON under /sandbox/received/.
    """
    need_sandbox()
    from ..server.start import prepare_server, run

    match sealed(prepare_server(port, token, data, mappings, max_body)):
        case Success(opened):
            say(f"Listening on {opened.url}, received snapshots under {opened.url}/sandbox/received/; Ctrl-C ends it.")
            log_everything()
            run(opened)
        case Failure(error):
            fail(error)
