"""What a server does with an idempotency key that it may have seen before.

Contract: contracts/tracker-snapshot-publish.md, "What a server does with the key".
"""

from typing import TypeAlias

from attrs import frozen

from .idempotency import Digest


@frozen
class StoredAnswer:
    """What a request was answered: status, and body byte by byte."""

    status_code: int
    body: bytes


@frozen
class Seen:
    """An earlier request under the same key.

    Attributes:
        digest: of its body.
        answer: None while it is still under way.
    """

    digest: Digest
    answer: StoredAnswer | None


@frozen
class Apply:
    """The key is new: take the snapshot."""


@frozen
class Replay:
    """The same request again: give the same answer again, and change nothing."""

    answer: StoredAnswer


@frozen
class UnderWay:
    """The first request under this key has not been answered yet."""


@frozen
class KeyReused:
    """The key belongs to another body."""


Admission: TypeAlias = Apply | Replay | UnderWay | KeyReused


def admit(digest: Digest, seen: Seen | None) -> Admission:
    """Decide on a request from its body's *digest* and from what its key is known for.

    >>> admit(Digest("ab"), None)
    Apply()
    """
    if seen is None:
        return Apply()
    if seen.digest != digest:
        return KeyReused()
    return UnderWay() if seen.answer is None else Replay(seen.answer)
