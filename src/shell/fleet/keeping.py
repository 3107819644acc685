"""Looks at one project as the fleet does that keeps it: with its server, its credentials, and the project's home."""

import shlex
from collections.abc import Mapping
from glob import escape
from pathlib import Path

from returns.result import Failure, Result, Success

from ...core.fleet.faults import ExposedFleetFile, FleetError, NotOfFleet
from ...core.fleet.project import FleetProject
from ..clock import Clock
from ..credentials.commands import CredentialCommands
from ..files.home import person_home
from ..files.reading import printable
from ..operations.kept import Kept, Once
from ..operations.wiring import Wiring, wired
from .discovery import project_at
from .file import FleetSource, exposure, read_fleet_file, refuse_writable
from .loading import TOKEN, Loader

_TABLE = "[credentials.server] in the fleet file"


def kept_by(
    file: Path, here: Path, root: Path, environ: Mapping[str, str]
) -> Result[Wiring, FleetError | ExposedFleetFile]:
    """Return what the operations on the project in *root* are made of, if they are to do as its fleet does.

    No command of the fleet file is run before the project is loaded. A file that others can write is refused: they
    would decide which commands a person runs just to look at a project.
    """
    return Result.do(
        _wiring(source, project, environ)
        for source in read_fleet_file(here / file, person_home(environ))
        for _ in refuse_writable(source)
        for project in _project_at(source, root)
    )


def _project_at(source: FleetSource, root: Path) -> Result[FleetProject, NotOfFleet]:
    found = project_at(source, root)
    return Failure(NotOfFleet(printable(root), source.file.source)) if found is None else Success(found)


def _wiring(source: FleetSource, project: FleetProject, environ: Mapping[str, str]) -> Wiring:
    clock, exposed, shared = Clock(), exposure(source), source.file.shared
    commands = CredentialCommands(source.path.parent, environ, clock)
    loader = Loader(source=source, commands=commands, environ=environ, clock=clock, remembers=False)
    verb = "run" if shared is None else "enqueue"
    kept = Kept(
        file=source.file.source,
        load=Once(lambda: loader.load(project)),
        endpoint=source.file.endpoint,
        insecure_http=source.file.insecure_http,
        token_from=TOKEN if source.file.server_credentials is None else _TABLE,
        run=shlex.join(["trackpost", "fleet", verb, "--config", source.file.source, "--only", escape(project.name)]),
    )
    return wired(
        Path(project.path),
        home=Path(project.home),
        ledger=None if shared is None else shared.url.reveal(),
        post=None,
        clock=clock,
        environ=environ,
        kept=kept,
        warnings=() if exposed is None else (exposed,),
    )
