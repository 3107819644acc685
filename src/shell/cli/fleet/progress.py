"""How a run goes: one line that is rewritten on a terminal, and a line for each project in a log."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic

from ....core.fleet.causes import error_of
from ....core.fleet.duration import in_words
from ....core.fleet.outcome import Outcome
from ..progress import status_line
from ..terminal import is_watched, note

_SECONDS_BETWEEN = 0.1


class Progress:
    """The progress of one run. Its methods may be called from any thread.

    Args:
        show_line: rewrites the line; None where nobody watches, so that each outcome gets a line of its own.
        clock: returns seconds.
    """

    def __init__(self, show_line: Callable[[str], None] | None, clock: Callable[[], float] = monotonic) -> None:
        self._show_line = show_line
        self._clock = clock
        self._lock = Lock()
        self._began = clock()
        self._shown = self._began
        self._projects = 0
        self._workers = 0
        self._counts: Counter[str] = Counter()

    def begin(self, projects: int, workers: int) -> None:
        """Show that so many projects are to be tried, so many at the same time."""
        with self._lock:
            self._projects, self._workers, self._began = projects, workers, self._clock()

    def tell(self, name: str, outcome: Outcome) -> None:
        """Show the outcome of one project."""
        with self._lock:
            self._counts[outcome.word] += 1
            if self._show_line is None:
                self._log(name, outcome)
            elif self._clock() - self._shown >= _SECONDS_BETWEEN:
                self._shown = self._clock()
                self._show_line(self.words())

    def words(self) -> str:
        """Return the line that is rewritten."""
        done, seconds = self._counts.total(), self._clock() - self._began
        rate = done / seconds if seconds > 0 else 0.0
        left = "" if rate <= 0 else f", {in_words((self._projects - done) / rate)} left"
        failed, under_way = self._counts["failed"], min(self._workers, self._projects - done)
        return f"{done} of {self._projects} done, {failed} failed, {under_way} under way, {rate:.1f}/s{left}"

    def _log(self, name: str, outcome: Outcome) -> None:
        error, done = error_of(outcome) or {}, self._counts.total()
        why = f": {error['message']}" if error else ""
        note(
            "error" if outcome.word == "failed" else "info",
            f"{done}/{self._projects} {outcome.word} {name}{why}",
            event="job",
            project=name,
            outcome=outcome.word,
            done=done,
            projects=self._projects,
            kind=error.get("kind"),
        )


@contextmanager
def shown() -> Iterator[Progress]:
    """Return the progress of a run, as it suits standard error."""
    if not is_watched():
        yield Progress(None)
        return
    with status_line() as show_line:
        yield Progress(show_line)
