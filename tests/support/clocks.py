"""A machine whose time passes only when somebody waits."""

from datetime import UTC, datetime, timedelta

from attrs import Factory, define, field

from trackpost.shell.clock import Clock

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@define
class Stopwatch:
    """Clocks that stand still until `wait` is called.

    Attributes:
        seconds: since noon.
        pauses: all that was waited for.
        stopped: how many seconds longer a pause takes, because the process was stopped meanwhile.
    """

    seconds: float = 0.0
    pauses: list[float] = Factory(list)
    _draw: float = field(default=1.0, alias="draw")
    stopped: float = 0.0

    def wait(self, seconds: float) -> None:
        """Let time pass, as a pause."""
        self.pauses.append(seconds)
        self.seconds += seconds + self.stopped

    def now(self) -> datetime:
        """Return what time it is."""
        return NOON + timedelta(seconds=self.seconds)

    @property
    def clock(self) -> Clock:
        """The clock that goes by these clocks, and always draws the same."""
        return Clock(monotonic=lambda: self.seconds, now=self.now, sleep=self.wait, draw=lambda: self._draw)
