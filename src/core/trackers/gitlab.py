"""GitLab (REST API v4): docs/reference/trackers.md.

https://docs.gitlab.com/api/issues/
"""

from collections.abc import Mapping

import msgspec

from ..issues.model import IssueType, Status
from .draft import Draft, translated
from .model import Context, Mapped, Translation
from .names import ISSUE_TYPES, labelled_type, map_type
from .pages import page_address
from .statuses import labelled_status, map_status
from .tracker_json import Scalar, present, texts_of

_TYPES: Mapping[str, IssueType] = {**ISSUE_TYPES, "test case": "task", "ticket": "task"}


class _Label(msgspec.Struct):
    name: Scalar = None


class _User(msgspec.Struct):
    username: Scalar = None


class _Links(msgspec.Struct):
    closed_as_duplicate_of: Scalar = None


class _Issue(msgspec.Struct):
    iid: Scalar = None
    title: Scalar = None
    description: Scalar = None
    state: Scalar = None
    issue_type: Scalar = None
    labels: list[_Label | Scalar] | None = None
    assignees: list[_User | None] | None = None
    web_url: Scalar = None
    moved_to_id: Scalar = None
    links: _Links | None = msgspec.field(name="_links", default=None)
    created_at: Scalar = None
    updated_at: Scalar = None


_DECODER = msgspec.json.Decoder(_Issue)


def translate(content: bytes, context: Context) -> Translation:
    """Translate one element of the list."""
    return translated(content, context, _DECODER, _draft)


def _draft(issue: _Issue, context: Context) -> Draft:
    labels = texts_of(label.name if isinstance(label, _Label) else label for label in issue.labels or ())
    return Draft(
        id=issue.iid,
        key=issue.iid,
        page=page_address(issue.web_url),
        title=issue.title,
        body=issue.description,
        status=_status(issue, labels, context.status_map),
        issue_type=_type(issue.issue_type, labels),
        assignees=texts_of(user.username for user in issue.assignees or () if user is not None),
        labels=labels,
        created_at=issue.created_at,
        updated_at=issue.updated_at,
    )


def _status(issue: _Issue, labels: tuple[str, ...], own: Mapping[str, Status]) -> Mapped[Status]:
    """Return the status. What was closed because it goes on elsewhere is canceled here."""
    goes_on_elsewhere = present(issue.moved_to_id) or present((issue.links or _Links()).closed_as_duplicate_of)
    if issue.state == "closed" and goes_on_elsewhere:
        return Mapped("canceled")
    state = map_status(issue.state, None, {})
    return Mapped(labelled_status(labels, state.value, own), state.unmapped)


def _type(issue_type: Scalar, labels: tuple[str, ...]) -> Mapped[IssueType]:
    return Mapped(labelled_type(labels)) if issue_type in {None, "issue"} else map_type(issue_type, _TYPES)
