"""How often a tracker is asked: a token bucket for each host and credential."""

from attrs import evolve, frozen

_MINUTE = 60.0


@frozen
class HostLimit:
    """What one host allows for each credential.

    Attributes:
        at_once: so many projects are pulled at the same time; None for any number.
        per_minute: so many requests are sent in any minute; None for any number.
    """

    at_once: int | None = None
    per_minute: int | None = None


NO_LIMIT = HostLimit()


@frozen
class Bucket:
    """A token bucket: each request takes a token.

    A tenth of what a minute allows may be sent at once. What the bucket holds and what flows in during a minute are
    together no more than the minute allows, so no minute has more, wherever it begins.

    Attributes:
        per_minute: how many requests any minute may have.
        tokens: how many there are.
        at: the instant at which there are so many, in seconds.
    """

    per_minute: int
    tokens: float
    at: float

    @property
    def _holds(self) -> int:
        return 1 + self.per_minute // 10

    @property
    def _rate(self) -> float:
        """Tokens that flow in during a second."""
        return (1 + self.per_minute - self._holds) / _MINUTE

    def under(self, per_minute: int) -> "Bucket":
        """Return the bucket under another limit: it fills at the new rate, and never holds more than that allows."""
        return evolve(self, per_minute=per_minute)

    def take(self, now: float) -> tuple["Bucket", float]:
        """Return the bucket after one request more, and how many seconds that request has to wait.

        Requests get their instants in the order in which they ask, also if several wait at the same time.
        """
        since = max(0.0, now - self.at)
        tokens = min(float(self._holds), self.tokens + since * self._rate)
        left = tokens - 1
        wait = max(0.0, -left / self._rate)
        return evolve(self, tokens=left, at=max(now, self.at)), wait


def full(per_minute: int, now: float) -> Bucket:
    """Return a bucket from which nothing was taken yet."""
    return Bucket(per_minute, 1.0 + per_minute // 10, now)
