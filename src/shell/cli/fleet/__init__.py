"""``trackpost fleet``."""

import gc
from collections.abc import Mapping

import click

from ..lazy import LazyGroup

_OFTEN = 10_000
"""Objects between two collections: a fleet does not end as soon as other commands, and each project leaves some."""
_COMMANDS: Mapping[str, tuple[str, str, str]] = {
    "list": ("listing", "list_projects", "List the projects of the fleet, and the folders that are left out."),
    "run": ("run", "run", "Pull and publish every project once."),
    "watch": ("watch", "watch", "Pull and publish every project at its own moment, until told to stop."),
    "enqueue": ("enqueue", "enqueue", "Put a job for each project on the queue that machines share."),
    "work": ("work", "work", "Take jobs from the queue that machines share, until told to stop."),
    "status": ("status", "status", "Show the last outcome of each project, the stalest first."),
    "retry": ("retry", "retry", "Let projects that failed be tried again."),
    "demo": ("demo", "demo", "Publish thirty sample projects, and show how a fleet deals with failures."),
}


class _Commands(LazyGroup):
    package = __package__
    table = _COMMANDS


@click.group(cls=_Commands)
def fleet() -> None:
    """Keep all projects of an organization published.

    The file fleet.toml, here or in a folder above, names the server and the projects, or where to find them.
    """
    gc.set_threshold(_OFTEN)
