"""``trackpost serve``."""

from pathlib import Path
from typing import assert_never

import click
from returns.result import Failure, Success

from ...core.result import sealed
from .output import fail, need_sandbox
from .terminal import log_to_standard_error, say


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
    "--data", type=click.Path(path_type=Path), metavar="FILE", help="Store received snapshots in this SQLite file."
)
@click.option(
    "--mappings",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A JSON list of objects with provider, workspace, external_resource_type, external_resource_id, mapping.",
)
def serve(port: int, token: str | None, data: Path | None, mappings: Path | None) -> None:
    """Run a reference server for the contract, on loopback.

    For developers of servers and clients. Received snapshots can be read back as JSON under /sandbox/received/.
    """
    need_sandbox()
    from ..server.start import prepare_server, run

    match sealed(prepare_server(port, token, data, mappings)):
        case Success(opened):
            say(f"Listening on {opened.url}, received snapshots under {opened.url}/sandbox/received/; Ctrl-C ends it.")
            log_to_standard_error()
            run(opened)
        case Failure(error):
            fail(error)
        case unreachable:
            assert_never(unreachable)
