"""A snapshot taken apart, so that a person can page through it, search it and compare it without loading it."""

from collections.abc import Iterator
from typing import Literal, TypeAlias

import msgspec
from attrs import frozen
from msgspec.structs import replace
from returns.result import Result

from ..contract.piecewise import Taken, take_apart
from ..issues.model import Issue, WorkPackageLink, identity_of
from ..parsing.strict_json import Fault
from ..snapshot.body import Snapshot, encode_snapshot

Kind: TypeAlias = Literal["issue", "link"]

_ENCODE = msgspec.json.Encoder(order="sorted").encode


@frozen
class Part:
    """An issue or a link of a snapshot.

    Attributes:
        kind: which of the two.
        identity: by which the same one is found in another snapshot.
        words: what it is searched by, in one case.
        content: its JSON. Two parts differ if it differs.
    """

    kind: Kind
    identity: str
    words: str
    content: bytes


Listing: TypeAlias = Taken[Part]
"""A snapshot that was taken apart."""


def listing_of(body: bytes) -> Result[Listing, Fault]:
    """Return the parts of the snapshot that a body is, or its first fault."""
    return take_apart(body, parts_of)


def head_of(snapshot: Snapshot) -> bytes:
    """Return the JSON of everything but issues and links, for `trackpost.core.snapshot.body.decode_snapshot`."""
    return encode_snapshot(replace(snapshot, contents=replace(snapshot.contents, issues=(), mappings=())))


def parts_of(snapshot: Snapshot) -> Iterator[Part]:
    """Yield the issues of a snapshot, and then its links."""
    yield from map(_issue, snapshot.contents.issues)
    yield from map(_link, snapshot.contents.mappings)


def searched(text: str) -> str:
    """Return *text* as it is searched for: without outer blanks, in one case.

    >>> searched(" Straße ")
    'strasse'
    """
    return text.strip().casefold()


def _issue(issue: Issue) -> Part:
    ref = issue.ref
    words = (ref.key or ref.id, issue.title, issue.status, issue.issue_type, *issue.assignees, *issue.labels)
    return Part("issue", identity_of(ref), "\n".join(words).casefold(), _ENCODE(issue))


def _link(link: WorkPackageLink) -> Part:
    identity = f"{link.wp_id} {link.system}:{link.workspace}:{link.external_id}"
    words = (link.wp_id, link.external_key or link.external_id)
    return Part("link", identity, "\n".join(words).casefold(), _ENCODE(link))
