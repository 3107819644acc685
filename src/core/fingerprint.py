"""What is kept of a snapshot to tell later what changed: a digest a member, and a digest an issue."""

import zlib
from collections.abc import Iterable, Mapping
from hashlib import sha256

import msgspec
from attrs import field, frozen

from .snapshot import IssueRef, identity_of

_OF_A_MEMBER = 16
_OF_AN_ISSUE = 8
"""Hex digits: enough to tell two values apart that nobody chose to be alike."""


_ENCODE = msgspec.json.Encoder().encode


@frozen(kw_only=True)
class Fingerprint:
    """Digests of a snapshot; none of the content.

    Attributes:
        members: of the body's members, by name, 16 hex digits; the issues are told one by one instead.
        issues: of each issue, by ``system:workspace:id``, 8 hex digits.
    """

    members: Mapping[str, str] = field(factory=dict)
    issues: Mapping[str, str] = field(factory=dict)


@frozen(kw_only=True)
class Difference:
    """What differs between two snapshots, each tuple sorted.

    Attributes:
        members: names of members of the body.
        added: identities of issues that only the later one has.
        removed: identities of issues that only the earlier one has.
        changed: identities of issues that differ.
    """

    members: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


_DECODE = msgspec.json.Decoder(Fingerprint).decode


class FingerprintMaker:
    """Takes the fingerprint of a snapshot, some issues at a time, and keeps it small: as compressed JSON.

    Args:
        members: the bytes of the body's other members, by name.
    """

    def __init__(self, members: Mapping[str, bytes]) -> None:
        digests = {name: sha256(value).hexdigest()[:_OF_A_MEMBER] for name, value in members.items()}
        self._compressor = zlib.compressobj(1)
        self._kept = bytearray(self._compressor.compress(b'{"members":%b,"issues":{' % _ENCODE(digests)))
        self._comma = b""

    def note(self, refs: Iterable[IssueRef], issues: Iterable[bytes]) -> None:
        """Take the digests of some issues, given as the bytes that are sent."""
        digests = [
            b'%b:"%b"' % (_ENCODE(identity_of(ref)), sha256(issue).hexdigest()[:_OF_AN_ISSUE].encode())
            for ref, issue in zip(refs, issues, strict=True)
        ]
        self._kept += self._compressor.compress(self._comma + b",".join(digests))
        self._comma = b","

    def made(self) -> bytes:
        """Return it, for `parse_fingerprint`. Nothing more can be noted then."""
        self._kept += self._compressor.compress(b"}}") + self._compressor.flush()
        return bytes(self._kept)


def parse_fingerprint(made: bytes) -> Fingerprint:
    """Return what `FingerprintMaker` made.

    Raises:
        zlib.error: it was cut off, or is none.
        msgspec.DecodeError: it was made by something else.
    """
    return _DECODE(zlib.decompress(made))


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
