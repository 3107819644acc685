"""``trackpost preview``."""

from pathlib import Path

import click
from returns.result import Result
from typing_extensions import Unpack

from ...core.delivery.publish import Preview, PublishOptions, shown_headers
from ...core.reporting.publish_report import preview_report
from ..service import TrackerService
from . import options
from .options import project, with_given_token
from .output import end, say, say_table, warn_of
from .publish import about, warn_of_route


@click.command()
@options.root
@click.option("--body", is_flag=True, help="Print exactly the bytes of the body, and nothing else.")
@options.server_url
@options.auth_token
@options.require_route
@options.insecure_http
@options.allow_foreign
@options.allow_shrink
@options.trust_server
@options.as_json
def preview(
    root: Path | None,
    body: bool,
    server_url: str | None,
    insecure_http: bool,
    as_json: bool,
    **how: Unpack[PublishOptions],
) -> None:
    """Show what `publish` would send, and send nothing.

    The token is masked; everything else is shown as it would go over the wire.
    """
    if body and as_json:
        raise click.BadParameter("it prints the bytes as they are; leave out --json", param_hint="--body")  # noqa: EM101, TRY003 - said once
    made = Result.do(
        seen
        for folder in project(root)
        for given in with_given_token(how)
        for seen in TrackerService(folder).preview(server_url=server_url or None, insecure_http=insecure_http, **given)
    )
    end(made, _bytes if body else _words, lambda: preview_report(made), as_json=as_json)


def _bytes(seen: Preview) -> None:
    for chunk in seen.snapshot.body:
        click.echo(chunk, nl=False)


def _words(seen: Preview) -> None:
    snapshot = seen.snapshot
    say("POST " + ("(no server URL yet)" if seen.endpoint is None else seen.endpoint.url))
    say_table(shown_headers(snapshot, seen.token))
    say("")
    say_table(about(snapshot, len(snapshot.body)))
    say("")
    say("Nothing was sent.")
    warn_of_route(snapshot.routing)
    warn_of(snapshot.warnings)
