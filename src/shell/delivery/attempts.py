"""Send a request, and try again for as long as that can help."""

import logging
from datetime import UTC, datetime
from itertools import count
from typing import Protocol

from msgspec import Struct

from ...core.delivery.effect import Effect, combined
from ...core.delivery.endpoint import Endpoint
from ...core.delivery.publish import PublishRequest
from ...core.delivery.retry import Again, Attempt, Outcome, Stop, decide, decisive, log_fields, log_line, reason_to_wait
from ...core.delivery.verdict import Interrupted, Unreachable, Verdict, effect_of
from ..clock import Clock
from ..waiting import waiting

_LOG = logging.getLogger("trackpost.delivery")
_TOO_LATE = "the deadline has passed"


class Post(Protocol):
    """A transport: a function that sends a request once."""

    def __call__(self, request: PublishRequest, timeout_seconds: float, seconds: float, /) -> Verdict:
        """Send *request* once, and return a verdict. An expected failure is a verdict, not an exception.

        Args:
            request: the URL (``endpoint.url``), the headers (``headers()``), and the bytes to send (``snapshot.body``).
            timeout_seconds: the limit for connecting, and for each wait to write or read.
            seconds: the limit for the whole exchange.

        Returns:
            The verdict of `judge` on the answer. Without an answer, `Unreachable` if no byte of the body was sent,
            otherwise `EffectUnknown`.
        """


class Limits(Struct, frozen=True, kw_only=True):
    """How long a delivery may take.

    Attributes:
        wait: the limit for each wait, in seconds.
        until: the deadline for all attempts and pauses, by the monotonic clock.
    """

    wait: float
    until: float


def deliver(request: PublishRequest, post: Post, clock: Clock, limits: Limits, before: Effect = "none") -> Outcome:
    """Send *request* until `decide` says stop: the same bytes under the same key each time.

    Args:
        request: the request.
        post: sends it once.
        clock: the sources of time and randomness.
        limits: how long it may take.
        before: the effect of earlier publishes under the same key.
    """
    began, until = clock.monotonic(), limits.until
    so_far: Verdict | None = None
    effect = before
    for number in count(1):
        started = clock.monotonic()
        if started >= until:
            return Outcome(so_far or Unreachable(_TOO_LATE), effect, number - 1)
        verdict = _post_once(request, post, min(limits.wait, until - started), until - started)
        ended = clock.monotonic()
        _log(request.endpoint, number, verdict, ended - started)
        so_far, effect = decisive(so_far, verdict), combined(effect, effect_of(verdict))
        attempt = Attempt(
            number=number,
            elapsed=ended - began,
            deadline=until - began,
            now=clock.now().timestamp(),
            draw=clock.draw(),
        )
        match decide(verdict, attempt):
            case Again(seconds):
                if not _sleep(clock, seconds, reason_to_wait(verdict)):
                    return Outcome(Interrupted(has_left=False), effect, number)
            case Stop(retry_at):
                return Outcome(so_far, effect, number, None if retry_at is None else _iso_8601(retry_at))
    raise AssertionError  # count() never ends


def _log(endpoint: Endpoint, number: int, verdict: Verdict, seconds: float) -> None:
    if _LOG.isEnabledFor(logging.INFO):
        fields = log_fields(endpoint, number, verdict, seconds)
        _LOG.info(log_line(endpoint, number, verdict, seconds), extra={"fields": fields})


def _post_once(request: PublishRequest, post: Post, timeout: float, seconds: float) -> Verdict:
    try:
        return post(request, timeout, seconds)
    except KeyboardInterrupt as interrupt:
        return Interrupted(has_left=getattr(interrupt, "has_left", True))


def _sleep(clock: Clock, seconds: float, why: str) -> bool:
    try:
        with waiting(why, seconds, now=clock.now):
            clock.sleep(seconds)
    except KeyboardInterrupt:
        return False
    return True


def _iso_8601(instant: float) -> str:
    return datetime.fromtimestamp(instant, UTC).isoformat(timespec="seconds")
