"""The digest of a body, and the idempotency key of a publish.

Contract: contracts/tracker-snapshot-publish.md, "Idempotency key".
"""

from hashlib import sha256
from typing import Annotated, NewType

from msgspec import Meta, Struct

Digest = NewType("Digest", str)
"""SHA-256 of a body: 64 lower-case hex digits."""

IdempotencyKey = NewType("IdempotencyKey", str)
"""64 lower-case hex digits."""

_HEX = Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")
_FIRST_KEY = b"trackpost/idempotency-key/1\n"
_NEXT_KEY = b"trackpost/idempotency-key/2\n"
_FRESH_KEY = b"trackpost/idempotency-key/3\n"


class LastKey(Struct, frozen=True):
    """The last key that was put on the wire for a target.

    Attributes:
        key: the key.
        digest: the digest of the body that was sent under it.
        is_refused: whether the server refused that body for good, so that the key must not be used again.
        link: what the next key is chained to; None for the key. A key that was made without a past may have been used
            before, and so may every key that was chained to it: 32 random bytes take its place.
    """

    key: Annotated[IdempotencyKey, _HEX]
    digest: Annotated[Digest, _HEX]
    is_refused: bool
    link: Annotated[str, _HEX] | None = None


def first_key(digest: Digest) -> IdempotencyKey:
    """Return the key of the first body for a target: SHA-256 over a version tag and the 32 bytes of the digest.

    Both parts have a fixed length, so two different inputs cannot run into the same bytes.

    >>> first_key(Digest(sha256(b"{}").hexdigest()))[:16]
    '509a7cee15d722ac'
    """
    return IdempotencyKey(sha256(_FIRST_KEY + bytes.fromhex(digest)).hexdigest())


def next_key(digest: Digest, last: LastKey | None) -> IdempotencyKey:
    """Return the key of a body that is sent to a target after *last*.

    An unchanged body keeps its key, so that the server recognizes a repetition, unless it was refused for good. A
    different body gets SHA-256 over a version tag, the 32 bytes of the digest and the 32 bytes of the last link. So a
    body that comes back after another one has a new key, and a server that stores answers does not repeat the old
    answer.

    >>> a, b = Digest("a" * 64), Digest("b" * 64)
    >>> first = next_key(a, None)
    >>> first == first_key(a) == next_key(a, LastKey(first, a, is_refused=False))
    True
    >>> second = next_key(b, LastKey(first, a, is_refused=False))
    >>> next_key(a, LastKey(second, b, is_refused=False)) in {first, second}
    False
    """
    if last is None:
        return first_key(digest)
    if last.digest == digest and not last.is_refused:
        return last.key
    return IdempotencyKey(sha256(_NEXT_KEY + bytes.fromhex(digest) + bytes.fromhex(last.link or last.key)).hexdigest())


def fresh_key(digest: Digest, nonce: bytes) -> IdempotencyKey:
    """Return a key that is certainly new: SHA-256 over a version tag, the digest and a *nonce* of 32 random bytes.

    >>> fresh_key(Digest(sha256(b"{}").hexdigest()), bytes(32))[:16]
    '0b5edcff663ce025'
    """
    return IdempotencyKey(sha256(_FRESH_KEY + bytes.fromhex(digest) + nonce).hexdigest())
