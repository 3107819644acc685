"""What is counted of the jobs of a fleet. No count has a project's name: there may be tens of thousands."""

from contextlib import AbstractContextManager, nullcontext
from typing import Literal, Protocol, TypeAlias

from attrs import frozen

from ...core.errors import Category

WaitFor: TypeAlias = Literal["queue", "limit"]
"""``queue``: from the moment a job is due until it starts. ``limit``: until a host may be asked."""


class JobMetrics(Protocol):
    """Counts jobs. All methods may be called from any thread, and raise nothing."""

    def under_way(self) -> AbstractContextManager[None]:
        """Count a job as under way until the end of the block."""

    def ended(self, outcome: str, category: Category | None, seconds: float | None) -> None:
        """Count a job that has ended.

        Args:
            outcome: the word of reports, such as ``delivered``, ``failed`` or ``held``.
            category: of its failure, or of the reason for which it was not tried; None if it went well.
            seconds: how long it took; None if it was not tried.
        """

    def waited(self, what_for: WaitFor, seconds: float) -> None:
        """Count a wait."""


@frozen
class Uncounted:
    """Nobody counts."""

    def under_way(self) -> AbstractContextManager[None]:
        """Do nothing."""
        return nullcontext()

    def ended(self, outcome: str, category: Category | None, seconds: float | None) -> None:
        """Do nothing."""

    def waited(self, what_for: WaitFor, seconds: float) -> None:
        """Do nothing."""


UNCOUNTED = Uncounted()
