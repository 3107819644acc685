"""Finds the projects of a fleet, and says why other folders are none."""

import os
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeAlias

from ...core.fleet.fleet_file import DiscoverEntry, ProjectEntry
from ...core.fleet.project import FleetProject, LeftOut, NothingFound, Reason
from ...core.project.binding import NotBound
from ..files.reading import is_folder, is_same, printable, target_of
from ..project.config_file import is_home, read_binding
from .file import FleetSource
from .homes import home_of
from .patterns import matching

Found: TypeAlias = FleetProject | LeftOut
_FOLDER = ".kittify"


def found_by(source: FleetSource) -> Iterator[Found]:
    """Return the projects of a fleet, those that are named first, and the folders that are left out.

    A folder counts once, by whichever path it is reached. Configs are not read: see `bound`.
    """
    seen, homes = set[Path](), set[Path]()
    for found in _all(source):
        if isinstance(found, LeftOut):
            yield found
            continue
        target, home = target_of(Path(found.path)), target_of(Path(found.home))
        if target in seen:
            yield LeftOut(found.name, "named_twice")
        elif home in homes:
            yield LeftOut(found.name, "home_taken")
        else:
            seen.add(target)
            homes.add(home)
            yield found


def project_at(source: FleetSource, root: Path) -> FleetProject | None:
    """Return the project of a fleet whose folder is *root*, however that is reached; None if there is none."""
    return next((one for one in _all(source) if isinstance(one, FleetProject) and is_same(Path(one.path), root)), None)


def bound(found: Found) -> Found:
    """Return *found*, but leave out a folder that a pattern found and that is not bound to a tracker."""
    match found:
        case FleetProject(is_discovered=True, path=path, name=name):
            error = read_binding(Path(path)).swap().value_or(None)
            return LeftOut(name, "not_bound") if isinstance(error, NotBound) else found
        case _:
            return found


def nothing_found(source: FleetSource) -> Iterator[NothingFound]:
    """Return the paths and patterns of the fleet file that name no folder."""
    for entry in source.file.projects:
        if not is_folder(source.located(entry.path)):
            yield NothingFound("projects", entry.path)
    for search in source.file.discover:
        if not any(is_folder(Path(path)) for path in matching(source.pattern(search.pattern))):
            yield NothingFound("discover", search.pattern)


def _all(source: FleetSource) -> Iterator[Found]:
    for entry in source.file.projects:
        yield _named(source, entry)
    for search in source.file.discover:
        yield from _discovered(source, search)


def _named(source: FleetSource, entry: ProjectEntry) -> FleetProject:
    folder = source.folder(entry)
    return FleetProject(
        path=str(folder),
        name=printable(folder),
        home=str(source.home(entry)),
        every=entry.every or source.file.every,
        credentials=entry.credentials,
    )


def _discovered(source: FleetSource, entry: DiscoverEntry) -> Iterator[Found]:
    for path in sorted(set(matching(source.pattern(entry.pattern)))):
        folder = _plain(Path(path))
        reason = _reason(source, entry, folder)
        if reason is not None:
            yield LeftOut(printable(folder), reason)
        elif is_folder(folder):
            yield FleetProject(
                path=str(folder),
                name=printable(folder),
                home=str(home_of(source.homes, folder)),
                every=entry.every or source.file.every,
                is_discovered=True,
            )


def _reason(source: FleetSource, entry: DiscoverEntry, folder: Path) -> Reason | None:
    """Return why a folder is no project; None if it is one, or if it is not even a folder."""
    if any(_matches(folder, pattern) for text in entry.exclude for pattern in (text, source.pattern(text))):
        return "excluded"
    try:
        os.scandir(folder / _FOLDER).close()
    except FileNotFoundError:
        return "no_kittify"
    except NotADirectoryError:
        return "no_kittify" if is_folder(folder) else None
    except OSError:
        return "unreadable"
    return "own_state" if is_home(folder, source.person_home) else None


def _matches(folder: Path, pattern: str) -> bool:
    """Say whether a pattern matches the path of a folder, something in it, or its name alone."""
    texts = (str(folder), f"{folder}/", folder.name)
    return any(fnmatchcase(text, pattern) for text in texts)


def _plain(path: Path) -> Path:
    return Path(os.path.normpath(path))
