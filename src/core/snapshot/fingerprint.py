"""The fingerprint of a snapshot, kept to show later what changed: a digest per member and a checksum per issue."""

import zlib
from collections.abc import Iterable, Mapping
from hashlib import sha256

import msgspec
from msgspec import Struct

from ..issues.model import Ref, identity_of

_DIGITS = 16
"""Hex digits: enough to tell two values apart, unless someone constructs a collision."""

_LARGEST = 64 * 1024 * 1024
"""Bytes, decompressed: more than a million issues take. A small row, damaged or hostile, could hold gigabytes."""
_TOO_LARGE = "its fingerprint is too large"
_TRUNCATED = "its fingerprint is truncated"

_ENCODE = msgspec.json.Encoder().encode


class Fingerprint(Struct, frozen=True, kw_only=True):
    """Digests and checksums of a snapshot, without its content.

    Attributes:
        members: the digest of each member of the body except ``issues``, by name: 16 hex digits of SHA-256.
        issues: the CRC-32 of each issue, by ``system:workspace:id``. It is fast, and an ordinary edit changes it.
    """

    members: Mapping[str, str]
    issues: Mapping[str, int]


class Difference(Struct, frozen=True, kw_only=True):
    """What differs between two snapshots. Each tuple is sorted.

    Attributes:
        members: names of the members of the body that differ.
        added: identities of the issues that only the later one has.
        removed: identities of the issues that only the earlier one has.
        changed: identities of the issues that differ.
    """

    members: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


_MEMBERS = msgspec.json.Decoder(dict[str, str]).decode
_ISSUES = msgspec.json.Decoder(tuple[list[str], list[int]]).decode


class FingerprintBuilder:
    """Builds the fingerprint of a snapshot a few issues at a time, as compressed lines of JSON.

    The first line has the digests of the members. Each further line has the identities of a few issues and their
    checksums.

    Args:
        members: the bytes of each member of the body except ``issues``, by name.
    """

    def __init__(self, members: Mapping[str, bytes]) -> None:
        self._compressor = zlib.compressobj(1)
        self._compressed = bytearray()
        self._write_line({name: sha256(value).hexdigest()[:_DIGITS] for name, value in members.items()})

    def add(self, refs: Iterable[Ref], issues: Iterable[bytes]) -> None:
        """Add a few issues, given as the bytes that are sent."""
        self._write_line((list(map(identity_of, refs)), list(map(zlib.crc32, issues))))

    def finish(self) -> bytes:
        """Return the bytes for `parse_fingerprint`; call it once, after the last `add`."""
        return bytes(self._compressed) + self._compressor.flush()

    def _write_line(self, value: object) -> None:
        self._compressed += self._compressor.compress(_ENCODE(value) + b"\n")


def parse_fingerprint(compressed: bytes) -> Fingerprint:
    """Parse the bytes that `FingerprintBuilder` returned.

    Raises:
        zlib.error: the bytes are truncated, not compressed, or 64 MiB and more once decompressed.
        msgspec.DecodeError: the lines are not those of a fingerprint.
        ValueError: a line does not have as many checksums as issues.
    """
    members, *lines = _decompressed(compressed).splitlines()
    issues = {name: checksum for line in lines for name, checksum in zip(*_ISSUES(line), strict=True)}
    return Fingerprint(members=_MEMBERS(members), issues=issues)


def _decompressed(compressed: bytes) -> bytes:
    stream = zlib.decompressobj()
    content = stream.decompress(compressed, _LARGEST)
    if len(content) == _LARGEST:
        raise zlib.error(_TOO_LARGE)
    if not stream.eof:
        raise zlib.error(_TRUNCATED)
    return content


def compare(earlier: Fingerprint, later: Fingerprint) -> Difference:
    """Return what differs between two fingerprints."""
    old, new = earlier.issues, later.issues
    names = earlier.members.keys() | later.members.keys()
    return Difference(
        members=tuple(sorted(name for name in names if earlier.members.get(name) != later.members.get(name))),
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
        changed=tuple(sorted(name for name in old.keys() & new.keys() if old[name] != new[name])),
    )
