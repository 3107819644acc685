"""What is to be done later, in the order of time."""

from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count
from time import time
from typing import TypeAlias

Action: TypeAlias = Callable[[], None]


class Agenda:
    """Actions, each at its time."""

    def __init__(self) -> None:
        self._entries: list[tuple[float, int, Action]] = []
        self._numbers = count()

    def __len__(self) -> int:
        """Return how many are still to be done."""
        return len(self._entries)

    def after(self, seconds: float, action: Action) -> None:
        """Do *action* in so many seconds."""
        heappush(self._entries, (time() + seconds, next(self._numbers), action))

    def do(self) -> None:
        """Do all that is due."""
        while self._entries and self._entries[0][0] <= time():
            heappop(self._entries)[2]()
