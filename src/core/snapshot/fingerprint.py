"""What is kept of a snapshot to tell later what changed: a digest a member, and a checksum an issue."""

import zlib
from collections.abc import Iterable, Mapping
from hashlib import sha256

import msgspec
from attrs import field, frozen

from ..issues.model import IssueRef, identity_of

_DIGITS = 16
"""Hex digits: enough to tell two values apart that nobody chose to be alike."""

_ENCODE = msgspec.json.Encoder().encode


@frozen(kw_only=True)
class Fingerprint:
    """Digests and checksums of a snapshot; none of the content.

    Attributes:
        members: of the body's members, by name, 16 hex digits; the issues are told one by one instead.
        issues: of each issue, by ``system:workspace:id``: CRC-32, for it is quick, and an edit cannot hide from it.
    """

    members: Mapping[str, str] = field(factory=dict)
    issues: Mapping[str, int] = field(factory=dict)


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


_MEMBERS = msgspec.json.Decoder(dict[str, str]).decode
_SOME_ISSUES = msgspec.json.Decoder(tuple[list[str], list[int]]).decode


class FingerprintMaker:
    """Takes the fingerprint of a snapshot, some issues at a time, and keeps it small: as compressed lines of JSON.

    The first line is the members; each other line has the identities of some issues, and their checksums.

    Args:
        members: the bytes of the body's other members, by name.
    """

    def __init__(self, members: Mapping[str, bytes]) -> None:
        self._compressor = zlib.compressobj(1)
        self._kept = bytearray()
        self._keep({name: sha256(value).hexdigest()[:_DIGITS] for name, value in members.items()})

    def note(self, refs: Iterable[IssueRef], issues: Iterable[bytes]) -> None:
        """Take the checksums of some issues, given as the bytes that are sent."""
        self._keep((list(map(identity_of, refs)), list(map(zlib.crc32, issues))))

    def made(self) -> bytes:
        """Return it, for `parse_fingerprint`. Nothing more can be noted then."""
        return bytes(self._kept) + self._compressor.flush()

    def _keep(self, value: object) -> None:
        self._kept += self._compressor.compress(_ENCODE(value) + b"\n")


def parse_fingerprint(made: bytes) -> Fingerprint:
    """Return what `FingerprintMaker` made.

    Raises:
        zlib.error: it was cut off, or is none.
        msgspec.DecodeError: it was made by something else.
        ValueError: a line has not as many checksums as issues.
    """
    members, *lines = zlib.decompress(made).splitlines()
    issues = {name: checksum for line in lines for name, checksum in zip(*_SOME_ISSUES(line), strict=True)}
    return Fingerprint(members=_MEMBERS(members), issues=issues)


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
