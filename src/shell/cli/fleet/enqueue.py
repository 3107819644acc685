"""``trackpost fleet enqueue``."""

from pathlib import Path

import click
from returns.result import Result

from ....core.parsing.text import counted
from ....core.reporting.fleet_ending import fleet_report
from ....core.reporting.fleet_report import EnqueueReport
from ...fleet.choice import Choice
from ...fleet.machines import Enqueued
from ...fleet.machines import enqueue as put_on_queue
from .. import options as shared
from ..output import end
from ..terminal import say
from .options import config, fleet_of, only


@click.command()
@config
@only
@click.option("--failed", is_flag=True, help="Only projects whose last try failed.")
@click.option("--due", is_flag=True, help="Only projects whose moment has come, as `fleet watch` would try them.")
@shared.as_json
def enqueue(config: Path | None, only: str | None, failed: bool, due: bool, as_json: bool) -> None:
    """Put a job for each project on the queue that machines share.

    A project that has a job already gets no second one, and one that is held gets none. `trackpost fleet work` does
    the jobs, on this machine or on others.

    Exits 0 if the jobs are on the queue, 75 if the database is out of reach, and 78 if the fleet file is wrong, or its
    state is no database that machines share.
    """
    choice = Choice(only=only, is_failed=failed)
    enqueued = Result.do(done for fleet in fleet_of(config) for done in put_on_queue(fleet, choice, due=due))
    end(enqueued, _say, fleet_report(enqueued, _report, EnqueueReport) if as_json else None)


def _report(enqueued: Enqueued) -> EnqueueReport:
    return EnqueueReport(
        ok=True,
        queued=enqueued.queued,
        already=enqueued.already,
        held=enqueued.held,
        not_due=enqueued.not_due,
    )


def _say(enqueued: Enqueued) -> None:
    say(f"{counted(enqueued.queued, 'project')} queued")
    others = {
        "on the queue already": enqueued.already,
        "held or asked to wait": enqueued.held,
        "not due": enqueued.not_due,
    }
    for words, number in others.items():
        if number:
            say(f"  {number} {words}")
