"""How a run goes: one line that is rewritten on a terminal, and a line for each project in a log."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic

from ....core.fleet.causes import error_of
from ....core.fleet.outcome import Outcome
from ....core.parsing.duration import in_words
from ....core.parsing.text import counted
from ..progress import status_line
from ..streams import is_watched
from ..terminal import note

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
            if self._show_line is not None:
                self._show_line(self.words())

    def tell(self, name: str, outcome: Outcome) -> None:
        """Show the outcome of one project."""
        with self._lock:
            self._counts[outcome.word] += 1
            if self._show_line is None:
                log_outcome(name, outcome, done=self._counts.total(), projects=self._projects)
            elif self._clock() - self._shown >= _SECONDS_BETWEEN:
                self._shown = self._clock()
                self._show_line(self.words())

    def words(self) -> str:
        """Return the line that is rewritten."""
        done, seconds = self._counts.total(), self._clock() - self._began
        rate = done / seconds if seconds > 0 else 0.0
        is_known = done > self._workers  # those that end first are the fast ones
        left = f", {in_words((self._projects - done) / rate)} left" if is_known and rate > 0 else ""
        failed, under_way = self._counts["failed"], min(self._workers, self._projects - done)
        return f"{done} of {self._projects} done, {failed} failed, {under_way} under way, {rate:.1f}/s{left}"


def log_beginning(doing: str, projects: int, due_in: float | None = None) -> None:
    """Print what a command that runs for long begins with, as a line of a log.

    Args:
        doing: what it does for its projects.
        projects: how many there are.
        due_in: so many seconds until the first one is tried; None if there is none, or if that is not known.
    """
    moment = "now" if due_in is None or due_in < 1.0 else f"in {in_words(due_in)}"
    first = "" if due_in is None else f"; the first is due {moment}"
    note("info", f"{doing} {counted(projects, 'project')}{first}", event="begin", projects=projects)


def log_outcome(name: str, outcome: Outcome, **progress: int) -> None:
    """Print the outcome of one project as a line of a log.

    Args:
        name: of the project.
        outcome: how it ended.
        progress: ``done`` and ``projects``, where there is an end.
    """
    error, done = error_of(outcome) or {}, "/".join(map(str, progress.values()))
    why = f": {error['message']}" if error else ""
    note(
        "error" if outcome.word == "failed" else "info",
        " ".join(filter(None, (done, outcome.word, f"{name}{why}"))),
        event="job",
        project=name,
        outcome=outcome.word,
        kind=error.get("kind"),
        **progress,
    )


@contextmanager
def shown() -> Iterator[Progress]:
    """Return the progress of a run, as it suits standard error."""
    if not is_watched():
        yield Progress(None)
        return
    with status_line() as show_line:
        yield Progress(show_line)
