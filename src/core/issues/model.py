"""The values of the issue cache, as they are on the wire.

Contract: contracts/tracker-snapshot-publish.md, "The body". ``msgspec`` checks the types while it decodes.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, Protocol, TypeAlias

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from ..parsing.strict_json import Fault, fault_of
from ..parsing.text import BLANKS

_DAY = (
    r"(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    r"|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    r"|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)"
)
"""A day that exists: 31, 30 or 28 days a month; 29 February if 4 divides the year, and not 100 unless 400 does."""
# Day "T" time, then a zone, as in RFC 3339; as in ISO 8601, the seconds are optional
DATE_AND_TIME = rf"{_DAY}T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?"
ZONE = r"(?:Z|[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9](?::[0-5][0-9])?)"
_INSTANT = f"^{DATE_AND_TIME}{ZONE}?$(?!\\n)"
_ZONED_INSTANT = f"^{DATE_AND_TIME}{ZONE}$(?!\\n)"

_NOT_BLANK = f"[^{BLANKS}]"

Text: TypeAlias = Annotated[str, Meta(pattern=_NOT_BLANK, description="Text that is not blank.")]
Instant: TypeAlias = Annotated[str, Meta(pattern=_INSTANT, description="ISO 8601 date and time.")]
ZonedInstant: TypeAlias = Annotated[
    str, Meta(pattern=_ZONED_INSTANT, description="ISO 8601 date and time with a zone.")
]
Priority: TypeAlias = Annotated[int, Meta(ge=0, le=4, description="0 to 4.")]
Status: TypeAlias = Literal["todo", "in_progress", "in_review", "blocked", "done", "canceled"]
IssueType: TypeAlias = Literal["epic", "story", "task", "bug", "chore", "subtask"]


_IN_WORDS: Mapping[str, str] = {
    f"`str` matching regex {_NOT_BLANK!r}": "text that is not blank",
    f"`str` matching regex {_INSTANT!r}": "an ISO 8601 date and time that exists",
    f"`str` matching regex {_ZONED_INSTANT!r}": "an ISO 8601 date and time that exists, with a zone",
}


def fault_in(complaint: str) -> Fault:
    """Return `fault_of` a decoder's complaint, with words in place of the patterns of this module."""
    for pattern, words in _IN_WORDS.items():
        complaint = complaint.replace(pattern, words)
    return fault_of(complaint)


class IssueRef(Struct, frozen=True, kw_only=True, gc=False):
    """An issue's identity in its tracker."""

    system: str
    workspace: str
    id: str
    key: str | None
    url: str | None


class Ref(Protocol):
    """What tells an issue from others, in whatever class it is."""

    @property
    def system(self) -> str:
        """The provider."""

    @property
    def workspace(self) -> str:
        """The name of the workspace."""

    @property
    def id(self) -> str:
        """The id in the tracker."""

    @property
    def key(self) -> str | None:
        """The name for people, if there is one."""


def identity_of(ref: Ref) -> str:
    """Return the primary key of an issue in the cache: ``system:workspace:id``."""
    return f"{ref.system}:{ref.workspace}:{ref.id}"


class _Referred(Struct, frozen=True):
    ref: IssueRef


_REFERRED = msgspec.json.Decoder(_Referred)


def ref_in(payload: bytes | None) -> IssueRef | None:
    """Return the ref of a cached issue; None if its payload cannot be read."""
    try:
        return None if payload is None else _REFERRED.decode(payload).ref
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


class Issue(Struct, frozen=True, kw_only=True, gc=False):
    """One cached issue, without the members that stay on the machine."""

    ref: IssueRef
    title: str
    body: str | None
    status: Status
    issue_type: IssueType
    priority: Priority | None
    assignees: tuple[str, ...]
    labels: tuple[str, ...]
    updated_at: Instant | None


class WorkPackageLink(Struct, frozen=True, kw_only=True):
    """The link from a work package to its issue."""

    wp_id: str
    system: str
    workspace: str
    external_id: str
    external_key: str | None
    external_url: str | None
    created_at: str
    updated_at: str


def up_to_date(link: WorkPackageLink, ref: IssueRef | None) -> WorkPackageLink:
    """Return *link* with the key and the URL that the issue has now: it may have moved since it was linked.

    Args:
        link: as it was made.
        ref: of the same issue in the cache; None if it is not there. What it does not say stays as it was.
    """
    if ref is None:
        return link
    return replace(link, external_key=ref.key or link.external_key, external_url=ref.url or link.external_url)


class Checkpoint(Struct, frozen=True, kw_only=True):
    """How far a pull has come."""

    cursor: str | None
    updated_since: Instant | None


NOTHING_READ = Checkpoint(cursor=None, updated_since=None)
"""The checkpoint before the first pull."""


class CacheCount(Struct, frozen=True, kw_only=True):
    """What a cache holds for one binding.

    Attributes:
        issues: of the tracker.
        mappings: of all trackers.
        checkpoint: how far the cache has read the tracker.
        part: how many issues a pull that is under way has read so far; None if the last pull read all.
        full_at: when the whole list was read last, ISO 8601; None if it never was.
    """

    issues: int
    mappings: int
    checkpoint: Checkpoint
    part: int | None = None
    full_at: str | None = None
