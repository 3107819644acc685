"""Sends a request until it has arrived, or until there is no use in it any more."""

import logging
from datetime import UTC, datetime
from typing import Protocol, assert_never

from ...core.delivery.publish import PublishRequest
from ...core.delivery.retry import Again, Attempt, Outcome, Stop, decide, log_line, together
from ...core.delivery.verdict import Verdict
from ..clock import Clock

_LOG = logging.getLogger("trackpost.delivery")


class Post(Protocol):
    """A transport: a function that sends a request once."""

    def __call__(self, request: PublishRequest, timeout_seconds: float, seconds: float, /) -> Verdict:
        """Send *request* once and return what is known then. An expected failure is a verdict, not an exception.

        Args:
            request: where it goes (``endpoint.url``), its ``headers()``, and the bytes to send (``snapshot.body``).
            timeout_seconds: the limit for connecting, and for each single wait to write or read.
            seconds: the limit for the whole exchange.

        Returns:
            What `judge` says of the answer. Without an answer, `Unreachable` if no byte of the body was sent, else
            `EffectUnknown`.
        """


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
