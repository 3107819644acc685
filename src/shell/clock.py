"""Time, waiting and randomness."""

import os
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime

from msgspec import Struct


def utc_now() -> datetime:
    """Return the current time, in UTC."""
    return datetime.now(UTC)


def parse_instant(text: str) -> datetime:
    """Return an instant of the cache or of a tracker, which is in UTC if it has no zone.

    Args:
        text: ISO 8601.

    Raises:
        ValueError: it is not.
    """
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def random_bytes() -> bytes:
    """Return 32 random bytes that nobody can guess."""
    return os.urandom(32)


class Clock(Struct, frozen=True, kw_only=True):
    """The sources of time and randomness; tests replace them.

    Attributes:
        monotonic: returns seconds since an arbitrary moment; never goes backwards.
        now: returns the current time, with its zone.
        sleep: waits for a number of seconds.
        draw: returns a random number from 0 up to 1.
        nonce: returns 32 random bytes.
    """

    monotonic: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = utc_now
    sleep: Callable[[float], None] = time.sleep
    draw: Callable[[], float] = random.random
    nonce: Callable[[], bytes] = random_bytes
