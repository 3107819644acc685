"""Build the body of a snapshot while its issues are read, with only a few of them in memory at a time."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Protocol

from attrs import evolve, field, frozen
from returns.result import Result

from ..errors import Problem
from ..issues.cached import CachedIssue, encode_cached
from ..routing.route import ResourceRoute, RoutingError
from .body import Contents, Header, Reading, Snapshot, encode_snapshot, raw_members
from .fingerprint import FingerprintBuilder
from .guards import ForeignCounter, Owns
from .idempotency import Digest, IdempotencyKey, LastKey, first_key, fresh_key, next_key

_NO_ISSUES = b'"issues":[]'
"""Occurs only once in an encoded snapshot, as its member: inside a string the quotes are escaped."""


class BodyBuilder:
    """Builds the bytes of one snapshot, and counts and hashes them on the way.

    Consume `chunks` first, then read the results, as with a hash object of ``hashlib``.

    Args:
        header: the members that come from the project.
        reading: the contents of the cache.
        owns: tells whether an issue belongs to the project.
    """

    def __init__(self, header: Header, reading: Reading, owns: Owns) -> None:
        contents = Contents(issues=(), mappings=reading.mappings, checkpoint=reading.checkpoint)
        frame = encode_snapshot(Snapshot(header=header, contents=contents))
        self._head, _, self._tail = frame.partition(_NO_ISSUES)
        self._reading = reading
        self._hash = sha256()
        self._fingerprint = FingerprintBuilder(raw_members(frame))
        self.foreign = ForeignCounter(owns)
        self.issues = 0
        self.mappings = len(reading.mappings)
        self.size = 0

    def chunks(self) -> Iterator[bytes]:
        """Read the issues, and yield the body in chunks: the same bytes as `encode_snapshot` returns."""
        yield self._counted(self._head + b'"issues":[')
        comma = b""
        for batch in self._reading.batches:
            yield self._counted(comma + b",".join(self._encoded(batch)))
            comma = b","
        yield self._counted(b"]" + self._tail)

    @property
    def digest(self) -> Digest:
        """The digest of the chunks so far."""
        return Digest(self._hash.hexdigest())

    def fingerprint(self) -> bytes:
        """Return the fingerprint, for `parse_fingerprint`; call it once, after the last chunk."""
        return self._fingerprint.finish()

    def _encoded(self, issues: Sequence[CachedIssue]) -> list[bytes]:
        refs = [issue.ref for issue in issues]
        encoded = list(map(encode_cached, issues))
        self.foreign.add(refs)
        self._fingerprint.add(refs, encoded)
        self.issues += len(issues)
        return encoded

    def _counted(self, chunk: bytes) -> bytes:
        self._hash.update(chunk)
        self.size += len(chunk)
        return chunk


class Body(Protocol):
    """The bytes of a snapshot, which can be read repeatedly."""

    def __iter__(self) -> Iterator[bytes]:
        """Return all bytes from the start, in chunks."""

    def __len__(self) -> int:
        """Return the number of bytes."""


@frozen(kw_only=True)
class PackedSnapshot:
    """The body of one publish, with its digest, key and counts.

    Attributes:
        routing: the route, or why there is none.
        issues: the number of issues in the body.
        mappings: the number of work-package links in the body.
        digest: the digest of *body*; it stands for the body when two snapshots are compared.
        idempotency_key: the first key of *digest*, until `with_next_key` sets the one that follows the last key.
        body: the bytes that are sent.
        warnings: problems that do not prevent the publish.
        fingerprint: what `parse_fingerprint` reads to show later what changed; not printed.
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
    """Return the snapshot of the *body* that *builder* built."""
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
    """Return *snapshot* with the key that follows the *last* one."""
    return evolve(snapshot, idempotency_key=next_key(snapshot.digest, last))


def with_fresh_key(snapshot: PackedSnapshot, nonce: bytes) -> PackedSnapshot:
    """Return *snapshot* with a key that is certainly new, derived from a *nonce* of 32 random bytes."""
    return evolve(snapshot, idempotency_key=fresh_key(snapshot.digest, nonce))
