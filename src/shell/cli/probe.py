"""``trackpost contract probe``."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import click
from returns.result import Failure, Result, Success
from typing_extensions import Unpack

from ...core.parsing.text import counted
from ...core.result import sealed
from . import completion, options
from .options import given_token
from .output import Stopped, fail
from .progress import status_line
from .signals import hold
from .streams import is_interactive
from .terminal import confirm, say, say_aside, say_columns, say_json, wait_for_enter

if TYPE_CHECKING:
    from ...core.contract.probe.promise import Promise
    from ...core.contract.probe.review import Observed, ProbeError, Review
    from ..probe.run import Hooks
    from ..probe.start import ReadyProbe


class _Given(TypedDict):
    """The options that become the order as they are."""

    mappings: Path | None
    largest_body: int | None
    is_full_size: bool
    body_seconds: float | None
    concurrency: int
    restarts: bool
    insecure_http: bool
    other_token: str | None


@click.command()
@click.argument("url")
@click.option(
    "--auth-token",
    metavar="TOKEN",
    envvar="SAAS_AUTH_TOKEN",
    show_envvar=True,
    help="The bearer token; - reads it from standard input, or asks for it.",
)
@click.option(
    "--other-token",
    metavar="TOKEN",
    envvar="SAAS_OTHER_AUTH_TOKEN",
    show_envvar=True,
    help="A bearer token of another account, to see that their keys are kept apart.",
)
@click.option(
    "--mappings",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The server's mappings, in the form of `serve`. Only workspaces named trackpost-probe... are used.",
)
@click.option(
    "--largest-body",
    type=click.IntRange(1, options.LARGEST_BODY),
    metavar="BYTES",
    help="The largest body that the server takes.",
)
@click.option(
    "--full-size", "is_full_size", is_flag=True, help="Also send a body of 64 MiB, which every server must take."
)
@click.option(
    "--body-seconds",
    type=options.Seconds(most=3600),
    metavar="S",
    help="How long the server waits for a body that stops arriving, at least.",
)
@click.option(
    "--concurrency",
    type=click.IntRange(2, 100),
    metavar="N",
    default=50,
    show_default=True,
    help="How many requests to send at once under one key.",
)
@click.option("--restart", "restarts", is_flag=True, help="Pause, so that you can restart the server.")
@click.option(
    "--only",
    multiple=True,
    metavar="GLOB",
    shell_complete=completion.promises,
    help="Look into these promises only, such as 'key.*'; repeatable.",
)
@click.option("--yes", "-y", "is_agreed", is_flag=True, help="Do not ask before sending anything.")
@click.option("--junit", type=click.Path(path_type=Path), metavar="FILE", help="Also write the result as JUnit XML.")
@options.insecure_http
@options.as_json
def probe(
    url: str,
    auth_token: str | None,
    only: tuple[str, ...],
    is_agreed: bool,
    junit: Path | None,
    as_json: bool,
    **given: Unpack[_Given],
) -> None:
    """Find out which promises of the snapshot contract a server keeps.

    Publishes made-up snapshots to the server at URL, and breaks the rules in every way that the contract describes.
    Use a test server, because it keeps what it accepts. All names begin with trackpost-probe.

    Each promise is kept, broken or not observable. The last means that it needs an option, or that the server did not
    show it this time. For each broken promise, the request is printed as a curl command.

    Exits 0 if no promise is broken, 69 if the server cannot be reached, 75 if it does not answer, 76 if a promise is
    broken, 77 if the server refused the token, 78 if an option cannot be used.
    """
    from ...core.reporting.probe_report import probe_report
    from ..probe.start import ProbeOrder, prepare_probe

    promises = _chosen(only)
    reviewed: Result[Review, ProbeError] = Result.do(
        review
        for token in given_token(auth_token)
        for ready in prepare_probe(ProbeOrder(server_url=url, promises=promises, auth_token=token, **given))
        for review in _run(ready, is_agreed=is_agreed)
    )
    match sealed(reviewed):
        case Failure(error):
            if as_json:
                say_json(probe_report(reviewed))
            fail(error, silent=as_json)
        case Success(review):
            fault = _written(review, junit) or review.error
            if as_json:
                say_json(probe_report(reviewed, fault))
            else:
                _say(review)
            if fault is not None:
                fail(fault, silent=as_json)


def _chosen(only: tuple[str, ...]) -> "tuple[Promise, ...]":
    from ...core.contract.probe.table import matching

    promises = matching(only)
    if not promises:
        message = f"no promise matches {' or '.join(only)}"
        raise click.BadParameter(message, param_hint="--only")
    return promises


def _run(ready: "ReadyProbe", *, is_agreed: bool) -> "Result[Review, ProbeError]":
    say_aside("\n".join(ready.outline.lines))
    if not is_agreed and is_interactive() and not confirm("Continue?"):
        known = "nothing was sent"
        raise Stopped(known)
    with _hooks(ready.outline.requests) as hooks:
        return ready.run(hooks)


@contextmanager
def _hooks(requests: int) -> "Iterator[Hooks]":
    """Show how many requests were sent, and say so if the probe is told to stop."""
    from ..probe.run import Hooks

    sent = 0
    with status_line() as show_line:

        def show(count: int) -> None:
            nonlocal sent
            sent = count
            show_line(f"{sent} of {counted(requests, 'request')} sent")

        def restart() -> bool:
            show_line("")
            return wait_for_enter("Restart the server now, then press Enter.")

        try:
            yield Hooks(restart=restart, on_exchange=show)
            hold()
        except KeyboardInterrupt as interrupt:
            known = f"{counted(sent, 'request')} sent"
            raise Stopped(known) from interrupt


def _written(review: "Review", junit: Path | None) -> "ProbeError | None":
    """Write the XML if it is wanted; return why that failed."""
    if junit is None:
        return None
    from ...core.reporting.junit import junit_xml
    from ..files.atomic import NewFile, replace_all

    return replace_all([NewFile(junit, junit_xml(review))]).swap().value_or(None)


def _say(review: "Review") -> None:
    from ...core.contract.probe.curl import curl_line
    from ...core.contract.probe.promise import Broken

    say_columns([_row(observed) for observed in review.observed])
    for observed in review.observed:
        if isinstance(observed.finding, Broken):
            say("")
            say(f"{observed.promise.name}:")
            say(curl_line(observed.finding.request))
    say(f"{review.kept} kept, {review.broken} broken, {review.not_observable} not observable")


def _row(observed: "Observed") -> tuple[str, str, str]:
    from ...core.contract.probe.promise import Kept
    from ...core.errors import kind_of

    promise, finding = observed.promise, observed.finding
    why = "" if isinstance(finding, Kept) else f": {finding.why}"
    return kind_of(finding).replace("_", " "), promise.name, f"{promise.says}{why}"
