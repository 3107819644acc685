"""The commands together, and the entry point of the installed program."""

import os
import sys
from collections.abc import Callable
from io import TextIOWrapper
from typing import Annotated

import typer
from typer.exceptions import TyperException

from ...core.exit_code import ExitCode
from ...core.explain import one_line
from ...core.report import Report
from ...core.version import VERSION
from .bind import bind, unbind
from .contract import contract
from .demo import demo
from .mapping import mapping
from .out import say, say_json
from .preview import preview
from .providers import providers
from .publish import publish
from .pull import pull
from .receipts import explain, receipts
from .route import route
from .serve import serve
from .status import status

app = typer.Typer(
    name="trackpost",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # Rich would double the start-up time
    pretty_exceptions_enable=False,  # pretty tracebacks show local variables, and so secrets
    context_settings={"help_option_names": ["-h", "--help"]},
)
_COMMANDS: tuple[Callable[..., None], ...] = (
    providers,
    bind,
    pull,
    status,
    route,
    preview,
    publish,
    explain,
    unbind,
    serve,
    demo,
)
for command in _COMMANDS:
    app.command()(command)
app.add_typer(mapping, name="map")
app.add_typer(receipts, name="receipts")
app.add_typer(contract, name="contract")


def _show_version(wanted: bool) -> None:
    if wanted:
        say(f"trackpost {VERSION}")
        raise typer.Exit


@app.callback()
def trackpost(
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Publish a project's issue-tracker snapshot to a Spec Kitty server.

    Reads the files of a Spec Kitty project (.kittify/config.yaml, the credentials and the issue cache under
    ~/.spec-kitty), derives the routing key from provider and credentials, and sends it all in one request.
    """


def main() -> None:
    """Run the command line. With ``--json``, wrong usage too is told in one JSON object."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # not every terminal can show every title
    try:
        sys.exit(app(standalone_mode="--json" not in sys.argv))
    except TyperException as error:  # passed on only where the mode is not standalone
        usage = {"kind": "usage", "message": one_line(error.format_message())}
        say_json(Report(ok=False, error=usage))
        sys.exit(ExitCode.USAGE)
    except OSError as error:  # of standard output: a full disk, say
        _give_up_standard_output()
        typer.echo(f"trackpost: error: the outcome could not be printed ({error.strerror})", err=True)
        sys.exit(ExitCode.NOT_PRINTED)


def _give_up_standard_output() -> None:
    """Let what could not be printed go nowhere, so that the interpreter does not try it again at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
