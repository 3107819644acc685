"""When the projects of a watch are due. Any thread may use it."""

from heapq import heappop, heappush
from threading import Lock


class Agenda:
    """The instants at which projects are due, in seconds since the epoch."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._due: dict[str, float] = {}
        self._heap: list[tuple[float, str]] = []

    def note(self, name: str, due: float) -> None:
        """Let a project be due at an instant, in place of any other."""
        with self._lock:
            self._due[name] = due
            heappush(self._heap, (due, name))

    def __contains__(self, name: str) -> bool:
        """Return whether a project has an instant."""
        return name in self._due

    def first(self) -> float | None:
        """Return when the first project is due; None if none is."""
        with self._lock:
            return min(self._due.values(), default=None)

    def take(self, now: float) -> str | None:
        """Remove a project that is due, and return it, the one that has been due the longest; None if none is."""
        with self._lock:
            while self._heap and self._heap[0][0] <= now:
                due, name = heappop(self._heap)
                if self._due.get(name) == due:
                    del self._due[name]
                    return name
            return None
