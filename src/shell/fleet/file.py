"""Finds and reads the fleet file, and says in which line a value is."""

import os
from functools import partial
from glob import escape
from pathlib import Path

from attrs import frozen
from returns.result import Failure, Result, Success

from ...core.fleet.faults import ExposedFleetFile, NoFleetFile
from ...core.fleet.fleet_file import FleetFile, ProjectEntry, parse_fleet_file
from ...core.fleet.table import FleetFileFault
from ...core.project.faults import FileFault
from ..files.reading import printable, read_small_text, target_of, without_mark
from ..files.system import exposed_mode
from ..project.toml_lines import line_of, parse_toml
from .homes import home_of
from .whereabouts import nearest_fleet_file

_MOST_BYTES = 16 * 1024 * 1024
_OTHERS, _OTHERS_WRITE = 0o077, 0o022
_STATE, _HOMES = "fleet.db", "homes"


@frozen(kw_only=True)
class FleetSource:
    """A fleet file that was read.

    Attributes:
        path: of the file, absolute.
        file: what it says.
        person_home: what a tilde stands for; None where nobody knows.
    """

    path: Path
    file: FleetFile
    person_home: Path | None

    @property
    def state(self) -> Path:
        """The database of the fleet, by default beside the file; if the state is shared, where it would be."""
        return self.located(self.file.state or _STATE)

    @property
    def homes(self) -> Path:
        """The folder of the home folders, by default beside the state."""
        return self.state.with_name(_HOMES) if self.file.homes is None else self.located(self.file.homes)

    def folder(self, entry: ProjectEntry) -> Path:
        """Return the absolute path of the folder of a project that is named."""
        return Path(os.path.normpath(self.located(entry.path)))

    def home(self, entry: ProjectEntry) -> Path:
        """Return the home folder of a project that is named."""
        return home_of(self.homes, self.folder(entry)) if entry.home is None else self.located(entry.home)

    def located(self, text: str) -> Path:
        """Return the absolute path that a text of the file means: relative ones count from the folder of the file."""
        return _located(text, self.path.parent, self.person_home)

    def pattern(self, text: str) -> str:
        """Return the absolute pattern that a text of the file means; folders that it does not name match themselves."""
        home = None if self.person_home is None else Path(escape(str(self.person_home)))
        return os.path.normpath(_located(text, Path(escape(str(self.path.parent))), home))


def _located(text: str, folder: Path, home: Path | None) -> Path:
    head, _, tail = text.partition("/")
    return home / tail if head == "~" and home is not None else folder / text


def find_fleet_file(named: Path | None, start: Path) -> Result[Path, NoFleetFile]:
    """Return the file that was named, or the nearest ``fleet.toml`` at or above *start*, as an absolute path."""
    if named is not None:
        return Success(start / named)
    nearest = nearest_fleet_file(start)
    return Failure(NoFleetFile(printable(start))) if nearest is None else Success(nearest)


def read_fleet_file(path: Path, person_home: Path | None) -> Result[FleetSource, FileFault | FleetFileFault]:
    """Return what the file says, or the first thing that is wrong with it."""
    return Result.do(
        source
        for text in read_small_text(path, _MOST_BYTES).map(lambda marked: without_mark(marked)[1])
        for raw in parse_toml(path, text)
        for file in parse_fleet_file(printable(path), raw, partial(line_of, text))
        for source in _with_own_homes(FleetSource(path=path, file=file, person_home=person_home), text)
    )


def exposure(source: FleetSource) -> ExposedFleetFile | None:
    """Return a warning where others can read secrets in the file, or write it, and so the commands that it names."""
    return _exposure(source, _OTHERS if source.file.has_secrets else _OTHERS_WRITE)


def refuse_writable(source: FleetSource) -> Result[None, ExposedFleetFile]:
    """Return nothing, or the same as an error where others can write the file."""
    exposed = _exposure(source, _OTHERS_WRITE)
    return Success(None) if exposed is None else Failure(exposed)


def _exposure(source: FleetSource, forbidden: int) -> ExposedFleetFile | None:
    try:
        mode = exposed_mode(source.path)
    except (OSError, ValueError):
        return None
    return None if mode is None or not mode & forbidden else ExposedFleetFile(printable(source.path), f"{mode:04o}")


def _with_own_homes(source: FleetSource, text: str) -> Result[FleetSource, FleetFileFault]:
    """Refuse two projects with one home folder: their caches and links would mix."""
    if all(entry.home is None for entry in source.file.projects):
        return Success(source)
    entries, owners = source.file.projects, dict[Path, int]()
    for number, entry in enumerate(entries):
        owner = owners.setdefault(target_of(source.home(entry)), number)
        if target_of(source.folder(entries[owner])) != target_of(source.folder(entry)):
            wrong, other = (owner, number) if entry.home is None else (number, owner)  # a home that is written
            line = line_of(text, ("projects", wrong, "home"))
            reason = f"is the home folder of {entries[other].path}, too; give each project its own"
            return Failure(FleetFileFault(source.file.source, line, "projects.home", reason))
    return Success(source)
