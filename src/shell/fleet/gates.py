"""Keeps the limits of hosts: so many projects at once, so many requests in a minute, for each credential."""

from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from copy import copy
from threading import Lock
from typing import Protocol, Self

from attrs import Factory, define, frozen

from ...core.fleet.limits import NO_LIMIT, Bucket, HostLimit, full
from ...core.fleet.outcome import Credential
from ...core.fleet.port import Done
from ...core.fleet.project import FleetProject
from ..clock import Clock
from ..telemetry.job_metrics import UNCOUNTED, JobMetrics

_GLANCE = 1.0
"""Seconds: so often somebody who waits for a turn looks whether it is time to stop."""


class StoppedAtLimit(Exception):  # noqa: N818 - no error: it takes a job that waits out of its pull
    """The fleet was told to stop while a request waited for its turn; the request was not sent."""


def never() -> bool:
    """Say that it is not time to stop."""
    return False


@frozen
class Waiting:
    """A job that waits at a gate. It holds nothing that was read for it: there may be tens of thousands.

    Attributes:
        project: whose job it is.
        done: is called when it has ended.
    """

    project: FleetProject
    done: Done


@define
class _Gate:
    inside: int = 0
    waiting: deque[tuple[float, Waiting]] = Factory(deque)
    bucket: Bucket | None = None


class Gatekeeper(Protocol):
    """Keeps the limits of hosts. Its methods may be called from any thread."""

    def enter(self, credential: Credential, job: Waiting) -> bool:
        """Let a job in, or keep it waiting and return False; whoever lets another one out gets it then."""

    def leave(self, credential: Credential) -> Waiting | None:
        """Let a job out, and return one that waits, which may try to enter now."""

    def pace(self, credential: Credential) -> None:
        """Wait until a request may be sent.

        Raises:
            StoppedAtLimit: the fleet was told to stop meanwhile.
        """

    def under(self, limits: Mapping[str, HostLimit]) -> Self:
        """Return the same gates under other limits: who is inside stays inside, and what was sent counts."""


@frozen
class Patience:
    """Waits, but not when it is time to stop.

    Attributes:
        clock: what is waited by.
        is_stopped: says whether it is time to stop.
    """

    clock: Clock
    is_stopped: Callable[[], bool] = never

    def sleep(self, seconds: float) -> None:
        """Wait so many seconds.

        Raises:
            StoppedAtLimit: it is time to stop.
        """
        until = self.clock.monotonic() + seconds
        while (left := until - self.clock.monotonic()) > 0:
            if self.is_stopped():
                raise StoppedAtLimit
            self.clock.sleep(min(left, _GLANCE))


class Gates:
    """The gates of one process; implements `Gatekeeper`.

    Args:
        limits: by the names of hosts.
        patience: waits for turns.
        metrics: counts the waits.
    """

    def __init__(self, limits: Mapping[str, HostLimit], patience: Patience, metrics: JobMetrics = UNCOUNTED) -> None:
        self._limits = limits
        self._patience = patience
        self._clock = patience.clock
        self._metrics = metrics
        self._lock = Lock()
        self._gates: dict[Credential, _Gate] = defaultdict(_Gate)

    def enter(self, credential: Credential, job: Waiting) -> bool:
        """Let a job in, or keep it waiting: so no thread waits at a gate while it could work for another host."""
        at_once = self._limits.get(credential.host, NO_LIMIT).at_once
        with self._lock:
            gate = self._gates[credential]
            if at_once is not None and gate.inside >= at_once:
                gate.waiting.append((self._clock.monotonic(), job))
                return False
            gate.inside += 1
            return True

    def leave(self, credential: Credential) -> Waiting | None:
        """Let a job out, and return the one that has waited the longest."""
        with self._lock:
            gate = self._gates[credential]
            gate.inside -= 1
            if not gate.waiting:
                return None
            since, job = gate.waiting.popleft()
        self._metrics.waited("limit", self._clock.monotonic() - since)
        return job

    def pace(self, credential: Credential) -> None:
        """Wait until a request may be sent.

        Raises:
            StoppedAtLimit: the fleet was told to stop meanwhile.
        """
        per_minute = self._limits.get(credential.host, NO_LIMIT).per_minute
        if per_minute is None:
            return
        with self._lock:
            gate, now = self._gates[credential], self._clock.monotonic()
            gate.bucket, wait = (gate.bucket or full(per_minute, now)).under(per_minute).take(now)
        self.wait(wait)

    def under(self, limits: Mapping[str, HostLimit]) -> Self:
        """Return the same gates under other limits: who is inside stays inside, and what was sent counts."""
        same = copy(self)
        same._limits = limits  # noqa: SLF001 - its own
        return same

    def wait(self, seconds: float) -> None:
        """Wait so many seconds for a turn.

        Raises:
            StoppedAtLimit: the fleet was told to stop meanwhile.
        """
        if seconds > 0:
            self._metrics.waited("limit", seconds)
            self._patience.sleep(seconds)
