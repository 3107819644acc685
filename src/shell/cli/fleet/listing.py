"""``trackpost fleet list``."""

from pathlib import Path

import click
from attrs import frozen
from returns.result import Failure, Success

from ....core.errors import Problem
from ....core.fleet.faults import FleetWarning
from ....core.fleet.project import FleetProject, LeftOut
from ....core.parsing.duration import in_words
from ....core.parsing.text import counted
from ....core.project.binding import Binding
from ....core.reporting.fleet_ending import fleet_report
from ....core.reporting.fleet_report import ListReport, left_out_report, listed_project
from ....core.reporting.report import warnings_of
from ....core.result import sealed
from ...files.reading import printable
from ...fleet.fleet import Fleet
from ...project.config_file import read_binding
from .. import options as shared
from ..output import end, warn_of
from ..terminal import say, say_columns
from .options import config, fleet_of


@frozen
class _Listed:
    """The projects, each with its binding or what is wrong with that, the folders that are left out, and warnings."""

    projects: tuple[tuple[FleetProject, Binding | Problem], ...]
    left_out: tuple[LeftOut, ...]
    warnings: tuple[FleetWarning, ...]


@click.command("list")
@config
@shared.as_json
def list_projects(config: Path | None, as_json: bool) -> None:
    """List the projects of the fleet, and the folders that are left out.

    Reads their configs, and asks nobody. With --json, it also prints the home folder of each project: links that
    SPEC_KITTY_HOME=HOME `trackpost map add` makes there are published with it.

    Exits 0 if the fleet file can be read, and 78 if not.
    """
    listed = fleet_of(config).map(_listed)
    end(listed, _say, fleet_report(listed, _report, ListReport) if as_json else None, only_reads=True)


def _listed(fleet: Fleet) -> _Listed:
    found = tuple(fleet.found())
    return _Listed(
        projects=tuple((one, _binding(one)) for one in found if isinstance(one, FleetProject)),
        left_out=tuple(one for one in found if isinstance(one, LeftOut)),
        warnings=fleet.warnings(),
    )


def _binding(project: FleetProject) -> Binding | Problem:
    match sealed(read_binding(Path(project.path))):
        case Success(binding):
            return binding
        case Failure(error):
            return error


def _report(listed: _Listed) -> ListReport:
    return ListReport(
        ok=True,
        warnings=warnings_of(listed.warnings),
        projects=tuple(listed_project(one, printable(Path(one.home)), found) for one, found in listed.projects),
        left_out=tuple(map(left_out_report, listed.left_out)),
    )


def _say(listed: _Listed) -> None:
    say(counted(len(listed.projects), "project"))
    if listed.projects:
        say_columns([(one.name, *_about(one, found)) for one, found in listed.projects])
    if listed.left_out:
        say(f"{counted(len(listed.left_out), 'folder')} left out")
        say_columns([(one.name, one.message) for one in listed.left_out])
    warn_of(listed.warnings)


def _about(project: FleetProject, found: Binding | Problem) -> tuple[str, str]:
    match found:
        case Binding(provider=provider, workspace=workspace):
            return provider, f"{workspace}, every {in_words(project.every)}"
        case problem:
            return "error", problem.message
