"""Counts the outcomes of a run while it goes on, from whichever thread they come."""

from collections import Counter
from collections.abc import Mapping
from threading import Lock

from ...core.errors import Problem
from ...core.fleet.causes import Cause, add_to, by_number
from ...core.fleet.holding import WORST_FIRST, FailureKind, failure_in
from ...core.fleet.outcome import WORDS, Outcome, Word


class Summary:
    """What came of the projects so far."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: Counter[Word] = Counter()
        self._causes: Mapping[str, Cause] = {}
        self._warnings: dict[Problem, None] = {}
        self._failures: frozenset[FailureKind | None] = frozenset()

    def add(self, name: str, outcome: Outcome) -> None:
        """Count the outcome of one project."""
        with self._lock:
            self._counts[outcome.word] += 1
            self._causes = add_to(self._causes, name, outcome)
            self._failures |= {failure_in(outcome)} - {None}

    def warn(self, warning: Problem) -> None:
        """Remember a warning, once."""
        with self._lock:
            self._warnings[warning] = None

    @property
    def failure(self) -> FailureKind | None:
        """The worst that went wrong; None if nothing did."""
        with self._lock:
            return next((kind for kind in WORST_FIRST if kind in self._failures), None)

    @property
    def counts(self) -> Mapping[Word, int]:
        """How many projects have each outcome."""
        with self._lock:
            return {word: self._counts[word] for word in WORDS}

    @property
    def causes(self) -> tuple[Cause, ...]:
        """What went wrong, the most frequent first."""
        with self._lock:
            return by_number(self._causes.values())

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What else to know."""
        with self._lock:
            return tuple(self._warnings)
