"""``trackpost fleet status``."""

from collections.abc import Mapping
from pathlib import Path
from time import time

import click
from attrs import asdict, frozen
from returns.result import Result

from ....core.fleet.causes import Cause, add_to, by_number
from ....core.fleet.faults import StateFault
from ....core.fleet.holding import Record, held
from ....core.fleet.outcome import Held, Outcome
from ....core.fleet.port import FleetState, Queued, Worker
from ....core.parsing.duration import in_words
from ....core.reporting.fleet_report import FleetStatusReport, fleet_report, members_of, status_of_project
from .. import options as shared
from ..output import end
from ..terminal import say, say_columns
from .options import config, fleet_of
from .run import say_causes


@frozen
class _Known:
    """What the state has: each project with why it is held, what went wrong, who works on it, and the shared queue."""

    projects: tuple[tuple[Record, Held | None], ...]
    causes: tuple[Cause, ...]
    workers: tuple[Worker, ...]
    queue: Queued | None


@click.command()
@config
@shared.as_json
def status(config: Path | None, as_json: bool) -> None:
    """Show the last outcome of each project, the stalest first.

    Reads what the last runs have recorded, and asks nobody. Exits 0 if the fleet file and the state can be read.
    """
    known = Result.do(seen for fleet in fleet_of(config) for seen in fleet.reading(_read))
    end(known, _say, fleet_report(known, _report) if as_json else None, only_reads=True)


def _read(state: FleetState) -> Result[_Known, StateFault]:
    return Result.do(
        _known(tuple(records), workers, queue)
        for records in state.records()
        for workers in state.workers()
        for queue in state.queued()
    )


def _known(records: tuple[Record, ...], workers: tuple[Worker, ...], queue: Queued | None) -> _Known:
    causes: Mapping[str, Cause] = {}
    for record in records:
        causes = add_to(causes, record.last.name, _outcome(record))
    return _Known(
        projects=tuple((record, _held(record)) for record in records),
        causes=by_number(causes.values()),
        workers=workers,
        queue=queue,
    )


def _held(record: Record) -> Held | None:
    """Return why a project is held, unless its files have changed since, which only a run looks at."""
    return held(record, record.last.files)


def _outcome(record: Record) -> Outcome:
    return _held(record) or record.last.outcome


def _report(known: _Known) -> FleetStatusReport:
    return FleetStatusReport(
        ok=True,
        projects=tuple(status_of_project(record, held) for record, held in known.projects),
        causes=members_of(known.causes),
        workers=members_of(known.workers),
        queue=None if known.queue is None else asdict(known.queue),
    )


def _say(known: _Known) -> None:
    now = time()
    if known.projects:
        say_columns([(_outcome(record).word, _age(record, now), record.last.name) for record, _ in known.projects])
    else:
        say("no project has been tried yet")
    say_causes(known.causes)
    if known.queue is not None:
        say(f"queue: {known.queue.waiting} waiting, {known.queue.under_way} under way")
    for worker in known.workers:
        say(f"{worker.name}: {worker.doing} for {in_words(now - worker.began)}, seen {in_words(now - worker.seen)} ago")


def _age(record: Record, now: float) -> str:
    if record.published is None:
        return "never published"
    return f"published {in_words(now - record.published)} ago"
