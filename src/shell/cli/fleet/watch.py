"""``trackpost fleet watch``."""

from pathlib import Path

import click
from returns.result import Result

from ....core.fleet.outcome import Outcome
from ....core.fleet.project import FleetProject
from ...fleet.watch import Watcher
from ...fleet.watch import watch as watch_fleet
from ..ending import interrupted_status
from ..output import end, warn_of
from ..signals import told_to_read_again, told_to_stop
from ..terminal import say, say_aside
from .options import config, fleet_of
from .progress import line_of


@click.command()
@config
def watch(config: Path | None) -> None:
    """Pull and publish every project at its own moment, until told to stop.

    Each project has a moment of its own in its period, so that they are spread evenly. What was missed while nothing
    was running is made up for once. A failure that can pass is tried again after a pause that doubles, or when the
    tracker or the server says; one for good is held.

    The fleet file is read again when it changes, and after SIGHUP. Ctrl-C and SIGTERM finish what is under way.

    Exits 130 after Ctrl-C and 143 after SIGTERM, 75 if this fleet is being run already, 78 if the fleet file is wrong.
    """
    with told_to_stop() as is_stopped, told_to_read_again() as reads_again:
        watcher = Watcher(
            tell=_tell, warn=lambda warning: warn_of([warning]), is_stopped=is_stopped, reads_again=reads_again
        )
        ended = Result.do(done for fleet in fleet_of(config) for done in watch_fleet(fleet, watcher))
    end(ended, lambda _: say("Stopped."), None)
    raise click.exceptions.Exit(interrupted_status())


def _tell(project: FleetProject, outcome: Outcome) -> None:
    say_aside(line_of(project.name, outcome))
