"""``trackpost fleet retry``."""

from pathlib import Path
from typing import TypeAlias

import click
from returns.result import Result

from ....core.parsing.text import counted
from ....core.reporting.fleet_ending import fleet_report
from ....core.reporting.fleet_report import RetryReport
from ...fleet.choice import Choice
from .. import options as shared
from ..output import end
from ..terminal import say
from .options import config, fleet_of, only

_RUN = "by the next run, or by a watch that is running"
_ENQUEUE = "by the next `trackpost fleet enqueue`"

_Released: TypeAlias = tuple[tuple[str, ...], str]
"""The paths of the projects, and what tries them."""


@click.command()
@config
@only
@shared.as_json
def retry(config: Path | None, only: str | None, as_json: bool) -> None:
    """Let projects that failed be tried again.

    Those that are held, and those that wait, will be tried again by the next run, or by a watch that is running; on
    many machines, by the next `trackpost fleet enqueue`.

    Exits 0 if the state could be written, and 73 if not.
    """
    choice = Choice(only=only)
    released = Result.do(
        (names, _RUN if fleet.source.file.shared is None else _ENQUEUE)
        for fleet in fleet_of(config)
        for names in fleet.reading(lambda state: state.release(choice.matches))
    )
    end(released, _say, fleet_report(released, _report, RetryReport) if as_json else None)


def _report(released: _Released) -> RetryReport:
    return RetryReport(ok=True, released=released[0])


def _say(released: _Released) -> None:
    names, by = released
    if not names:
        say("No such project has failed, so there is nothing to try again.")
        return
    say(f"{counted(len(names), 'project')} will be tried again {by}:")
    for name in names:
        say(f"  {name}")
