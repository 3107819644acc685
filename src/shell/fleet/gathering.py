"""Brings the links of a project together that are in other caches of its home folder.

The name of a cache has the tracker's address and the account in it. The fleet knows both from its file; a command that
is run in the home folder of a project knows what that folder has, and so may write its links into another cache. What
was made or removed there since the last time is made or removed in the cache of the project, too.
"""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from returns.result import Result, Success

from ...core.issues.cache_faults import BusyCache, CacheFault, UnreadableCache
from ...core.project.faults import UnwritableFile
from ..cache.opening import look_into
from ..cache.writer import write_cache
from ..runtime import Runtime
from .links import Links, decoded, encoded, links_in, made_in, put_links, remove_links, removed_from

_TABLE = "CREATE TABLE IF NOT EXISTS trackpost_gathered (source TEXT PRIMARY KEY, links TEXT NOT NULL)"
_IS_THERE = "SELECT 1 FROM sqlite_master WHERE name = 'trackpost_gathered'"
_SEEN = "SELECT source, links FROM trackpost_gathered"
_SEE = "INSERT OR REPLACE INTO trackpost_gathered VALUES (?, ?)"

_Sources: TypeAlias = Mapping[str, Links]
"""The links in other caches, by the names of their files."""


def gather(runtime: Runtime) -> Result[None, BusyCache | UnreadableCache | UnwritableFile]:
    """Bring links from other caches of the home folder into that of the project, if some were made or removed."""
    sources = _sources(runtime)
    seen = _seen_in(runtime) if sources else {}
    if all(seen.get(name, {}) == links for name, links in sources.items()):
        return Success(None)
    return write_cache(runtime.cache_path, runtime.busy_seconds, lambda cache: _gathered(cache.connection, sources))


def _sources(runtime: Runtime) -> _Sources:
    """Return the links in other caches; one that cannot be read now is read by a later job."""
    own = runtime.cache_path
    found = {path.name: _links_of(path, runtime) for path in sorted(own.parent.glob("*.db")) if path.name != own.name}
    return {name: links.unwrap() for name, links in found.items() if isinstance(links, Success)}


def _links_of(path: Path, runtime: Runtime) -> Result[Links, CacheFault]:
    """Return the links of the project in a cache: a home folder that a person named may have those of others, too."""
    system, places = runtime.binding.provider, {runtime.binding.workspace, *runtime.filing.workspaces}

    def own(_path: str, connection: sqlite3.Connection) -> Result[Links, CacheFault]:
        connection.text_factory = str
        found = links_in(connection).items()
        return Success({key: row for key, row in found if row[1] == system and row[2] in places})

    return look_into(path, runtime.busy_seconds, own)


def _seen_in(runtime: Runtime) -> _Sources:
    def seen(_path: str, connection: sqlite3.Connection) -> Result[_Sources, CacheFault]:
        connection.text_factory = str
        return Success(_seen(connection))

    found: Result[_Sources, CacheFault] = look_into(runtime.cache_path, runtime.busy_seconds, seen)
    return found.value_or({})


def _seen(connection: sqlite3.Connection) -> _Sources:
    if connection.execute(_IS_THERE).fetchone() is None:
        return {}
    return {str(source): decoded(links) for source, links in connection.execute(_SEEN)}


def _gathered(connection: sqlite3.Connection, sources: _Sources) -> Result[None, UnreadableCache]:
    connection.execute(_TABLE)
    seen, ours = _seen(connection), links_in(connection)
    for name, links in sources.items():
        base = seen.get(name, {})
        gone = removed_from(links, base).items()
        remove_links(connection, [key for key, row in gone if ours.get(key) == row])  # else it was linked anew
        put_links(connection, made_in(links, base).values())
        connection.execute(_SEE, (name, encoded(links)))
    return Success(None)
