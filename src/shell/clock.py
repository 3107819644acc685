"""What is waited by, and what time it is."""

import os
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime

from attrs import frozen


def utc_now() -> datetime:
    """Return this instant."""
    return datetime.now(UTC)


def random_bytes() -> bytes:
    """Return 32 of them."""
    return os.urandom(32)


@frozen(kw_only=True)
class Clock:
    """The clocks, the patience and the chance of this machine.

    Attributes:
        monotonic: seconds since some moment.
        now: what time it is, with its zone.
        sleep: waits for some seconds.
        draw: gives a random number, from 0 up to 1.
        nonce: gives 32 random bytes.
    """

    monotonic: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = utc_now
    sleep: Callable[[float], None] = time.sleep
    draw: Callable[[], float] = random.random
    nonce: Callable[[], bytes] = random_bytes
