"""Which projects are gone from a fleet, for whoever shows it while it is watched."""

from collections.abc import Collection

from attrs import define, field

from .rereading import Rereading

_LOOK_AROUND = 300.0
"""Seconds after which projects are looked for again, whatever happens."""


@define
class Roster:
    """The projects of a fleet, which are looked for again when its file changes, or a name is new.

    Attributes:
        file: the fleet file.
    """

    file: Rereading
    _names: frozenset[str] = field(factory=frozenset, init=False)
    _gone: frozenset[str] = field(factory=frozenset, init=False)
    _until: float = field(default=0.0, init=False)

    def gone(self, names: Collection[str]) -> Collection[str]:
        """Return those of *names* that no project of the fleet has any more."""
        now, asked = self.file.fleet.clock.monotonic(), frozenset(names)
        has_changed = self.file.look(again=False) is not None
        if has_changed or now >= self._until or not asked <= self._names | self._gone:
            self._names = frozenset(project.name for project in self.file.fleet.projects())
            self._until = now + _LOOK_AROUND
        self._gone = asked - self._names
        return self._gone
