"""``trackpost fleet retry``."""

from pathlib import Path

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


@click.command()
@config
@only
@shared.as_json
def retry(config: Path | None, only: str | None, as_json: bool) -> None:
    """Let projects that failed be tried again.

    Releases those that are held, and those that wait. The next run, or a watch that is running, tries them.

    Exits 0 if the state could be written, and 73 if not.
    """
    choice = Choice(only=only)
    released = Result.do(
        names for fleet in fleet_of(config) for names in fleet.reading(lambda state: state.release(choice.matches))
    )
    end(released, _say, fleet_report(released, _report, RetryReport) if as_json else None)


def _report(names: tuple[str, ...]) -> RetryReport:
    return RetryReport(ok=True, released=names)


def _say(names: tuple[str, ...]) -> None:
    say(f"{counted(len(names), 'project')} released")
    for name in names:
        say(f"  {name}")
