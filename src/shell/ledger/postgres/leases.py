"""Leases on targets, by the database's clock.

A lease has a fence: a number that only grows, also after the ledger was lost and made anew, because it begins at the
clock's microseconds. A holder that was frozen longer than its lease finds another fence, and stops.
"""

from ....core.delivery.ledger import Target
from .session import Connection

MARGIN = 10.0
"""Seconds that a lease is longer than the publish may take, for clocks that do not run at the same speed."""

_TAKE = """
INSERT INTO trackpost.leases AS held (target, fence, seconds, until)
VALUES (%(target)s, extract(epoch FROM clock_timestamp()) * 1000000, %(seconds)s,
    clock_timestamp() + make_interval(secs => %(seconds)s))
ON CONFLICT (target) DO UPDATE
SET fence = greatest(held.fence + 1, excluded.fence), seconds = excluded.seconds, until = excluded.until
WHERE held.until IS NULL OR held.until <= clock_timestamp()
RETURNING fence
"""
# Nobody holds a lease for longer than it was taken for; if it seems so, the clock was set back.
_SHORTEN = """
UPDATE trackpost.leases SET until = clock_timestamp() + make_interval(secs => seconds)
WHERE target = %s AND until > clock_timestamp() + make_interval(secs => seconds)
"""
_LEFT = """
SELECT coalesce(extract(epoch FROM until - clock_timestamp()), 0)::double precision AS seconds
FROM trackpost.leases WHERE target = %s AND fence = %s FOR UPDATE
"""
_HOLDER = "SELECT fence FROM trackpost.leases WHERE target = %s FOR UPDATE"
_GIVE_UP = "UPDATE trackpost.leases SET until = NULL WHERE target = %s AND fence = %s"


def take(connection: Connection, target: Target, seconds: float) -> int | None:
    """Take the lease on *target* for so many seconds, and return its fence; None if somebody else holds it."""
    taken = connection.execute(_TAKE, {"target": target.name, "seconds": seconds}).fetchone()
    if taken is None:
        connection.execute(_SHORTEN, (target.name,))
        return None
    return int(taken["fence"])


def lasts(connection: Connection, target: Target, fence: int, seconds: float) -> bool:
    """Say whether the lease with this *fence* lasts for so many seconds more, and lock it until the commit."""
    left = connection.execute(_LEFT, (target.name, fence)).fetchone()
    return left is not None and float(left["seconds"]) > seconds


def is_latest(connection: Connection, target: Target, fence: int) -> bool:
    """Say whether nobody has taken the lease since it had this *fence*, and lock it until the commit."""
    holder = connection.execute(_HOLDER, (target.name,)).fetchone()
    return holder is not None and int(holder["fence"]) == fence


def give_up(connection: Connection, target: Target, fence: int) -> None:
    """Give the lease up, if it still has this *fence*."""
    connection.execute(_GIVE_UP, (target.name, fence))
