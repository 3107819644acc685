"""Reads the fleet file again when it has changed."""

from attrs import define, evolve, field
from returns.result import Result

from ...core.fleet.faults import FleetError
from .fleet import Fleet, read_fleet
from .looks import look_at


@define
class Rereading:
    """The fleet of a file that may change.

    Attributes:
        fleet: as it was read last; a file that is wrong changes nothing.
    """

    fleet: Fleet
    _seen: str = field(init=False)

    @_seen.default
    def _first(self) -> str:
        return look_at(self.fleet.source.path)

    def look(self, *, again: bool) -> Result[Fleet, FleetError] | None:
        """Return the fleet as the file says now, or what is wrong with it; None if it has not changed.

        Args:
            again: read it, changed or not.
        """
        old, seen = self.fleet, look_at(self.fleet.source.path)
        if seen == self._seen and not again:
            return None
        self._seen = seen
        found = read_fleet(old.source.path, old.source.path.parent, old.environ, old.clock, old.post)
        found = found.map(lambda fleet: evolve(fleet, metrics=old.metrics))
        self.fleet = found.value_or(old)
        return found
