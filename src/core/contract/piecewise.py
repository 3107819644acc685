"""Parse a large snapshot piece by piece, so that it is never in memory as a whole, and nobody waits for it long.

A single call that decodes 70 MB keeps every other thread from running, and what it returns takes ten times as much.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

import msgspec
from attrs import frozen
from msgspec.structs import replace
from returns.result import Result, Success

from ..issues.model import NOTHING_READ
from ..parsing.strict_json import Fault, parse_json
from ..result import sealed
from ..snapshot.body import Contents, Header, Snapshot, decode_snapshot, encode_snapshot
from .snapshot_check import parse_snapshot

_Part = TypeVar("_Part")

_AT_A_TIME = 64
_LARGE = 4096
"""Bytes of the list of issues from which it is worth while, and from which it cannot be found in another place."""
_NOTHING = Snapshot(
    header=Header(
        provider="any",
        workspace="any",
        route=None,
        doctrine_mode="external_authoritative",
        doctrine_field_owners={},
        project_uuid=None,
        project_slug=None,
    ),
    contents=Contents(issues=(), mappings=(), checkpoint=NOTHING_READ),
)
_HEAD, _, _TAIL = encode_snapshot(_NOTHING).partition(b'"issues":[]')
"""Around a few issues, so that they are as deep in the text as they were."""
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ELEMENTS = msgspec.json.Decoder(list[msgspec.Raw])
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


@frozen
class Taken(Generic[_Part]):
    """What was made of a snapshot.

    Attributes:
        frame: the snapshot without its issues.
        issues: how many it has.
        parts: what was made of the issues, and then of the rest.
    """

    frame: Snapshot
    issues: int
    parts: tuple[_Part, ...]


def take_apart(content: bytes, parts_of: Callable[[Snapshot], Iterable[_Part]]) -> Result[Taken[_Part], Fault]:
    """Parse the bytes of a publish by the rules of `parse_snapshot`, and with its faults.

    Args:
        content: the whole body.
        parts_of: is called with snapshots of a few issues each and nothing else, and at last with the rest.
    """
    taken = _by_pieces(content, parts_of)
    return parse_snapshot(content).map(lambda snapshot: _whole(snapshot, parts_of)) if taken is None else Success(taken)


def _whole(snapshot: Snapshot, parts_of: Callable[[Snapshot], Iterable[_Part]]) -> Taken[_Part]:
    return Taken(_without_issues(snapshot), len(snapshot.contents.issues), tuple(parts_of(snapshot)))


def _without_issues(snapshot: Snapshot) -> Snapshot:
    return replace(snapshot, contents=replace(snapshot.contents, issues=()))


def _by_pieces(content: bytes, parts_of: Callable[[Snapshot], Iterable[_Part]]) -> Taken[_Part] | None:
    """Return what was made of a snapshot without any fault; None if it is small, or something may be wrong with it."""
    try:
        issues = bytes(_MEMBERS.decode(content).get("issues", b""))
        elements = [] if len(issues) < _LARGE else _ELEMENTS.decode(issues)
    except _UNREADABLE:
        return None
    frame = _sound(content.replace(issues, b"[]", 1)) if elements else None
    if frame is None or frame.contents.issues:  # there are several lists like this, and another one is its issues
        return None
    parts: list[_Part] = []
    for piece in _pieces(elements):
        snapshot = _sound(piece)
        if snapshot is None:
            return None
        parts += parts_of(snapshot)
    return Taken(frame, len(elements), (*parts, *parts_of(frame)))


def _pieces(elements: list[msgspec.Raw]) -> Iterator[bytes]:
    """Yield snapshots that have a few of the issues each."""
    for start in range(0, len(elements), _AT_A_TIME):
        yield _HEAD + b'"issues":[' + b",".join(map(bytes, elements[start : start + _AT_A_TIME])) + b"]" + _TAIL


def _sound(content: bytes) -> Snapshot | None:
    """Return the snapshot if its form is sound and each member has its type as it is written."""
    match sealed(parse_json(content).bind(lambda _: decode_snapshot(content).alt(lambda _: ()))):
        case Success(snapshot):
            return snapshot
        case _:
            return None
