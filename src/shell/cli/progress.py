"""Progress: one line of a terminal that is rewritten again and again, and nothing anywhere else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from ...core.delivery.publish import Doing, Progress, progress_in_words
from .status_line import show_progress

_SECONDS_BETWEEN = 0.1


@contextmanager
def status_line() -> Iterator[Callable[[str], None]]:
    """Return the function that rewrites the line. The line is empty in the end."""
    try:
        yield show_progress
    finally:
        show_progress("")


def shown_by(show_line: Callable[[str], None], clock: Callable[[], float] = monotonic) -> Callable[[Progress], None]:
    """Return a function that shows the progress of a publish, at most ten times a second, and its last word."""
    began: dict[Doing, float] = {}
    last = clock()
    is_shown = False

    def show(progress: Progress) -> None:
        nonlocal last, is_shown
        now = clock()
        began.setdefault(progress.doing, now)
        if now - last >= _SECONDS_BETWEEN or (is_shown and progress.share >= 1):
            last, is_shown = now, True
            show_line(progress_in_words(progress, now - began[progress.doing]))

    return show
