"""The option that looks at a project as the fleet does that keeps it, and the hint that there is such a fleet."""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace
from returns.result import Result, Success

from ...core.project.faults import NoProject
from ..files.reading import printable
from ..fleet.whereabouts import trusted_fleet_file
from ..operations.wiring import Wiring, wired
from ..service import TrackerService
from .manner import MANNER
from .options import project
from .output import warn_of

if TYPE_CHECKING:
    from ...core.fleet.faults import ExposedFleetFile, FleetError, FleetFileNearby

fleet = click.option(
    "--fleet",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Look at a project of this fleet file as the fleet does: with its server, credentials and home folder.",
)

root = click.option(
    "--root",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="With --fleet, the project; by default the nearest folder with .kittify/, here or above.",
)

_OF_FLEET: Mapping[str, str] = {
    "server_url": "--server-url",
    "auth_token": "--auth-token",
    "insecure_http": "--insecure-http",
    "trust_server": "--trust-server",
    "ledger": "--ledger",
}
"""The options for what the fleet file says."""


def wiring_of(
    folder: "Result[Path, NoProject]", fleet: Path | None, ledger: str | None = None
) -> "Result[Wiring, NoProject | FleetError | ExposedFleetFile]":
    """Return what the operations on a project are made of.

    Args:
        folder: of the project.
        fleet: the fleet file, if the project is to be looked at as that fleet does.
        ledger: the URL of a ledger that machines share.
    """
    if fleet is None:
        return folder.map(lambda root: _by_itself(root, ledger))
    _refuse_what_the_fleet_says()
    from ..fleet.keeping import kept_by

    try:
        here = Path.cwd()
    except OSError:  # the working directory was removed: a file that is named from there cannot be read
        here = Path()
    return Result.do(wiring for root in folder for wiring in kept_by(fleet, here, root, os.environ))


def service_of(
    root: Path | None, fleet: Path | None, ledger: str | None = None
) -> "Result[TrackerService, NoProject | FleetError | ExposedFleetFile]":
    """Return the operations on a project that exists. A person is told first what else to know about it."""
    return wiring_of(project(root), fleet, ledger).map(_service)


def service_if_of_fleet(
    root: Path | None, fleet: Path | None, ledger: str | None
) -> "Result[TrackerService, NoProject | FleetError | ExposedFleetFile]":
    """Return the operations on a project of a fleet; without a fleet, they need no project."""
    if fleet is not None:
        return service_of(root, fleet, ledger)
    if root is not None:
        raise click.UsageError("--root needs --fleet: the ledger of this machine has all projects")  # noqa: EM101, TRY003 - the only one
    return Success(TrackerService(Path(), ledger=ledger))


def _service(wiring: Wiring) -> TrackerService:
    MANNER.told = None if wiring.kept is None else wiring.kept.told
    if not click.get_current_context().params.get("as_json"):  # else they are in the object
        warn_of(wiring.warnings)
        wiring = replace(wiring, warnings=())
    service = TrackerService(wiring.root)
    service._wiring = wiring  # noqa: SLF001 - programs make it of other parts
    return service


def _by_itself(root: Path, ledger: str | None) -> Wiring:
    return wired(root, home=None, ledger=ledger, post=None, clock=None, environ=None, warnings=_hint(root))


def _hint(root: Path) -> "tuple[FleetFileNearby, ...]":
    """Return the hint at a fleet file. It is not read: that takes time, and whoever put it there may be a stranger."""
    try:
        file = trusted_fleet_file(Path(os.path.abspath(root)))  # noqa: PTH100 - without the `..` of a path
    except OSError:  # the working directory was removed
        return ()
    if file is None:
        return ()
    from ...core.fleet.faults import FleetFileNearby

    name = printable(file)
    return (FleetFileNearby(name, f"--fleet {shlex.quote(name)}"),)


def _refuse_what_the_fleet_says() -> None:
    """Refuse options that name another server, token or ledger: a secret of the fleet is for its own server alone."""
    context = click.get_current_context()
    typed = (
        option
        for name, option in _OF_FLEET.items()
        if name in context.params and context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
    )
    option = next(typed, None)
    if option is not None:
        raise click.UsageError(f"--fleet cannot be combined with {option}: the fleet file decides that")  # noqa: EM102, TRY003 - the only one
