"""Merge an issue of the tracker into the cached one, field by field, as the doctrine of the binding says.

Spec Kitty's own tools merge by the same rules, so that the cache ends alike whichever tool pulls.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Literal, TypeAlias, TypeVar

from msgspec import Struct

from ..issues.model import identity_of
from ..issues.moments import later, microseconds
from ..project.binding import Binding
from .model import NO_RAW, TrackerIssue

Owner: TypeAlias = Literal["external", "local", "shared"]
OwnerOf: TypeAlias = Callable[[str], Owner]
"""Who owns a field: the tracker, Spec Kitty, or both."""

_Value = TypeVar("_Value")

_OWNERS: Mapping[str, Owner] = {"external": "external", "local": "local", "shared": "shared", "spec_kitty": "local"}


class Merged(Struct, frozen=True):
    """What the cache should hold.

    Attributes:
        issue: the merged one.
        change: whether the cache held it, and held it just so.
        conflicts: how many fields that both sides own differed; the newer side won.
    """

    issue: TrackerIssue
    change: Literal["created", "updated", "unchanged"]
    conflicts: int = 0


def owner_by(binding: Binding) -> OwnerOf:
    """Return who owns each field; a field without a known owner is owned by both in a split ownership."""
    match binding.doctrine_mode:
        case "external_authoritative":
            return lambda _field: "external"
        case "spec_kitty_authoritative":
            return lambda _field: "local"
        case "split_ownership" | "split":
            owners = binding.doctrine_field_owners
            return lambda field: _OWNERS.get(owners.get(field, "shared"), "shared")


def merge(cached: TrackerIssue | None, given: TrackerIssue, owner_of: OwnerOf) -> Merged:
    """Merge *given*, which the tracker has sent, into *cached*.

    The ref is the tracker's. ``created_at`` stays, and ``updated_at`` is the later one of both.
    """
    if cached is None:
        return Merged(given, "created")
    fields = _Fields(cached, given, owner_of)
    issue = TrackerIssue(
        ref=given.ref,
        title=fields.pick("title", lambda issue: issue.title),
        body=fields.pick("body", lambda issue: issue.body),
        status=fields.pick("status", lambda issue: issue.status),
        issue_type=fields.pick("issue_type", lambda issue: issue.issue_type),
        priority=fields.pick("priority", lambda issue: issue.priority),
        assignees=fields.pick("assignees", lambda issue: issue.assignees),
        labels=fields.pick("labels", lambda issue: issue.labels),
        parent=fields.pick("parent", lambda issue: issue.parent),
        links=fields.pick("links", lambda issue: issue.links),
        custom_fields=fields.pick("custom_fields", lambda issue: issue.custom_fields),
        created_at=cached.created_at or given.created_at,
        updated_at=later(cached.updated_at, given.updated_at),
        raw=cached.raw if given.raw == NO_RAW else given.raw,
    )
    return Merged(issue, "unchanged" if issue == cached else "updated", fields.conflicts)


class _Fields:
    """The fields of two issues, one picked after the other."""

    def __init__(self, cached: TrackerIssue, given: TrackerIssue, owner_of: OwnerOf) -> None:
        self._cached = cached
        self._given = given
        self._owner_of = owner_of
        self.conflicts = 0

    def pick(self, name: str, value_of: Callable[[TrackerIssue], _Value]) -> _Value:
        """Return the value of the field's owner; count a conflict where both own it and differ."""
        ours, theirs = value_of(self._cached), value_of(self._given)
        if ours == theirs:
            return ours
        match self._owner_of(name):
            case "external":
                return theirs
            case "local":
                return ours
            case "shared":
                self.conflicts += 1
                return theirs if _is_newer(self._given, self._cached) else ours


def _is_newer(given: TrackerIssue, cached: TrackerIssue) -> bool:
    """Say whether the tracker's side wins: it does unless the cached one is known to be newer."""
    ours, theirs = microseconds(cached.updated_at), microseconds(given.updated_at)
    return ours is None or (theirs is not None and theirs >= ours)


def latest_of_each(issues: Iterable[TrackerIssue]) -> tuple[TrackerIssue, ...]:
    """Return each issue once, as it was changed last; of the same instant, as it came last."""
    latest: dict[str, TrackerIssue] = {}
    for issue in issues:
        name = identity_of(issue.ref)
        if name not in latest or _replaces(issue, latest[name]):
            latest[name] = issue
    return tuple(latest.values())


def _replaces(issue: TrackerIssue, other: TrackerIssue) -> bool:
    ours, theirs = microseconds(other.updated_at), microseconds(issue.updated_at)
    return theirs is not None and (ours is None or theirs >= ours)
