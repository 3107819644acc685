"""``trackpost fleet watch``."""

from contextlib import ExitStack
from pathlib import Path

import click
from returns.result import Result, Success

from ....core.contract.server_setup import UnusablePort
from ....core.fleet.outcome import Outcome
from ....core.fleet.project import FleetProject
from ...fleet.fleet import Fleet
from ...fleet.watch import Watcher
from ...fleet.watch import watch as watch_fleet
from ..ending import interrupted_status
from ..output import end, need_sandbox, warn_of
from ..signals import told_to_read_again, told_to_stop
from ..terminal import say, say_aside
from .options import config, fleet_of
from .progress import line_of

_PAGE_PORT = 8401


@click.command()
@config
@click.option(
    "--page",
    type=click.IntRange(0, 65_535),
    is_flag=False,
    flag_value=_PAGE_PORT,
    metavar="[PORT]",
    help=f"Show the fleet in the browser, on this machine only, on port {_PAGE_PORT} or PORT; 0 takes a free one.",
)
def watch(config: Path | None, page: int | None) -> None:
    """Pull and publish every project at its own moment, until told to stop.

    Each project has a moment of its own in its period, so that they are spread evenly. What was missed while nothing
    was running is made up for once. A failure that can pass is tried again after a pause that doubles, or when the
    tracker or the server says; one for good is held.

    The fleet file is read again when it changes, and after SIGHUP. Ctrl-C and SIGTERM finish what is under way.

    Exits 130 after Ctrl-C and 143 after SIGTERM, 75 if this fleet is being run already, 78 if the fleet file is wrong.
    """
    if page is not None:
        need_sandbox()
    with told_to_stop() as is_stopped, told_to_read_again() as reads_again, ExitStack() as stack:
        watcher = Watcher(
            tell=_tell, warn=lambda warning: warn_of([warning]), is_stopped=is_stopped, reads_again=reads_again
        )
        ended = Result.do(
            done
            for fleet in fleet_of(config)
            for _ in _show(fleet, page, stack)
            for done in watch_fleet(fleet, watcher)
        )
    end(ended, lambda _: say("Stopped."), None)
    raise click.exceptions.Exit(interrupted_status())


def _show(fleet: Fleet, port: int | None, stack: ExitStack) -> Result[None, UnusablePort]:
    """Show the fleet in the browser until *stack* is closed, if somebody asked for it."""
    if port is None:
        return Success(None)
    from ...page.fleet import fleet_app
    from ...server.server import listen, served

    return listen(port).map(
        lambda listener: say(
            f"Open {stack.enter_context(served(fleet_app(fleet.reading, fleet.clock.now), listener))} in a browser."
        )
    )


def _tell(project: FleetProject, outcome: Outcome) -> None:
    say_aside(line_of(project.name, outcome))
