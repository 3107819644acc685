"""Keeps the limits of hosts: so many projects at once, so many requests in a minute, for each credential."""

from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from functools import partial
from threading import Lock
from typing import Protocol

from attrs import Factory, define

from ...core.fleet.limits import NO_LIMIT, Bucket, HostLimit, full
from ...core.fleet.outcome import Credential
from ..clock import Clock
from ..telemetry.job_metrics import UNCOUNTED, JobMetrics


@define
class _Gate:
    inside: int = 0
    waiting: deque[Callable[[], None]] = Factory(deque)
    bucket: Bucket | None = None


class Gatekeeper(Protocol):
    """Keeps the limits of hosts. Its methods may be called from any thread."""

    def through(self, credential: Credential, work: Callable[[], None]) -> None:
        """Do *work* while no more are inside than may be, perhaps after this call has returned."""

    def pace(self, credential: Credential) -> None:
        """Wait until a request may be sent."""


class Gates:
    """The gates of one process; implements `Gatekeeper`.

    Args:
        limits: by the names of hosts.
        clock: what is waited by.
        metrics: counts the waits.
    """

    def __init__(self, limits: Mapping[str, HostLimit], clock: Clock, metrics: JobMetrics = UNCOUNTED) -> None:
        self._limits = limits
        self._clock = clock
        self._metrics = metrics
        self._lock = Lock()
        self._gates: dict[Credential, _Gate] = defaultdict(_Gate)

    def through(self, credential: Credential, work: Callable[[], None]) -> None:
        """Do *work* while no more are inside than may be; if it is full, leave the work to whoever comes out.

        So no thread waits at a gate while it could work for another host.
        """
        at_once = self._limits.get(credential.host, NO_LIMIT).at_once
        with self._lock:
            gate = self._gates[credential]
            if at_once is not None and gate.inside >= at_once:
                gate.waiting.append(partial(self._waited, self._clock.monotonic(), work))
                return
            gate.inside += 1
        following: Callable[[], None] | None = work
        while following is not None:
            try:
                following()
            finally:
                following = self._come_out(gate)

    def pace(self, credential: Credential) -> None:
        """Wait until a request may be sent."""
        per_minute = self._limits.get(credential.host, NO_LIMIT).per_minute
        if per_minute is None:
            return
        with self._lock:
            gate, now = self._gates[credential], self._clock.monotonic()
            gate.bucket, wait = (gate.bucket or full(per_minute, now)).take(now)
        if wait > 0:
            self._metrics.waited("limit", wait)
            self._clock.sleep(wait)

    def _waited(self, since: float, work: Callable[[], None]) -> None:
        self._metrics.waited("limit", self._clock.monotonic() - since)
        work()

    def _come_out(self, gate: _Gate) -> Callable[[], None] | None:
        with self._lock:
            if gate.waiting:
                return gate.waiting.popleft()
            gate.inside -= 1
            return None
