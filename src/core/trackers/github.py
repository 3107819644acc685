"""GitHub (REST API), and Gitea and Forgejo, which answer alike: docs/reference/trackers.md.

https://docs.github.com/en/rest/issues/issues
"""

import re
from collections.abc import Iterable, Mapping

import msgspec

from ..issues.model import IssueRef, IssueType, Status
from .draft import Draft, ref_to, translated
from .model import Context, Mapped, NotAnIssue, Translation
from .names import labelled_type, map_type
from .pages import page_address
from .statuses import labelled_status, map_status
from .tracker_json import UNDECODABLE, Scalar, present, repaired, texts_of
from .unmapped import Unmapped

_CLOSED: Mapping[str | None, Status] = {
    None: "done",
    "completed": "done",
    "not_planned": "canceled",
    "duplicate": "canceled",
}
"""By the reason for the state. Gitea gives none, nor does GitHub for what was closed before it had reasons."""
_ISSUE_API = re.compile(r"/repos/(?P<repository>[^/]+/[^/]+)/issues/(?P<number>[0-9]+)$")


class _Label(msgspec.Struct):
    name: Scalar = None


class _User(msgspec.Struct):
    login: Scalar = None


class _Type(msgspec.Struct):
    name: Scalar = None


class _Issue(msgspec.Struct):
    number: Scalar = None
    title: Scalar = None
    body: Scalar = None
    state: Scalar = None
    state_reason: Scalar = None
    type: _Type | None = None
    labels: list[_Label | Scalar] | None = None
    assignees: list[_User | None] | None = None
    html_url: Scalar = None
    parent_issue_url: Scalar = None
    pull_request: object = None
    created_at: Scalar = None
    updated_at: Scalar = None


class _Labelled(msgspec.Struct):
    labels: list[_Label | Scalar] | None = None


_DECODER = msgspec.json.Decoder(_Issue)
_LABELLED = msgspec.json.Decoder(_Labelled)


def translate(content: bytes, context: Context) -> Translation:
    """Translate one element of the list; pull requests stand among the issues there, and are none."""
    return translated(content, context, _DECODER, _draft)


def labels_of(content: bytes) -> tuple[str, ...] | None:
    """Return the labels of one element of the list; None if it cannot be read, and so will be skipped."""
    try:
        return _names(_LABELLED.decode(repaired(content)).labels)
    except UNDECODABLE:
        return None


def _names(labels: Iterable[_Label | Scalar] | None) -> tuple[str, ...]:
    return texts_of(label.name if isinstance(label, _Label) else label for label in labels or ())


def _draft(issue: _Issue, context: Context) -> Draft | NotAnIssue:
    number = present(issue.number)
    if issue.pull_request is not None:
        return NotAnIssue(number, "pull request")
    labels = _names(issue.labels)
    return Draft(
        id=number,
        key=None if number is None else f"#{number}",
        page=page_address(issue.html_url),
        title=issue.title,
        body=issue.body,
        status=_status(issue, labels, context.status_map),
        issue_type=_type(issue.type or _Type(), labels),
        assignees=texts_of(user.login for user in issue.assignees or () if user is not None),
        labels=labels,
        parent=_parent(issue.parent_issue_url, context),
        created_at=issue.created_at,
        updated_at=issue.updated_at,
    )


def _status(issue: _Issue, labels: tuple[str, ...], own: Mapping[str, Status]) -> Mapped[Status]:
    state = _state(present(issue.state), present(issue.state_reason))
    return Mapped(labelled_status(labels, state.value, own), state.unmapped)


def _state(state: str | None, reason: str | None) -> Mapped[Status]:
    if state != "closed":
        return map_status(state, None, {})
    if reason in _CLOSED:
        return Mapped(_CLOSED[reason])
    return Mapped("done", Unmapped("status", str(reason), "done", is_guess=False))


def _type(issue_type: _Type, labels: tuple[str, ...]) -> Mapped[IssueType]:
    return Mapped(labelled_type(labels)) if present(issue_type.name) is None else map_type(issue_type.name)


def _parent(api_address: Scalar, context: Context) -> IssueRef | None:
    """Return the parent if it is filed in the same workspace; issues of other repositories can be parents too."""
    found = _ISSUE_API.search(api_address) if isinstance(api_address, str) else None
    if found is None or found["repository"].lower() != context.workspace.lower():
        return None
    return ref_to(context, found["number"], f"#{found['number']}")
