"""``trackpost preview``."""

from pathlib import Path

import click
from returns.result import Result
from typing_extensions import Unpack

from ...core.delivery.publish import Preview, PublishOptions, shown_headers
from ...core.reporting.preview_report import preview_report
from . import kept, options
from .options import with_given_token
from .output import end, warn_of, warn_without_route
from .publish import about
from .terminal import say, say_bytes, say_table


@click.command()
@options.root
@click.option("--body", is_flag=True, help="Print only the body, byte for byte.")
@options.server_url
@options.auth_token
@options.require_route
@options.insecure_http
@options.allow_foreign
@options.allow_shrink
@options.allow_incomplete
@options.trust_server
@options.ledger
@kept.fleet
@options.as_json
def preview(
    root: Path | None,
    fleet: Path | None,
    ledger: str | None,
    body: bool,
    server_url: str | None,
    insecure_http: bool,
    as_json: bool,
    **how: Unpack[PublishOptions],
) -> None:
    """Show what `publish` would send, without sending it.

    Masks the token, and shows everything else as it would go over the wire.
    """
    if body and as_json:
        raise click.UsageError("--body prints raw bytes, so it cannot be combined with --json")  # noqa: EM101, TRY003 - the only one
    made = Result.do(
        seen
        for service in kept.service_of(root, fleet, ledger)
        for given in with_given_token(how)
        for seen in service.preview(server_url=server_url or None, insecure_http=insecure_http, **given)
    )
    end(made, _say_body if body else _say_preview, preview_report(made) if as_json else None, only_reads=True)


def _say_body(seen: Preview) -> None:
    for chunk in seen.snapshot.body:
        say_bytes(chunk)


def _say_preview(seen: Preview) -> None:
    snapshot = seen.snapshot
    say("POST " + ("(no server URL yet)" if seen.endpoint is None else seen.endpoint.url))
    say_table(shown_headers(snapshot, seen.token or seen.token_from))
    say("")
    say_table(about(snapshot, len(snapshot.body)))
    say("")
    say("Nothing was sent.")
    warn_without_route("both routing fields are null", snapshot.routing)
    warn_of(snapshot.warnings)
