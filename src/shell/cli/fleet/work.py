"""``trackpost fleet work``."""

import os
from functools import partial
from pathlib import Path

import click
from attrs import evolve
from returns.result import Result

from ....core.reporting.exit_codes import ExitCode
from ...fleet.fleet import WorkOrder
from ...fleet.machines import WorkListener
from ...fleet.machines import work as take_jobs
from ...telemetry.service_manager import service_manager
from ..ending import interrupted_status
from ..output import end, warn_of
from ..signals import told_to_read_again, told_to_stop
from ..telemetry import exported
from ..terminal import say
from .metrics import counting, metrics
from .options import config, fleet_of
from .progress import log_beginning, log_outcome


@click.command()
@config
@click.option("--until-empty", is_flag=True, help="End when the queue is empty.")
@metrics
@exported
def work(config: Path | None, until_empty: bool, metrics: str | None) -> None:
    """Take jobs from the queue that machines share, until told to stop.

    Each job pulls a project, and publishes it if anything changed. Prints a line for each. Run it on as many machines
    as you like: each needs the same fleet file, and the same project folders.

    The fleet file is read again when it changes, and after SIGHUP. Ctrl-C and SIGTERM take no more jobs, and finish
    those under way. The jobs of a worker that is killed are taken by the others.

    Exits 130 or 143 if it was told to stop, 0 if it was to end with an empty queue, 75 if the database is out of reach
    at the start, and 78 if the fleet file is wrong, or its state is no database that machines share.
    """
    order = WorkOrder(until_empty=until_empty)
    with told_to_stop() as is_stopped, told_to_read_again() as reads_again, counting(metrics) as counting_jobs:
        listener = WorkListener(
            begin=partial(log_beginning, "working for"),
            tell=log_outcome,
            warn=lambda warning: warn_of([warning]),
            is_stopped=is_stopped,
            reads_again=reads_again,
            service=service_manager(os.environ),
        )
        ended = Result.do(
            done
            for fleet in fleet_of(config)
            for counts in counting_jobs
            for done in take_jobs(evolve(fleet, metrics=counts), order, listener)
        )
        is_told = is_stopped()
    end(ended, lambda _: say("Stopped." if is_told else "The queue is empty."), None)
    raise click.exceptions.Exit(interrupted_status() if is_told else ExitCode.OK)
