"""Beads (``bd list --json``): docs/reference/trackers.md.

https://github.com/steveyegge/beads
"""

from collections.abc import Iterator, Mapping

import msgspec

from ..issues.model import IssueRef, IssueType, Status
from .draft import Draft, ref_to, translated
from .model import Context, IssueLink, LinkType, Mapped, NotAnIssue, Translation
from .names import ISSUE_TYPES, map_type, numbered_priority
from .pages import page_address
from .statuses import map_status
from .tracker_json import Scalar, present, texts_of

_STATUSES: Mapping[str, Status] = {
    "open": "todo",
    "deferred": "todo",
    "in_progress": "in_progress",
    "hooked": "in_progress",
    "pinned": "in_progress",
    "blocked": "blocked",
    "closed": "done",
}
_DELETED = "tombstone"
_TYPES: Mapping[str, IssueType] = {**ISSUE_TYPES, "decision": "chore"}
_CHILD = "parent-child"
_LINKS: Mapping[str, LinkType] = {
    _CHILD: "child_of",
    "blocks": "blocked_by",
    "conditional-blocks": "blocked_by",
    "waits-for": "blocked_by",
    "duplicates": "duplicates",
}
"""What an issue is to the one that it depends on; any other kind of dependency relates the two."""


class _Dependency(msgspec.Struct):
    id: Scalar = None
    depends_on_id: Scalar = None
    type: Scalar = None
    dependency_type: Scalar = None


class _Bead(msgspec.Struct):
    id: Scalar = None
    title: Scalar = None
    description: Scalar = None
    status: Scalar = None
    issue_type: Scalar = None
    priority: Scalar = None
    assignee: Scalar = None
    labels: list[Scalar] | None = None
    parent: Scalar = None
    dependencies: list[_Dependency | None] | None = None
    external_ref: Scalar = None
    metadata: object = None
    created_at: Scalar = None
    updated_at: Scalar = None


_DECODER = msgspec.json.Decoder(_Bead)


def translate(content: bytes, context: Context) -> Translation:
    """Translate one element of the list; what beads has deleted leaves a tombstone there."""
    return translated(content, context, _DECODER, _draft)


def _draft(bead: _Bead, context: Context) -> Draft | NotAnIssue:
    if bead.status == _DELETED:
        return NotAnIssue(present(bead.id), _DELETED)
    links = tuple(_links(bead, context))
    return Draft(
        id=bead.id,
        key=bead.id,
        page=page_address(bead.external_ref),
        title=bead.title,
        body=bead.description,
        status=_status(bead.status, context.status_map),
        issue_type=map_type(bead.issue_type, _TYPES),
        priority=numbered_priority(bead.priority),
        assignees=texts_of([bead.assignee]),
        labels=texts_of(bead.labels),
        parent=ref_to(context, bead.parent) or _parent(links),
        links=links,
        custom_fields={} if bead.metadata is None else {"metadata": bead.metadata},
        created_at=bead.created_at,
        updated_at=bead.updated_at,
    )


def _status(status: Scalar, own: Mapping[str, Status]) -> Mapped[Status]:
    """Return the status. A name of beads' own is known, however it reads."""
    known = _STATUSES.get(str(status))
    mapped = map_status(status, known, own)
    return mapped if known is None else Mapped(mapped.value)


def _links(bead: _Bead, context: Context) -> Iterator[IssueLink]:
    for one in bead.dependencies or ():
        if one is None:
            continue
        target = ref_to(context, present(one.id) or one.depends_on_id)
        kind = present(one.dependency_type) or present(one.type) or "blocks"
        if target is not None:
            yield IssueLink(type=_LINKS.get(kind, "relates_to"), target=target)


def _parent(links: tuple[IssueLink, ...]) -> IssueRef | None:
    return next((link.target for link in links if link.type == "child_of"), None)
