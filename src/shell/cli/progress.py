"""One line of a terminal that says how far it is, written again and again; nothing where there is no terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

import click

from ...core.delivery.publish import Doing, Progress, progress_in_words

_SECONDS_BETWEEN = 0.1


class StatusLine:
    """A line of standard error."""

    def __init__(self) -> None:
        self._is_shown = sys.stderr is not None and sys.stderr.isatty()

    def show(self, text: str) -> None:
        """Write *text* in place of what stood there."""
        if self._is_shown:
            click.echo(f"\r\x1b[K{text}", err=True, nl=False)

    def wipe(self) -> None:
        """Leave nothing there."""
        self.show("")


@contextmanager
def status_line() -> Iterator[StatusLine]:
    """Open a line, which is wiped in the end."""
    opened = StatusLine()
    try:
        yield opened
    finally:
        opened.wipe()


def shown_by(say: Callable[[str], None], clock: Callable[[], float] = monotonic) -> Callable[[Progress], None]:
    """Return what shows the progress of a publish by *say*, ten times a second at most."""
    began: dict[Doing, float] = {}
    last = clock()

    def show(progress: Progress) -> None:
        nonlocal last
        now = clock()
        began.setdefault(progress.doing, now)
        if now - last >= _SECONDS_BETWEEN:
            last = now
            say(progress_in_words(progress, now - began[progress.doing]))

    return show
