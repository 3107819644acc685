"""The body of a snapshot, made while its issues are read: no more than a few of them are held at a time."""

from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from typing import Protocol

from attrs import evolve, field, frozen
from returns.result import Result

from ..errors import Problem
from ..issues.model import Issue
from ..routing.route import ResourceRoute, RoutingError
from .body import Contents, Header, Reading, Snapshot, encode_issue, encode_snapshot, raw_members
from .fingerprint import FingerprintMaker
from .guards import ForeignCounter, Owns
from .idempotency import Digest, IdempotencyKey, LastKey, first_key, fresh_key, next_key

_AT_A_TIME = 128
_NO_ISSUES = b'"issues":[]'
"""Stands in an encoded snapshot only once, as its member: within a text the quotes would be escaped."""


class BodyBuilder:
    """Makes the bytes of one snapshot, and knows what to say of them when the last of them is made.

    It is fed and then asked, as a hash object of ``hashlib`` is.

    Args:
        header: whose snapshot it is.
        reading: what is in it.
        owns: the test that an issue of the project passes.
    """

    def __init__(self, header: Header, reading: Reading, owns: Owns) -> None:
        contents = Contents(issues=(), mappings=reading.mappings, checkpoint=reading.checkpoint)
        frame = encode_snapshot(Snapshot(header=header, contents=contents))
        self._head, _, self._tail = frame.partition(_NO_ISSUES)
        self._reading = reading
        self._hash = sha256()
        self._fingerprint = FingerprintMaker(raw_members(frame))
        self.foreign = ForeignCounter(owns)
        self.issues = 0
        self.mappings = len(reading.mappings)
        self.size = 0

    def chunks(self) -> Iterator[bytes]:
        """Go through the issues, and return the body in chunks: the same bytes as `encode_snapshot` of all."""
        yield self._counted(self._head + b'"issues":[')
        issues = iter(self._reading.issues)
        while some := list(islice(issues, _AT_A_TIME)):
            comma = b"," if self.issues else b""
            yield self._counted(comma + b",".join(self._encoded(some)))
        yield self._counted(b"]" + self._tail)

    @property
    def digest(self) -> Digest:
        """Of all the chunks so far."""
        return Digest(self._hash.hexdigest())

    def fingerprint(self) -> bytes:
        """Return what tells later what changed; to be asked once, behind the last chunk."""
        return self._fingerprint.made()

    def _encoded(self, issues: list[Issue]) -> list[bytes]:
        refs = [issue.ref for issue in issues]
        encoded = list(map(encode_issue, issues))
        self.foreign.look_at(refs)
        self._fingerprint.note(refs, encoded)
        self.issues += len(issues)
        return encoded

    def _counted(self, chunk: bytes) -> bytes:
        self._hash.update(chunk)
        self.size += len(chunk)
        return chunk


class Body(Protocol):
    """The bytes of a snapshot, which can be read again and again."""

    def __iter__(self) -> Iterator[bytes]:
        """Return them from the first on, in chunks."""

    def __len__(self) -> int:
        """Return how many bytes there are."""


@frozen(kw_only=True)
class PackedSnapshot:
    """The bytes of one publish, and what is said of them.

    Attributes:
        routing: the route, or why there is none.
        issues: how many the body has.
        mappings: how many the body has.
        digest: of *body*, and so all that two packed_snapshots are compared by of it.
        idempotency_key: of *digest* as the first of its target, until the last key is known (`with_next_key`).
        body: what is sent, byte by byte.
        warnings: what is odd about it, though it can be sent.
        fingerprint: what tells later what changed; not printed.
    """

    routing: Result[ResourceRoute, RoutingError]
    issues: int
    mappings: int
    digest: Digest
    idempotency_key: IdempotencyKey
    body: Body = field(repr=False, eq=False)
    warnings: tuple[Problem, ...] = ()
    fingerprint: bytes = field(repr=False)


def packed_by(
    builder: BodyBuilder, routing: Result[ResourceRoute, RoutingError], body: Body, warnings: tuple[Problem, ...]
) -> PackedSnapshot:
    """Return the snapshot of the *body* that *builder* made."""
    return PackedSnapshot(
        routing=routing,
        issues=builder.issues,
        mappings=builder.mappings,
        digest=builder.digest,
        idempotency_key=first_key(builder.digest),
        body=body,
        warnings=warnings,
        fingerprint=builder.fingerprint(),
    )


def with_next_key(snapshot: PackedSnapshot, last: LastKey | None) -> PackedSnapshot:
    """Return *snapshot* under the key that it has after the *last* one."""
    return evolve(snapshot, idempotency_key=next_key(snapshot.digest, last))


def with_fresh_key(snapshot: PackedSnapshot, nonce: bytes) -> PackedSnapshot:
    """Return *snapshot* under a key that it has never had, made of 32 random bytes."""
    return evolve(snapshot, idempotency_key=fresh_key(snapshot.digest, nonce))
