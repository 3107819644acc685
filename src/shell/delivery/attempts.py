"""Sends a request until it has arrived, or until there is no use in it any more."""

import logging
from datetime import UTC, datetime
from itertools import count
from typing import Protocol

from attrs import frozen

from ...core.delivery.effect import Effect, both
from ...core.delivery.publish import PublishRequest
from ...core.delivery.retry import Again, Attempt, Outcome, Stop, decide, log_line, together
from ...core.delivery.verdict import Interrupted, Unreachable, Verdict, effect_of
from ..clock import Clock

_LOG = logging.getLogger("trackpost.delivery")
_TOO_LATE = "the time for it was over"


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


@frozen(kw_only=True)
class Limits:
    """How long a delivery may take.

    Attributes:
        wait: seconds for each single wait.
        until: the instant of the clock's monotonic time by which all attempts and pauses are over.
    """

    wait: float
    until: float


def deliver(request: PublishRequest, post: Post, clock: Clock, limits: Limits, before: Effect = "none") -> Outcome:
    """Send *request*, the same bytes under the same key, as often as `decide` says.

    Args:
        request: what is sent.
        post: sends it once.
        clock: what is waited by.
        limits: how long it may take.
        before: what earlier publishes under the same key may have done.
    """
    began, until = clock.monotonic(), limits.until
    known: Verdict | None = None
    effect = before
    for number in count(1):
        started = clock.monotonic()
        if started >= until:
            return Outcome(known or Unreachable(_TOO_LATE), effect, number - 1)
        verdict = _attempted(request, post, min(limits.wait, until - started), until - started)
        ended = clock.monotonic()
        _LOG.info(log_line(request.endpoint, number, verdict, ended - started))
        known, effect = together(known, verdict), both(effect, effect_of(verdict))
        attempt = Attempt(
            number=number,
            elapsed=ended - began,
            deadline=until - began,
            now=clock.now().timestamp(),
            draw=clock.draw(),
        )
        match decide(verdict, attempt):
            case Again(seconds):
                if not _slept(clock, seconds):
                    return Outcome(Interrupted(has_left=False), effect, number)
            case Stop(retry_at):
                return Outcome(known, effect, number, None if retry_at is None else _in_words(retry_at))
    raise AssertionError  # count() does not end


def _attempted(request: PublishRequest, post: Post, timeout: float, seconds: float) -> Verdict:
    try:
        return post(request, timeout, seconds)
    except KeyboardInterrupt as interrupt:
        return Interrupted(has_left=getattr(interrupt, "has_left", True))


def _slept(clock: Clock, seconds: float) -> bool:
    try:
        clock.sleep(seconds)
    except KeyboardInterrupt:
        return False
    return True


def _in_words(instant: float) -> str:
    return datetime.fromtimestamp(instant, UTC).isoformat(timespec="seconds")
