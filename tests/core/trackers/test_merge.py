"""Merging an issue of the tracker into the cached one."""

from collections.abc import Mapping
from typing import TypeAlias

import msgspec
import pytest
from attrs import evolve
from msgspec.structs import replace

from trackpost.core.issues.model import IssueRef
from trackpost.core.project.binding import Binding, DoctrineMode
from trackpost.core.trackers.merge import Merged, latest_of_each, merge, owner_by
from trackpost.core.trackers.model import NO_RAW, TrackerIssue

EARLY, LATE = "2026-03-01T12:00:00+00:00", "2026-03-01T14:00:00+01:00"
REF = IssueRef(system="jira", workspace="acme.atlassian.net", id="1", key="ACME-1", url=None)
OURS = TrackerIssue(
    ref=REF,
    title="Ours",
    body=None,
    status="todo",
    issue_type="task",
    priority=None,
    assignees=(),
    labels=("web",),
    parent=None,
    links=(),
    custom_fields={"points": 3},
    created_at=EARLY,
    updated_at=EARLY,
    raw=msgspec.Raw(b'{"ours":1}'),
)
THEIRS = evolve(OURS, title="Theirs", status="done", created_at=LATE, updated_at=LATE, raw=msgspec.Raw(b'{"theirs":1}'))


def _binding(mode: DoctrineMode, **owners: str) -> Binding:
    return Binding(
        provider="jira", provider_as_typed="jira", workspace="w", doctrine_mode=mode, doctrine_field_owners=owners
    )


EXTERNAL = _binding("external_authoritative", title="local")
LOCAL = _binding("spec_kitty_authoritative", title="external")


def _split(**owners: str) -> Binding:
    return _binding("split_ownership", **owners)


_Expected: TypeAlias = tuple[str, str, int, str]
OURS_LATE = evolve(OURS, updated_at=LATE)
OURS_THEN = evolve(OURS, updated_at="2026-03-01T13:00:00Z")
OURS_UNDATED = evolve(OURS, updated_at=None)
THEIRS_EARLY, THEIRS_UNDATED = evolve(THEIRS, updated_at=EARLY), evolve(THEIRS, updated_at=None)

MERGES: Mapping[str, tuple[Binding, TrackerIssue | None, TrackerIssue, _Expected]] = {
    "not cached": (EXTERNAL, None, THEIRS, ("Theirs", "done", 0, "created")),
    "the tracker owns all": (EXTERNAL, OURS, THEIRS, ("Theirs", "done", 0, "updated")),
    "Spec Kitty owns all": (LOCAL, OURS, THEIRS_EARLY, ("Ours", "todo", 0, "unchanged")),
    "both own all": (_split(), OURS, THEIRS, ("Theirs", "done", 2, "updated")),
    "both own all, ours is newer": (_split(), OURS_LATE, THEIRS_EARLY, ("Ours", "todo", 2, "unchanged")),
    "both own all, at the same instant": (_split(), OURS_THEN, THEIRS, ("Theirs", "done", 2, "updated")),
    "theirs has no instant": (_split(), OURS, THEIRS_UNDATED, ("Ours", "todo", 2, "unchanged")),
    "ours has no instant": (_split(), OURS_UNDATED, THEIRS, ("Theirs", "done", 2, "updated")),
    "neither has an instant": (_split(), OURS_UNDATED, THEIRS_UNDATED, ("Theirs", "done", 2, "updated")),
    "each owns a field": (_split(title="local", status="external"), OURS, THEIRS, ("Ours", "done", 0, "updated")),
    "Spec Kitty by its name": (_split(title="spec_kitty"), OURS, THEIRS, ("Ours", "done", 1, "updated")),
    "an owner that nobody knows": (_split(title="me", status="local"), OURS, THEIRS, ("Theirs", "todo", 1, "updated")),
    "the same": (_split(), OURS, evolve(OURS, raw=THEIRS.raw), ("Ours", "todo", 0, "unchanged")),
}


@pytest.mark.parametrize(("binding", "cached", "given", "expected"), MERGES.values(), ids=MERGES.keys())
def test_merge(binding: Binding, cached: TrackerIssue | None, given: TrackerIssue, expected: _Expected) -> None:
    """Each field is its owner's; if both own it, the newer side wins, and that is counted."""
    merged = merge(cached, given, owner_by(binding))
    assert (merged.issue.title, merged.issue.status, merged.conflicts, merged.change) == expected


def test_what_no_doctrine_decides() -> None:
    """The ref is the tracker's, as the issue may have moved; the first creation and the last change count."""
    ref = replace(REF, key="NEW-1", url="https://acme.atlassian.net/browse/NEW-1")
    merged = merge(OURS, evolve(THEIRS, ref=ref), owner_by(LOCAL)).issue
    assert (merged.ref, merged.created_at, merged.updated_at) == (ref, EARLY, LATE)
    assert merge(evolve(OURS, created_at=None), THEIRS, owner_by(LOCAL)).issue.created_at == LATE


def test_what_the_tracker_sent() -> None:
    """It takes the place of what it sent before, unless it sent nothing."""
    owners = owner_by(EXTERNAL)
    assert merge(OURS, THEIRS, owners).issue.raw == THEIRS.raw
    assert merge(OURS, evolve(THEIRS, raw=NO_RAW), owners).issue.raw == OURS.raw


def test_a_new_key_is_a_change() -> None:
    """Although no field differs."""
    renamed = evolve(OURS, ref=replace(REF, key="NEW-1"))
    assert merge(OURS, renamed, owner_by(EXTERNAL)) == Merged(renamed, "updated")


OTHER = evolve(OURS, ref=replace(REF, id="2"))
TWICE: Mapping[str, tuple[tuple[TrackerIssue, ...], tuple[TrackerIssue, ...]]] = {
    "once each": ((OURS, OTHER), (OURS, OTHER)),
    "the later one last": ((OURS, OTHER, THEIRS), (THEIRS, OTHER)),
    "the later one first": ((THEIRS, OTHER, OURS), (THEIRS, OTHER)),
    "the same instant": ((OURS, evolve(THEIRS, updated_at=EARLY)), (evolve(THEIRS, updated_at=EARLY),)),
    "no instant": ((OURS, evolve(THEIRS, updated_at=None)), (OURS,)),
    "an instant after none": ((evolve(OURS, updated_at=None), THEIRS), (THEIRS,)),
    "none": ((), ()),
}


@pytest.mark.parametrize(("issues", "expected"), TWICE.values(), ids=TWICE.keys())
def test_latest_of_each(issues: tuple[TrackerIssue, ...], expected: tuple[TrackerIssue, ...]) -> None:
    """An issue that stands on a page twice counts once, as it was changed last."""
    assert latest_of_each(issues) == expected
