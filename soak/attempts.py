"""Whether the attempts of each publish are what they are said to be. Pure."""

from collections.abc import Iterator
from itertools import pairwise

from .history import SPENDING, History, Publish, Request
from .ruling import Ruling, ruled

ATTEMPTS = 4
_MALFORMED = frozenset({400, 401, 415, 422})
_FINAL = frozenset({200, 202, 307, 401, 403, *SPENDING}) - {409}
"""What is no reason to try again under the same key."""
_QUICK = 0.25
"""Seconds: an answer that took no longer was surely heard, because no publisher is that impatient."""
_EARLY = 0.02
"""Seconds: what a request may seem to come early, because it is timed by another process."""


def same_bytes(history: History) -> Iterator[Ruling]:
    """All requests under one key have one body, which the server does not find wanting."""
    for publish in history.publishes:
        bodies: dict[str, set[str]] = {}
        for request in history.requests_of(publish):
            bodies.setdefault(request.key, set()).update({request.digest} - {None} if request.digest else set())
            if request.passed == "everything" and request.status in _MALFORMED:
                yield ruled(publish, f"the server answered {request.status}")
        if bodies:
            several = any(len(digests) > 1 for digests in bodies.values())
            yield ruled(publish, "the attempts differ under one key" if several else None)


def only_temporary(history: History) -> Iterator[Ruling]:
    """No request follows an answer that is final, nor a fourth attempt; except once, under a fresh key."""
    for publish in history.publishes:
        requests = history.requests_of(publish)
        if requests:
            yield ruled(publish, _needless(publish, requests))


def _needless(publish: Publish, requests: list[Request]) -> str | None:
    keys = list(dict.fromkeys(request.key for request in requests))
    if len(keys) > 2:  # noqa: PLR2004 - the key, and a fresh one
        return f"it used {len(keys)} keys"
    for key in keys:
        attempts = [request for request in requests if request.key == key]
        if len(attempts) > ATTEMPTS:
            return f"it made {len(attempts)} attempts"
        after = next((one.told for one in attempts[:-1] if one.told in _FINAL and _was_heard(publish, one)), None)
        if after is not None:
            return f"it tried again after {after}"
    return None


def retry_after(history: History) -> Iterator[Ruling]:
    """The next request comes no earlier than the last answer asked."""
    for publish in history.publishes:
        for earlier, later in pairwise(history.requests_of(publish)):
            if earlier.retry_after is not None and earlier.told is not None and _was_heard(publish, earlier):
                early = earlier.ended + earlier.retry_after - later.began
                yield ruled(publish, None if early <= _EARLY else f"it came {early:.2f} s too early")


def _was_heard(publish: Publish, request: Request) -> bool:
    return request.ended - request.began <= _QUICK and "SIGSTOP" not in publish.signals
