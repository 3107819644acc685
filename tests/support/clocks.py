"""A clock whose time passes only during a pause."""

from datetime import UTC, datetime, timedelta

from attrs import Factory, define, field

from trackpost.shell.clock import Clock

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
