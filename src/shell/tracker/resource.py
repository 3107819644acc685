"""What a pull works on."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias, TypeVar

from attrs import frozen
from returns.result import Result

from ...core.issues.cache_faults import BusyCache, UnreadableCache
from ...core.issues.filing import CheckpointKeys
from ...core.project.faults import UnwritableFile
from ...core.snapshot.guards import Owns
from ...core.trackers.batch import RenamedProject
from ...core.trackers.merge import OwnerOf
from ...core.trackers.model import Context
from ..cache.writer import CacheWriter, write_cache

_Value = TypeVar("_Value")
_Error = TypeVar("_Error")

WriteFault: TypeAlias = BusyCache | UnreadableCache | UnwritableFile


@frozen(kw_only=True)
class Resource:
    """The resource of a tracker that a project is bound to, and where its issues are kept.

    Attributes:
        path: of the cache.
        busy_seconds: how long to wait for another writer of the cache.
        keys: of its rows among the checkpoints.
        context: for the translation; the provider and the workspace are those that issues are filed under.
        names: of `names_digest`: by which names issues are translated.
        alias: the name of the workspace under which other tools file the same issues.
        owner_of: who owns each field.
        owns: the test that its issues pass.
        tells_by_key: that test tells apart the resources of one workspace.
        renamed: what to return if the tracker lists it under another key.
    """

    path: Path
    busy_seconds: float
    keys: CheckpointKeys
    context: Context
    names: str
    alias: str
    owner_of: OwnerOf
    owns: Owns
    tells_by_key: bool
    renamed: RenamedProject

    def write(self, change: Callable[[CacheWriter], Result[_Value, _Error]]) -> Result[_Value, _Error | WriteFault]:
        """Change the cache in one transaction."""
        return write_cache(self.path, self.busy_seconds, change)
