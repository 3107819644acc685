"""``trackpost fleet run``."""

from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import TypeAlias

import click
from returns.result import Result
from typing_extensions import override

from ....core.fleet.brake import MaxFailures, parse_max_failures
from ....core.fleet.causes import Cause
from ....core.fleet.faults import FleetError, FleetWarning
from ....core.fleet.outcome import Held, Outcome, Skipped
from ....core.fleet.project import FleetProject
from ....core.parsing.text import counted
from ....core.reporting.exit_codes import ExitCode
from ....core.reporting.fleet_ending import fleet_report
from ....core.reporting.fleet_report import (
    FleetReport,
    ProjectReport,
    RunReport,
    members_of,
    project_report,
)
from ....core.reporting.report import warnings_of
from ...fleet.choice import Choice
from ...fleet.fleet import Fleet, RunOrder
from ...fleet.run import Listener
from ...fleet.run import run as run_fleet
from ...fleet.summary import Summary
from .. import options as shared
from ..ending import interrupted_status
from ..output import end, warn_of
from ..signals import told_to_stop
from ..telemetry import exported
from ..terminal import say, say_columns, say_table
from .options import config, fleet_of, only
from .progress import shown

_STATUS = {None: ExitCode.OK, "for now": ExitCode.TEMPORARY, "for good": ExitCode.DATA}
_SHOWN_CAUSES = 20

_Planned: TypeAlias = tuple[tuple[FleetProject, Held | Skipped | None], ...]
_Plan: TypeAlias = tuple[_Planned, tuple[FleetWarning, ...]]


class _MaxFailuresType(click.ParamType[MaxFailures]):
    """A number or a per cent."""

    name = "number or per cent"

    @override
    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> MaxFailures:
        """Return the limit, or fail as wrong usage."""
        limit = value if isinstance(value, MaxFailures) else parse_max_failures(str(value))
        if limit is None:
            self.fail(f"{value!r} is neither a number from 1 nor a per cent from 1% to 100%.", param, ctx)
        return limit


@click.command()
@config
@only
@click.option("--failed", is_flag=True, help="Only projects whose last try failed.")
@click.option(
    "--max-failures",
    type=_MaxFailuresType(),
    metavar="N|N%",
    help="Start no more projects after so many failures, or after this share of all projects.",
)
@click.option("--dry-run", is_flag=True, help="Show which projects would be tried, and try none.")
@shared.as_json
@exported
def run(
    config: Path | None, only: str | None, failed: bool, max_failures: MaxFailures | None, dry_run: bool, as_json: bool
) -> None:
    """Pull and publish every project once.

    Each project is pulled, and published if the pull was complete and anything changed. One that fails stops no other.
    The summary groups what went wrong by its cause.

    A project that failed for good is held: it is tried again after `trackpost fleet retry`, or when its files have
    changed. Ctrl-C and SIGTERM start no more projects, and finish those under way.

    Exits 0 if all went well, 65 if a project failed for good or is held, 75 if what went wrong can pass by itself, 78
    if the fleet file is wrong.
    """
    order = RunOrder(choice=Choice(only=only, is_failed=failed), max_failures=max_failures)
    fleet = fleet_of(config)
    if dry_run:
        _plan(fleet, order.choice, as_json=as_json)
    else:
        _run(fleet, order, as_json=as_json)


def _run(found: Result[Fleet, FleetError], order: RunOrder, *, as_json: bool) -> None:
    began, projects = monotonic(), list[ProjectReport]()

    with told_to_stop() as is_stopped, shown() as progress:

        def tell(project: FleetProject, outcome: Outcome) -> None:
            progress.tell(project.name, outcome)
            if as_json:
                projects.append(project_report(project.name, outcome))

        listening = Listener(begin=progress.begin, tell=tell, is_stopped=is_stopped)
        ended = Result.do(summary for fleet in found for summary in run_fleet(fleet, order, listening))
        was_stopped = is_stopped()
    seconds = monotonic() - began
    status = interrupted_status() if was_stopped else ended.map(lambda summary: _STATUS[summary.failure]).value_or(None)
    report = None
    if as_json:
        is_ok = status == ExitCode.OK
        report = fleet_report(ended, lambda summary: _report(summary, projects, seconds, is_ok=is_ok), RunReport)
    end(ended, lambda summary: _say(summary, seconds), report)
    raise click.exceptions.Exit(status or ExitCode.OK)


def _report(summary: Summary, projects: Sequence[ProjectReport], seconds: float, *, is_ok: bool) -> FleetReport:
    return RunReport(
        ok=is_ok,
        warnings=warnings_of(summary.warnings),
        counts=summary.counts,
        causes=members_of(summary.causes),
        projects=tuple(projects),
        seconds=round(seconds, 3),
    )


def _say(summary: Summary, seconds: float) -> None:
    counts = {word: number for word, number in summary.counts.items() if number}
    say(f"{counted(sum(counts.values()), 'project')} in {seconds:.1f} s")
    if counts:
        say_table({word: str(number) for word, number in counts.items()})
    say_causes(summary.causes)
    warn_of(summary.warnings)


def say_causes(causes: Sequence[Cause]) -> None:
    """Print what went wrong, a line for each cause, with an example."""
    for cause in causes[:_SHOWN_CAUSES]:
        say(f"{counted(cause.number, 'project')}: {cause.cause}")
        say(f"  for example {cause.example}: {cause.message}")
    if len(causes) > _SHOWN_CAUSES:
        say(f"and {counted(len(causes) - _SHOWN_CAUSES, 'more cause')}")


def _plan(found: Result[Fleet, FleetError], choice: Choice, *, as_json: bool) -> None:
    planned = Result.do((projects, fleet.warnings()) for fleet in found for projects in fleet.planned(choice))
    end(planned, _say_plan, fleet_report(planned, _plan_report, RunReport) if as_json else None, only_reads=True)


def _plan_report(plan: _Plan) -> RunReport:
    planned, warnings = plan
    return RunReport(
        ok=True,
        warnings=warnings_of(warnings),
        projects=tuple(_planned_report(project, obstacle) for project, obstacle in planned),
    )


def _say_plan(plan: _Plan) -> None:
    planned, warnings = plan
    if planned:
        say_columns([(_word(obstacle), project.name) for project, obstacle in planned])
    warn_of(warnings)


def _planned_report(project: FleetProject, obstacle: Held | Skipped | None) -> ProjectReport:
    if obstacle is None:
        return ProjectReport(path=project.name, outcome="due")
    return project_report(project.name, obstacle)


def _word(obstacle: Held | Skipped | None) -> str:
    return "due" if obstacle is None else obstacle.word
