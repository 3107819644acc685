"""The digest of a body, and the key under which a server knows a publish.

Contract: contracts/tracker-snapshot-publish.md, "Idempotency key".
"""

from hashlib import sha256
from typing import NewType

Digest = NewType("Digest", str)
"""SHA-256 of a body: 64 lower-case hex digits."""

IdempotencyKey = NewType("IdempotencyKey", str)
"""64 lower-case hex digits."""

_FIRST_KEY = b"trackpost/idempotency-key/1\n"


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
