"""Notices what others write while the job of a project is done: the job may have read what was there before."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from attrs import define, field

from .contents import looks_of_stores
from .looks import look_at

_Pulled = TypeVar("_Pulled")

_LOG = "-wal"


@define
class Meanwhile:
    """How the caches of a home folder, and the stores of beads or fp, look while a job is done.

    Until its pull has ended, a job writes into its own cache; so that one is looked at then, and all else when the job
    begins. What the command of beads or fp writes into its store cannot be told from what others write there: the
    project is tried once more than necessary then, rather than never again.

    Attributes:
        folders: that may have stores.
        own: the project's own cache.
    """

    folders: tuple[Path, ...]
    own: Path
    _began: tuple[str, ...] = field(init=False)
    _pulled: str | None = field(default=None, init=False)

    @_began.default
    def _at_first(self) -> tuple[str, ...]:
        return self._others()

    def after(self, pulled: _Pulled) -> _Pulled:
        """Look at the project's own cache, and return how its pull has ended."""
        self._pulled = _cache(self.own)
        return pulled

    def has_changed(self) -> bool:
        """Return whether anything looks different now."""
        return self._others() != self._began or self._pulled not in {None, _cache(self.own)}

    def _others(self) -> tuple[str, ...]:
        others = sorted(path for path in self.own.parent.glob("*.db") if path != self.own)
        return (*looks_of_stores(self.folders), *map(_cache, others))


def _cache(path: Path) -> str:
    """Return how a cache looks: its log counts too, unless it is empty, as a reader leaves it."""
    log = path.with_name(path.name + _LOG)
    return " ".join((path.name, look_at(path), *_written(log)))


def _written(log: Path) -> Iterable[str]:
    try:
        return (look_at(log),) if log.stat().st_size else ()
    except OSError:
        return ()
