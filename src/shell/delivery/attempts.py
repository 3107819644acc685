"""Sends a request until it has arrived, or until there is no use in it any more."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias, assert_never

from ...core.delivery.publish import PublishRequest
from ...core.delivery.retry import Again, Attempt, Outcome, Stop, decide, log_line, together
from ...core.delivery.verdict import Verdict
from ..clock import Clock

_LOG = logging.getLogger("trackpost.delivery")

Post: TypeAlias = Callable[[PublishRequest, float, float], Verdict]
"""Sends a request once. Seconds: for each single wait, and for all of it."""


def deliver(request: PublishRequest, post: Post, clock: Clock, *, timeout: float, deadline: float) -> Outcome:
    """Send *request*, the same bytes under the same key, as often as `decide` says.

    Args:
        request: what is sent.
        post: sends it once.
        clock: what is waited by.
        timeout: seconds for each single wait.
        deadline: seconds for all attempts and pauses together.
    """
    began = clock.monotonic()
    known: Verdict | None = None
    number = 0
    while True:
        number += 1
        started = clock.monotonic()
        left = deadline - (started - began)
        verdict = post(request, min(timeout, left), left)
        ended = clock.monotonic()
        _LOG.info(log_line(request.endpoint, number, verdict, ended - started))
        known = together(known, verdict)
        attempt = Attempt(
            number=number, elapsed=ended - began, deadline=deadline, now=clock.now().timestamp(), draw=clock.draw()
        )
        match decide(verdict, attempt):
            case Again(seconds):
                clock.sleep(seconds)
            case Stop(retry_at):
                return Outcome(known, number, None if retry_at is None else _in_words(retry_at))
            case unreachable:
                assert_never(unreachable)


def _in_words(instant: float) -> str:
    return datetime.fromtimestamp(instant, UTC).isoformat(timespec="seconds")
