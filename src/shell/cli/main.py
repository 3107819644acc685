"""The commands, and how the program runs one of them."""

import os
import sys
from collections.abc import Mapping
from types import MappingProxyType

import click

from ...core import VERSION
from .lazy import LazyGroup
from .manner import forget_choices
from .streams import open_streams

_COMMANDS: Mapping[str, tuple[str, str, str]] = {
    "init": ("init", "init", "Set this project up: ask for what is needed, and try it."),
    "providers": ("providers", "providers", "List the supported trackers and the credentials they need."),
    "bind": ("bind", "bind", "Bind this project to a workspace of an issue tracker."),
    "pull": ("pull", "pull", "Fetch issues from the tracker into the cache."),
    "map": ("mapping", "mapping", "Link work packages to issues."),
    "status": ("status", "status", "Show what this project is bound to and what is cached."),
    "doctor": ("doctor", "doctor", "Find out what keeps this project from being published or pulled."),
    "route": ("route", "route", "Show the routing key of this project, or why there is none."),
    "preview": ("preview", "preview", "Show what `publish` would send, without sending it."),
    "publish": ("publish", "publish", "Publish this project's snapshot to its Spec Kitty server."),
    "receipts": ("receipts", "receipts", "List the snapshots that were sent."),
    "diff": ("receipts", "diff", "Show what changed between two snapshots, or since the one before."),
    "ledger": ("ledger", "ledger", "Move the ledger of this machine into a shared one."),
    "fleet": ("fleet", "fleet", "Keep all projects of an organization published."),
    "unbind": ("bind", "unbind", "Remove the binding of this project."),
    "serve": ("serve", "serve", "Run a reference server for the contract, on loopback."),
    "demo": ("demo", "demo", "Publish a sample project and show how routing works."),
    "config": ("config", "config", "Show and change the settings for all projects."),
    "contract": ("contract", "contract", "Check captured JSON, or a server, against the contracts."),
    "completion": ("completion", "completion", "Print a script that completes commands in a shell."),
}
"""The module of each command, its name there, and its summary, so that only the command that is called is imported."""


class _Commands(LazyGroup):
    package = __package__
    table = _COMMANDS
    aliases = MappingProxyType({"explain": "diff"})


@click.group(
    cls=_Commands, name="trackpost", no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(VERSION, prog_name="trackpost", message="%(prog)s %(version)s")
def app() -> None:
    """Publish a project's issue-tracker snapshot to a Spec Kitty server.

    Reads a Spec Kitty project (.kittify/config.yaml, and the credentials and issue cache in ~/.spec-kitty), derives
    its routing key from the provider and the credentials, and publishes everything in one request.
    """
    forget_choices()


def main() -> int:
    """Run one command, and return its exit status.

    Raises whatever keeps it from returning, which click would report in its own way.
    """
    open_streams()
    if "_TRACKPOST_COMPLETE" in os.environ:  # a shell asks how a command line could go on
        app()
    try:
        with app.make_context("trackpost", sys.argv[1:]) as context:  # exits after a help text
            from .log import open_log

            open_log()
            app.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    return 0
