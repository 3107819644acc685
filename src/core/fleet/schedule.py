"""When a project is due. Each has its own moment in its period, so that they do not all come at once."""

from hashlib import sha256
from math import ceil

_DIGEST = 8
"""Bytes: enough to spread any number of projects over a year."""
_SPAN = 1 << 8 * _DIGEST


def offset_of(path: str, period: int) -> float:
    """Return at which second of its period a project is due. The same path has the same moment on every machine.

    >>> 0 <= offset_of("/srv/repos/billing", 3600) < 3600
    True
    """
    drawn = int.from_bytes(sha256(path.encode(errors="surrogateescape")).digest()[:_DIGEST])
    return drawn / _SPAN * period


def due_at(path: str, period: int, began: float) -> float:
    """Return when a project is due that was last tried, or looked at, at *began*; both in seconds since the epoch.

    That is its moment in the next period, at least half a period later. So a run that was missed is made up for once,
    and not just before the next one.
    """
    offset = offset_of(path, period)
    return ceil((began + period / 2 - offset) / period) * period + offset
