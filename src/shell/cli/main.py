"""The commands together, and the entry point of the installed program."""

import os
import sys
from collections.abc import Mapping
from importlib import import_module
from io import TextIOWrapper

import click
from typing_extensions import override

from ...core import VERSION

_COMMANDS: Mapping[str, tuple[str, str, str]] = {
    "providers": ("providers", "providers", "List the trackers, and what each of them needs."),
    "bind": ("bind", "bind", "Bind this project to a workspace of an issue tracker."),
    "pull": ("pull", "pull", "Fetch the issues from the tracker into the cache."),
    "map": ("mapping", "mapping", "Map work packages to issues."),
    "status": ("status", "status", "Show what this project is bound to, and what is cached for it."),
    "route": ("route", "route", "Show the routing key of this project, or why there is none."),
    "preview": ("preview", "preview", "Show what `publish` would send, and send nothing."),
    "publish": ("publish", "publish", "Publish this project's snapshot to its Spec Kitty server."),
    "receipts": ("receipts", "receipts", "List the snapshots that left this machine."),
    "explain": ("receipts", "explain", "Say what differs between two snapshots that left this machine."),
    "unbind": ("bind", "unbind", "Remove the binding of this project."),
    "serve": ("serve", "serve", "Run a reference server for the contract, on loopback."),
    "demo": ("demo", "demo", "Publish a sample project, and show what routing does."),
    "contract": ("contract", "contract", "Check captured JSON against the contracts."),
}
"""The module of each command and its name there, so that none is imported but the one that is called."""


class _Commands(click.Group):
    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, name, _ = _COMMANDS[cmd_name]
        command = getattr(import_module(f".{module}", __package__), name)
        return command if isinstance(command, click.Command) else None

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, _, words) in _COMMANDS.items()])


@click.group(
    cls=_Commands, name="trackpost", no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(VERSION, prog_name="trackpost", message="%(prog)s %(version)s")
def app() -> None:
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
        sys.exit(app(standalone_mode=False))
    except click.ClickException as error:
        _tell_wrong_usage(error)
        sys.exit(error.exit_code)
    except click.Abort:
        from ...core.reporting.exit_codes import ExitCode

        sys.exit(ExitCode.INTERRUPTED)
    except OSError as error:  # of standard output: a full disk, say
        sys.exit(_unprinted(error))


def _tell_wrong_usage(error: click.ClickException) -> None:
    if "--json" not in sys.argv:
        error.show()
        return
    from ...core.errors import one_line
    from ...core.reporting.report import Report
    from .output import say_json

    say_json(Report(ok=False, error={"kind": "usage", "message": one_line(error.format_message())}))


def _unprinted(error: OSError) -> int:
    """Say that the outcome could not be printed, unless whoever read it has seen enough; return the exit status."""
    from ...core.reporting.exit_codes import ExitCode

    _give_up_standard_output()
    if not isinstance(error, BrokenPipeError):
        click.echo(f"trackpost: error: the outcome could not be printed ({error.strerror})", err=True)
    return ExitCode.NOT_PRINTED


def _give_up_standard_output() -> None:
    """Let what could not be printed go nowhere, so that the interpreter does not try it again at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
