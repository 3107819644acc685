"""``trackpost fleet watch``."""

import os
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import click
from attrs import evolve
from returns.result import Result

from ...fleet.watch import Watcher
from ...fleet.watch import watch as watch_fleet
from ...telemetry.service_manager import service_manager
from ..ending import interrupted_status
from ..output import end, warn_of
from ..signals import told_to_read_again, told_to_stop
from ..telemetry import exported
from ..terminal import say
from .metrics import counting, metrics
from .options import config, fleet_of
from .page import page, shown_in_browser
from .progress import log_beginning, log_outcome


@click.command()
@config
@metrics
@page
@exported
def watch(config: Path | None, metrics: str | None, page: int | None) -> None:
    """Pull and publish every project at its own moment, until told to stop.

    Each project has a moment of its own in its period, so that they are spread evenly. What was missed while nothing
    was running is made up for once. A failure that can pass is tried again after a pause that doubles, or when the
    tracker or the server says; one for good is held.

    The fleet file is read again when it changes, and after SIGHUP. Ctrl-C and SIGTERM finish what is under way.

    Exits 130 after Ctrl-C and 143 after SIGTERM, 75 if this fleet is being run already, 78 if the fleet file is wrong.
    """
    with (
        told_to_stop() as is_stopped,
        told_to_read_again() as reads_again,
        counting(metrics) as counting_jobs,
        ExitStack() as stack,
    ):
        watcher = Watcher(
            begin=partial(log_beginning, "watching"),
            tell=lambda project, outcome: log_outcome(project.name, outcome),
            warn=lambda warning: warn_of([warning]),
            is_stopped=is_stopped,
            reads_again=reads_again,
            service=service_manager(os.environ),
        )
        ended = Result.do(
            done
            for fleet in fleet_of(config)
            for counts in counting_jobs
            for _ in shown_in_browser(fleet, page, stack)
            for done in watch_fleet(evolve(fleet, metrics=counts), watcher)
        )
    end(ended, lambda _: say("Stopped."), None)
    raise click.exceptions.Exit(interrupted_status())
