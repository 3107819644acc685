"""Issues as a publish reads them from the cache. It decodes and encodes each, so this is its hot loop.

`Issue` says what an issue must be. The classes here have the same members, but cost less in two ways:

- Their members are sorted, as on the wire. So the encoder need not sort them for each issue.
- The time is any text. To search its pattern, ``msgspec`` calls Python, which takes a third of the time of decoding an
  issue. So the times of many issues are checked together.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from .model import Instant, Issue, IssueType, Priority, Status

UNDECODABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What a decoder raises where a payload is not an issue."""


class CachedRef(Struct, frozen=True, kw_only=True, gc=False):
    """An `IssueRef`, in the order of the wire."""

    id: str
    key: str | None
    system: str
    url: str | None
    workspace: str


class CachedIssue(Struct, frozen=True, kw_only=True, gc=False):
    """An `Issue`, in the order of the wire; `cached_issues` and `cached` make one only of what is an issue."""

    assignees: tuple[str, ...]
    body: str | None
    issue_type: IssueType
    labels: tuple[str, ...]
    priority: Priority | None
    ref: CachedRef
    status: Status
    title: str
    updated_at: str | None


_DECODE = msgspec.json.Decoder(CachedIssue).decode
_DECODE_STRICTLY = msgspec.json.Decoder(Issue).decode

encode_cached: Callable[[CachedIssue], bytes] = msgspec.json.Encoder().encode
"""Returns the bytes of one issue, as they are in the body of a snapshot."""


def cached(issue: Issue) -> CachedIssue:
    """Return *issue* as a publish reads it."""
    return msgspec.convert(issue, CachedIssue, from_attributes=True)


def cached_issue(payload: object) -> CachedIssue:
    """Return the issue that a column of the cache holds.

    Raises:
        msgspec.DecodeError: it is not an issue. A column of SQLite holds values of any type, and the message names it.
        UnicodeDecodeError: it is not UTF-8.
        RecursionError: it is nested too deeply.
    """
    if not isinstance(payload, bytes):
        return cached(msgspec.convert(payload, Issue))
    try:
        (issue,) = cached_issues([payload])
    except UNDECODABLE:  # which said it in words about another class
        return cached(_DECODE_STRICTLY(payload))
    return issue


def cached_issues(payloads: Sequence[bytes]) -> Sequence[CachedIssue]:
    """Return the issues of *payloads*, the same as those that `cached_issue` returns, but faster.

    Where a member is there twice, the last one counts.

    Raises:
        TypeError: one of *payloads* is not bytes.
        msgspec.DecodeError: one of them is not an issue.
        UnicodeDecodeError: one of them is not UTF-8.
        RecursionError: one of them is nested too deeply.
    """
    issues = list(map(_DECODE, payloads))
    times = [issue.updated_at for issue in issues]
    if not _are_instants(times):
        msgspec.convert(times, list[Instant | None])
    return issues


_OF_INSTANTS = b"0123456789-+:.TZ"


def _are_instants(times: Sequence[str | None]) -> bool:
    """Say whether all are certainly instants. In most caches they are, and ``msgspec`` sees it at once.

    It knows RFC 3339, whose instants are some of those of ISO 8601. What it accepts beyond that, such as a space in
    place of ``T``, has other characters.
    """
    text = "".join(filter(None, times))
    if not text.isascii() or text.encode().translate(None, _OF_INSTANTS):
        return False
    try:
        msgspec.convert(times, list[datetime | None])
    except msgspec.ValidationError:
        return False
    return True
