"""``trackpost doctor``."""

from collections.abc import Mapping
from pathlib import Path

import click
from returns.result import Failure, Result, Success
from typing_extensions import Unpack

from ...core.delivery.publish import PublishOptions
from ...core.reporting.doctor_report import doctor_report
from ...core.reporting.exit_codes import ExitCode
from ...core.reporting.findings import BOTH, Finding, Level, status_of
from ...core.reporting.mending import Mending
from ...core.result import sealed
from ..operations.doctor import examine
from . import kept, options
from .options import new_project, typed, with_given_token
from .output import fail
from .table import Color, Colored
from .terminal import say, say_json


@click.command()
@options.root
@options.server_url
@options.auth_token
@options.require_route
@options.insecure_http
@options.trust_server
@options.ledger
@kept.fleet
@options.as_json
def doctor(
    root: Path | None,
    fleet: Path | None,
    ledger: str | None,
    server_url: str | None,
    insecure_http: bool,
    as_json: bool,
    **how: Unpack[PublishOptions],
) -> None:
    """Find out what keeps this project from being published or pulled.

    Looks at the files and their permissions, the consent, the route, the token, the ledger, the versions and the
    clock; asks the tracker for one issue and whose the credentials are, and the server whether it accepts the token.
    Shows for each fault the command that fixes it. Changes nothing, and sends no issue anywhere.

    Exits 0 if `publish` with the same options would work, as far as can be known before, and otherwise with the
    status that it would have. With --fleet, what stops a pull stops the publish, too: a fleet
    pulls first.
    """
    looking = Result.do(
        examine(wiring, server_url=typed("server_url", server_url), insecure_http=insecure_http, **given)
        for wiring in kept.wiring_of(new_project(root), fleet, ledger)
        for given in with_given_token(how)
    )
    match sealed(looking):
        case Failure(error):
            if as_json:
                say_json(doctor_report([Mending().found("project", error, BOTH)]))
            fail(error, silent=as_json)
        case Success(coming):
            findings = []
            for finding in coming:
                findings.append(finding)
                if not as_json:
                    _say(finding)
            if as_json:
                say_json(doctor_report(findings))
            else:
                say(f"publish: {_in_words(status_of(findings, 'publish'))}")
                say(f"pull:    {_in_words(status_of(findings, 'pull'))}")
            raise click.exceptions.Exit(status_of(findings, "publish"))


_WIDTH = len("server address")
_COLORS: Mapping[Level, Color] = {"ok": "green", "note": "yellow", "fault": "red"}


def _say(finding: Finding) -> None:
    says = finding.says if finding.origin is None else f"{finding.says} (from {finding.origin})"
    level, color = f"{finding.level:<9}", _COLORS.get(finding.level)
    say("  ", level if color is None else Colored(level, color), f"  {finding.subject:<{_WIDTH}}  {says}")
    if finding.mend is not None:
        say(f"  {'':<9}  {'':<{_WIDTH}}  to fix it: {finding.mend}")


def _in_words(status: ExitCode) -> str:
    return "ready" if status is ExitCode.OK else f"would exit with {status.value}"
