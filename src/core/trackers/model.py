"""An issue as the cache holds it, and what becomes of an issue that cannot be one.

The payload is shared with other tools: docs/reference/files.md. Who reads what: docs/reference/trackers.md.
"""

from collections.abc import Callable, Mapping
from typing import ClassVar, Generic, Literal, TypeAlias, TypeVar

import msgspec
from attrs import field, frozen
from msgspec import Struct
from returns.result import Failure, Result, Success

from ..errors import Category, sentence
from ..issues.model import Instant, IssueRef, IssueType, Priority, Status
from ..parsing.strict_json import Fault, fault_of
from .tracker_json import UNDECODABLE
from .unmapped import Unmapped

LinkType: TypeAlias = Literal["blocks", "blocked_by", "relates_to", "duplicates", "parent_of", "child_of"]

_Value_co = TypeVar("_Value_co", covariant=True)

NO_RAW = msgspec.Raw(b"null")


class IssueLink(Struct, frozen=True, kw_only=True):
    """One issue's relation to another."""

    type: LinkType
    target: IssueRef


@frozen(kw_only=True)
class TrackerIssue:
    """One issue with all that the cache holds about it.

    Attributes:
        raw: what the tracker sent, as JSON. Two issues can be equal although it differs.
    """

    ref: IssueRef
    title: str
    body: str | None
    status: Status
    issue_type: IssueType
    priority: Priority | None
    assignees: tuple[str, ...]
    labels: tuple[str, ...]
    parent: IssueRef | None
    links: tuple[IssueLink, ...]
    custom_fields: dict[str, object]
    created_at: Instant | None
    updated_at: Instant | None
    raw: msgspec.Raw = field(default=NO_RAW, eq=False, repr=False)


_ENCODER = msgspec.json.Encoder(order="sorted")
_DECODER = msgspec.json.Decoder(TrackerIssue)


def encode_payload(issue: TrackerIssue) -> str:
    """Return the payload of a cached issue: just the members that the other tools of the cache write."""
    return _ENCODER.encode(issue).decode()


def decode_payload(payload: bytes) -> Result[TrackerIssue, Fault]:
    """Parse the payload of a cached issue, whichever tool wrote it."""
    try:
        return Success(_DECODER.decode(payload))
    except UNDECODABLE as error:
        return Failure(fault_of(str(error)))


@frozen(kw_only=True)
class Context:
    """What a translation needs beside the issue.

    Attributes:
        provider: canonical name, which becomes ``ref.system``.
        workspace: under which issues are filed; not blank.
        status_map: the project's own status names, as `parse_status_map` returns them.
        states: of Azure DevOps, as `parse_states` returns them: work item type to state to state category.
    """

    provider: str
    workspace: str
    status_map: Mapping[str, Status] = field(factory=dict)
    states: Mapping[str, Mapping[str, str]] = field(factory=dict)


class Mapped(Struct, Generic[_Value_co], frozen=True):
    """Our value for what a tracker says, with the name that had no part in it because no table holds it."""

    value: _Value_co
    unmapped: Unmapped | None = None


class Translated(Struct, frozen=True):
    """One issue in our words.

    Attributes:
        issue: to be written to the cache.
        unmapped: names that should be counted and shown.
        is_untitled: its title is its key or its id, because the tracker gives none that anybody could read.
    """

    issue: TrackerIssue
    unmapped: tuple[Unmapped, ...] = ()
    is_untitled: bool = False


class NotAnIssue(Struct, frozen=True):
    """What a tracker lists among its issues without being one. Nothing is wrong with it.

    Attributes:
        id: under which the cache would file it, if the tracker gave one.
        kind: for example a pull request.
    """

    id: str | None
    kind: str


@frozen
class Skipped:
    """An issue that neither the cache nor a snapshot can hold. The others are not affected.

    Attributes:
        provider: canonical name.
        issue: its key or id; None if it has neither.
        reason: what is wrong with it.
        id: under which the cache would file it, if it is known. Two are equal although it differs: nobody reads it.
    """

    provider: str
    issue: str | None
    reason: str
    id: str | None = field(default=None, kw_only=True, eq=False, repr=False)
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        nameless = f"an issue without a key in {self.provider}"
        issue = nameless if self.issue is None else f"issue {self.issue} of {self.provider}"
        return f"skipped {issue} ({self.reason}); correct it in the tracker and pull again"


Translation: TypeAlias = Result[Translated | NotAnIssue, Skipped]
Translate: TypeAlias = Callable[[bytes, Context], Translation]
"""Takes the JSON of one issue, as the tracker sent it."""
