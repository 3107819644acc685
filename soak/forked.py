"""What a forked publisher does: it runs the command line, or calls the service with a clock that jumps."""

import os
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import NoReturn, TextIO

import msgspec
from attrs import frozen
from returns.result import Failure, Success

from trackpost import TrackerService
from trackpost.core.delivery.receipt import PublishError, PublishInterrupted, Receipt, Undelivered
from trackpost.core.errors import kind_of
from trackpost.core.reporting.exit_codes import ExitCode, exit_code
from trackpost.core.result import sealed
from trackpost.shell.cli import run
from trackpost.shell.clock import Clock, utc_now

from .history import Complaint, Said

_JUMPS = (0.0, 0.0, 5.0, -5.0, 3600.0, -3600.0, 1e8, -1e8)
"""Seconds. A clock that is set to the right time may jump by years."""


@frozen(kw_only=True)
class Task:
    """One publish.

    Attributes:
        root: the project's folder.
        home: the machine's.
        url: of the server.
        token: for the server.
        deadline: seconds.
        timeout: seconds.
        has_full_disk: no file can be written.
        jumps: the seed of a jumping clock; None runs the command line, by the machine's own clock.
    """

    root: Path
    home: Path
    url: str
    token: str
    deadline: float
    timeout: float
    has_full_disk: bool = False
    jumps: str | None = None

    @property
    def arguments(self) -> tuple[str, ...]:
        """The words after ``trackpost``."""
        times = ("--timeout-seconds", str(self.timeout), "--deadline-seconds", str(self.deadline))
        server = ("--server-url", self.url, "--auth-token", self.token)
        return ("publish", "--json", "--root", str(self.root), *server, *times)


def publish(task: Task, stdout: Connection, stderr: Connection) -> None:
    """Be the publisher: print to the two pipes, and exit as it does."""
    sys.stdout, sys.stderr = _opened(1, stdout), _opened(2, stderr)
    os.environ["SPEC_KITTY_HOME"] = str(task.home)
    if task.has_full_disk:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with _interruptible():
        if task.jumps is None:
            sys.argv = ["trackpost", *task.arguments]
            run()
        else:
            _publish_by(task, Random(task.jumps))  # noqa: S311 - no secret


def _opened(descriptor: int, pipe: Connection) -> TextIO:
    """Return a stream that prints to *pipe*, as the interpreter opens it when it starts."""
    os.dup2(pipe.fileno(), descriptor)
    return open(descriptor, "w", encoding="utf-8", closefd=False)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let signals through, those too that have come already; none of them interrupts what is not the program's."""
    signals = {signal.SIGINT, signal.SIGTERM}
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_BLOCK, signals)


def _publish_by(task: Task, chance: Random) -> None:
    def now() -> datetime:
        return utc_now() + timedelta(seconds=chance.choice(_JUMPS))

    service = TrackerService(task.root, home=task.home, clock=Clock(now=now))
    try:
        result = service.sync_publish(
            server_url=task.url,
            auth_token=task.token,
            timeout_seconds=task.timeout,
            deadline_seconds=task.deadline,
        )
    except PublishInterrupted as interrupt:
        result = Failure(interrupt.error)
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)
    match sealed(result):
        case Success(receipt):
            _end(_arrived(receipt), ExitCode.OK)
        case Failure(error):
            _end(_said_of(error), exit_code(error))


def _end(said: Said, status: int) -> NoReturn:
    os.write(sys.stdout.fileno(), msgspec.json.encode(said))
    sys.exit(status)


def _arrived(receipt: Receipt) -> Said:
    return Said(
        outcome="replayed" if receipt.replayed else "delivered",
        effect="applied",
        idempotency_key=receipt.idempotency_key,
        digest=receipt.digest,
        attempts=receipt.attempts,
        warnings=tuple(warning.message for warning in receipt.warnings),
    )


def _said_of(error: PublishError) -> Said:
    if not isinstance(error, Undelivered):
        return Said(outcome="not_sent", effect="none", error=Complaint(kind_of(error)))
    snapshot = error.request.snapshot
    return Said(
        outcome=kind_of(error.verdict),
        effect=error.effect,
        idempotency_key=snapshot.idempotency_key,
        digest=snapshot.digest,
        attempts=error.attempts,
        error=Complaint(kind_of(error.verdict)),
        warnings=tuple(warning.message for warning in snapshot.warnings),
    )
