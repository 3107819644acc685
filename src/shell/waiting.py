"""Tells what the program waits for, and until when. Whoever wants to know listens to the logger `WAITING`.

A wait is known where it is, deep inside a transport or a lock, and shown by a command line that is far away. In another
program nothing may be printed, so a log is the right way from here to there.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Timer, current_thread, main_thread

WAITING = "trackpost.waiting"
"""The logger. A record of level INFO begins a wait, and one of level DEBUG ends it.

Those of the main thread have an attribute ``waits``: what to show from now on, or nothing.
"""

_LOG = logging.getLogger(WAITING)
_SHORT = 1.0
"""Seconds: nobody needs to be told of a shorter wait."""


def _now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def waiting(why: str, seconds: float, *, after: float = 0.0, now: Callable[[], datetime] = _now) -> Iterator[None]:
    """Tell that the block waits, if that may take long and somebody listens.

    Args:
        why: a phrase for people, without secrets.
        seconds: how long it may take.
        after: seconds that pass before anybody is told, for what is usually over by then.
        now: returns the current time, with its zone.
    """
    if seconds < _SHORT or not _LOG.isEnabledFor(logging.INFO):
        yield
        return
    until = now() + timedelta(seconds=seconds)
    words = f"waiting until {until.astimezone():%H:%M:%S}: {why}"
    record = {"fields": {"event": "wait", "until": until.isoformat(timespec="seconds")}, **_shown(words)}
    try:
        with _after(after, lambda: _LOG.info("%s", words, extra=record)):
            yield
    finally:
        _LOG.debug("the wait is over: %s", why, extra=_shown(""))


@contextmanager
def _after(seconds: float, tell: Callable[[], None]) -> Iterator[None]:
    """Call *tell* after so many seconds, unless the block has ended by then; at once if there are none."""
    if not seconds:
        tell()
        yield
        return
    timer = Timer(seconds, tell)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def _shown(words: str) -> Mapping[str, object]:
    """Return what lets a line of a terminal hold these words: of many threads at once, nobody is shown what they do."""
    return {"waits": words} if current_thread() is main_thread() else {}
