"""What the commands of a fleet share."""

import os
from pathlib import Path

import click
from returns.result import Failure, Result

from ....core.fleet.faults import FleetError, NoFleetFile
from ...fleet.fleet import Fleet, read_fleet
from ..completion import fleet_projects

config = click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The fleet file; by default the nearest fleet.toml, here or above.",
)
only = click.option(
    "--only",
    metavar="GLOB",
    shell_complete=fleet_projects,
    help="Only projects whose path, or whose folder's name, matches this pattern.",
)


def fleet_of(named: Path | None) -> Result[Fleet, FleetError]:
    """Return the fleet that a command is about."""
    try:
        here = Path.cwd()
    except OSError:  # the working directory was removed
        return Failure(NoFleetFile("the working directory"))
    return read_fleet(named, here, os.environ)
