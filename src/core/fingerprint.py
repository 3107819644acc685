"""What is kept of a snapshot to tell later what changed: a digest a member, and a digest an issue."""

from collections.abc import Mapping
from hashlib import sha256

import msgspec
from attrs import field, frozen

from .snapshot import IssueRef

_DIGITS = 16
"""Enough to tell two values apart that nobody chose to be alike."""


@frozen(kw_only=True)
class Fingerprint:
    """Digests of a snapshot: 16 hex digits each; none of the content.

    Attributes:
        members: of the body's members, by name; the issues are told one by one instead.
        issues: of each issue, by ``system:workspace:id``.
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


@frozen
class _Referred:
    """As much of an issue as its identity needs."""

    ref: IssueRef


_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ISSUES = msgspec.json.Decoder(list[msgspec.Raw])
_REFERRED = msgspec.json.Decoder(_Referred)


def fingerprint(body: bytes) -> Fingerprint:
    """Return the digests of an encoded snapshot, taken of the bytes that are sent."""
    members = _MEMBERS.decode(body)
    issues = _ISSUES.decode(members["issues"])
    return Fingerprint(
        members={name: _digest(value) for name, value in members.items() if name != "issues"},
        issues={_identity(_REFERRED.decode(issue)): _digest(issue) for issue in issues},
    )


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


def _digest(value: msgspec.Raw) -> str:
    return sha256(value).hexdigest()[:_DIGITS]


def _identity(issue: _Referred) -> str:
    ref = issue.ref
    return f"{ref.system}:{ref.workspace}:{ref.id}"
