"""``trackpost preview``."""

from typing import Annotated

import typer
from returns.result import Result

from ...core.preview import Preview
from ...core.preview_report import preview_report
from ...core.request import shown_headers
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
from .out import end, say, say_table, warn_of
from .publish import about, warn_of_route

BodyOnly = Annotated[bool, typer.Option("--body", help="Print exactly the bytes of the body, and nothing else.")]


def preview(
    root: Root = None,
    body: BodyOnly = False,
    server_url: ServerUrl = None,
    auth_token: AuthToken = None,
    require_route: RequireRoute = False,
    insecure_http: InsecureHttp = False,
    allow_foreign: AllowForeign = False,
    allow_shrink: AllowShrink = False,
    trust_server: TrustServer = False,
    as_json: AsJson = False,
) -> None:
    """Show what `publish` would send, and send nothing.

    The token is masked; everything else is shown as it would go over the wire.
    """
    if body and as_json:
        raise typer.BadParameter("it prints the bytes as they are; leave out --json", param_hint="--body")  # noqa: EM101, TRY003 - said once
    made = Result.do(
        seen
        for folder in project(root)
        for token in given_token(auth_token)
        for seen in TrackerService(folder).preview(
            server_url=server_url or None,
            auth_token=token,
            require_route=require_route,
            insecure_http=insecure_http,
            allow_foreign=allow_foreign,
            allow_shrink=allow_shrink,
            trust_server=trust_server,
        )
    )
    end(made, _bytes if body else _words, preview_report(made), as_json=as_json)


def _bytes(seen: Preview) -> None:
    typer.echo(seen.parcel.body, nl=False)


def _words(seen: Preview) -> None:
    parcel = seen.parcel
    say("POST " + ("(no server URL yet)" if seen.endpoint is None else seen.endpoint.url))
    say_table(shown_headers(parcel, seen.token))
    say("")
    say_table(about(parcel, len(parcel.body)))
    say("")
    say("Nothing was sent.")
    warn_of_route(parcel.routing)
    warn_of(parcel.notices)
