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
MOMENT = 0.5
"""Seconds that pass before anybody is told of a wait for what is usually there at once."""
_waits: list[str] = []
"""What the main thread waits for: one thing inside of another."""


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
    fields = {"event": "wait", "until": until.isoformat(timespec="seconds")}
    waits = _waits if current_thread() is main_thread() else None  # of many threads, nobody is shown what they do

    def tell() -> None:
        _LOG.info("%s", words, extra={"fields": fields, **_now_shown(waits, [*(waits or ()), words])})

    before = list(_waits)
    try:
        with _after(after, tell):
            yield
    finally:
        _LOG.debug("the wait is over: %s", why, extra=_now_shown(waits, before))


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


def _now_shown(waits: list[str] | None, now: list[str]) -> Mapping[str, object]:
    """Note what is waited for now, and return the attribute that shows the innermost of it."""
    if waits is None:
        return {}
    waits[:] = now
    return {"waits": now[-1] if now else ""}
