"""The digest of a body, and the key under which a server knows a publish.

Contract: contracts/tracker-snapshot-publish.md, "Idempotency key".
"""

from hashlib import sha256
from typing import Annotated, NewType

from attrs import frozen
from msgspec import Meta

Digest = NewType("Digest", str)
"""SHA-256 of a body: 64 lower-case hex digits."""

IdempotencyKey = NewType("IdempotencyKey", str)
"""64 lower-case hex digits."""

_HEX = Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")
_FIRST_KEY = b"trackpost/idempotency-key/1\n"
_NEXT_KEY = b"trackpost/idempotency-key/2\n"
_FRESH_KEY = b"trackpost/idempotency-key/3\n"


@frozen
class LastKey:
    """The last key that was put on the wire for a target.

    Attributes:
        key: the key.
        digest: of the body that went under it.
        is_refused: the server refused that for good, and so the key is spent.
    """

    key: Annotated[IdempotencyKey, _HEX]
    digest: Annotated[Digest, _HEX]
    is_refused: bool


def digest_of(body: bytes) -> Digest:
    """Return the digest of exactly the bytes that are sent.

    >>> digest_of(b"{}")[:16]
    '44136fa355b3678a'
    """
    return Digest(sha256(body).hexdigest())


def first_key(digest: Digest) -> IdempotencyKey:
    """Return the key of a body that follows no other: SHA-256 over a version tag and the digest's 32 raw bytes.

    Both parts have a fixed length, so no two inputs can run into the same bytes.

    >>> first_key(digest_of(b"{}"))[:16]
    '509a7cee15d722ac'
    """
    return IdempotencyKey(sha256(_FIRST_KEY + bytes.fromhex(digest)).hexdigest())


def next_key(digest: Digest, last: LastKey | None) -> IdempotencyKey:
    """Return the key of a body that follows *last* on the way to the same target.

    The same body keeps its key, so that a repetition is known as one, unless it was refused for good. Any other body
    gets SHA-256 over a version tag, the digest's and the last key's 32 raw bytes. So a body that comes back after
    another one has a key of its own, and a server that keeps answers does not give the old one.

    >>> a, b = digest_of(b"A"), digest_of(b"B")
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
    return IdempotencyKey(sha256(_NEXT_KEY + bytes.fromhex(digest) + bytes.fromhex(last.key)).hexdigest())


def fresh_key(digest: Digest, nonce: bytes) -> IdempotencyKey:
    """Return a key that no publish of this body has had: SHA-256 over a version tag, the digest, and 32 random bytes.

    >>> fresh_key(digest_of(b"{}"), bytes(32))[:16]
    '0b5edcff663ce025'
    """
    return IdempotencyKey(sha256(_FRESH_KEY + bytes.fromhex(digest) + nonce).hexdigest())
