"""``trackpost fleet status``."""

from collections.abc import Collection, Mapping
from functools import partial
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
from ....core.parsing.text import counted
from ....core.reporting.fleet_ending import fleet_report
from ....core.reporting.fleet_report import FleetStatusReport, members_of, status_of_project
from ...fleet.fleet import Fleet
from .. import options as shared
from ..output import end
from ..table import Color, Colored, Text
from ..terminal import say, say_columns
from .options import config, fleet_of
from .run import say_causes

_COLORS: Mapping[str, Color] = {"delivered": "green", "replayed": "green", "held": "yellow", "failed": "red"}


@frozen
class _Known:
    """What the state has: each project with why it is held, and what went wrong; who works on it, and its queue."""

    projects: tuple[tuple[Record, Held | None], ...]
    gone: tuple[str, ...]
    causes: tuple[Cause, ...]
    workers: tuple[Worker, ...]
    queue: Queued | None


@click.command()
@config
@shared.as_json
def status(config: Path | None, as_json: bool) -> None:
    """Show the last outcome of each project, the stalest first.

    Reads what the last runs have recorded, and asks nobody. A project that is gone from the fleet is only counted, and
    forgotten a week after its last try. Exits 0 if the fleet file and the state can be read.
    """
    known = Result.do(seen for fleet in fleet_of(config) for seen in fleet.reading(partial(_read, fleet)))
    end(known, _say, fleet_report(known, _report, FleetStatusReport) if as_json else None, only_reads=True)


def _read(fleet: Fleet, state: FleetState) -> Result[_Known, StateFault]:
    names = {project.name for project in fleet.projects()}
    return Result.do(
        _known(names, tuple(records), workers, queue)
        for records in state.records()
        for workers in state.workers()
        for queue in state.queued()
    )


def _known(
    names: Collection[str], records: tuple[Record, ...], workers: tuple[Worker, ...], queue: Queued | None
) -> _Known:
    causes: Mapping[str, Cause] = {}
    here = tuple(record for record in records if record.last.name in names)
    for record in here:
        causes = add_to(causes, record.last.name, _outcome(record))
    return _Known(
        projects=tuple((record, _held(record)) for record in here),
        gone=tuple(record.last.name for record in records if record.last.name not in names),
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
        gone=known.gone,
        causes=members_of(known.causes),
        workers=members_of(known.workers),
        queue=None if known.queue is None else asdict(known.queue),
    )


def _say(known: _Known) -> None:
    now = time()
    if known.projects:
        say_columns(
            [(_colored(_outcome(record).word), _age(record, now), record.last.name) for record, _ in known.projects]
        )
    else:
        say("no project has been tried yet")
    if known.gone:
        say(f"{counted(len(known.gone), 'project')} gone from the fleet")
    say_causes(known.causes)
    if known.queue is not None:
        say(f"queue: {known.queue.waiting} waiting, {known.queue.under_way} under way")
    for worker in known.workers:
        say(f"{worker.name}: {worker.doing} for {in_words(now - worker.began)}, seen {in_words(now - worker.seen)} ago")


def _colored(word: str) -> Text:
    return Colored(word, _COLORS[word]) if word in _COLORS else word


def _age(record: Record, now: float) -> str:
    if record.published is None:
        return "never published"
    return f"published {in_words(now - record.published)} ago"
