"""Publish a project in a process that freezes itself once, and say what came of it.

The arguments are ``root``, ``home``, ledger, URL, and when to freeze: ``before-record``, ``before-sending`` or
``while-sending``. An hour passes meanwhile.
"""

import os
import signal
import sys
import time
from datetime import datetime
from pathlib import Path

import psycopg
from attrs import define

from trackpost import PublishRequest, TrackerService, Verdict
from trackpost.core.errors import kind_of
from trackpost.shell.clock import Clock, utc_now
from trackpost.shell.delivery.client import client_settings
from trackpost.shell.delivery.transport import connection_to

HOUR = 3600.0


@define
class Freezing:
    """A clock that freezes the process at a certain moment."""

    ledger: str
    when: str
    late: float = 0.0
    has_frozen: bool = False
    is_recording: bool = False

    def freeze(self) -> None:
        """Freeze once; an hour later it goes on."""
        if not self.has_frozen:
            self.has_frozen = True
            os.kill(os.getpid(), signal.SIGSTOP)
            self.late = HOUR

    def now(self) -> datetime:
        """Return the time; it is asked for the first time when the snapshot is to be recorded."""
        self.is_recording = True
        if self.when == "before-record":
            self.freeze()
        return utc_now()

    def monotonic(self) -> float:
        """Return the seconds since some moment; they are asked for before a request is sent."""
        if self.when == "before-sending" and self.is_recording and not self.has_frozen and self.has_pending():
            self.freeze()
        return time.monotonic() + self.late

    def has_pending(self) -> bool:
        """Say whether the snapshot is recorded."""
        with psycopg.connect(self.ledger) as connection:
            return bool(connection.execute("SELECT 1 FROM trackpost.publishes WHERE ended_at IS NULL").fetchall())

    def post(self, request: PublishRequest, timeout: float, _seconds: float) -> Verdict:
        """Send a request that is under way when the process freezes: what has left before that arrives later."""
        if self.when == "while-sending":
            self.freeze()
        with connection_to(client_settings({}, request.endpoint.url).unwrap()) as connection:
            return connection.post(request, timeout, HOUR)


if __name__ == "__main__":
    root, home, ledger, url, when = sys.argv[1:]
    clock = Freezing(ledger, when)
    service = TrackerService(
        root, home=Path(home), ledger=ledger, post=clock.post, clock=Clock(monotonic=clock.monotonic, now=clock.now)
    )
    ended = service.sync_publish(server_url=url)
    error = ended.swap().value_or(None)
    print(kind_of(getattr(error, "verdict", error) if error else ended.unwrap()))  # noqa: T201 - the answer
