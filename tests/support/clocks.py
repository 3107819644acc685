"""A clock whose time passes only during a pause, and one that is ahead of the files."""

import time
from datetime import UTC, datetime, timedelta

from attrs import Factory, define, field

from trackpost.shell.clock import Clock, utc_now

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@define
class Stopwatch:
    """A clock that stands still until `wait` is called.

    Attributes:
        seconds: the time since noon.
        pauses: all pauses so far, in seconds.
        stopped: how many seconds longer each pause takes, as if the process was stopped meanwhile.
    """

    seconds: float = 0.0
    pauses: list[float] = Factory(list)
    _draw: float = field(default=1.0, alias="draw")
    stopped: float = 0.0

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.pauses.append(seconds)
        self.seconds += seconds + self.stopped

    def now(self) -> datetime:
        """Return the current time."""
        return NOON + timedelta(seconds=self.seconds)

    @property
    def clock(self) -> Clock:
        """A `Clock` with this time, which always draws the same number."""
        return Clock(monotonic=lambda: self.seconds, now=self.now, sleep=self.wait, draw=lambda: self._draw)


_COARSE = 5
"""``CLOCK_REALTIME_COARSE`` of Linux, which file systems go by."""


def tick() -> None:
    """Wait until the time that files get is another one."""
    begun = time.clock_gettime_ns(_COARSE)
    while time.clock_gettime_ns(_COARSE) == begun:
        time.sleep(0.001)


AFTERWARDS = Clock(now=lambda: utc_now() + timedelta(seconds=5))
"""A clock by which every file is quiet, so that nobody has to wait. Call `tick` before a file is changed."""
