"""Jira Cloud (REST API v3) and Data Center (v2): docs/reference/trackers.md.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/
"""

from collections.abc import Mapping

import msgspec

from ..issues.model import IssueRef, IssueType, Status
from .adf import adf_to_markdown
from .draft import Draft, ref_to, translated
from .model import Context, Mapped, Translation
from .names import map_type, named_priority
from .pages import page_under, site_before, site_named
from .resolutions import map_resolution
from .statuses import map_status
from .tracker_json import Scalar, present, text_of, texts_of

FIELDS = (
    "summary",
    "description",
    "status",
    "resolution",
    "issuetype",
    "priority",
    "assignee",
    "labels",
    "parent",
    "created",
    "updated",
)
"""The fields to ask for."""

_GATEWAY = "/ex/jira/"
_CATEGORIES: Mapping[str, Status] = {"new": "todo", "indeterminate": "in_progress", "done": "done"}
_DEFAULT_PRIORITIES: Mapping[str, int] = {"1": 0, "2": 1, "3": 2, "4": 3, "5": 4}
"""By id: those that each site begins with, from the highest to the lowest, whatever they are called."""


class _Category(msgspec.Struct):
    key: Scalar = None


class _Status(msgspec.Struct, rename="camel"):
    name: Scalar = None
    status_category: _Category | None = None


class _Type(msgspec.Struct, rename="camel"):
    name: Scalar = None
    subtask: Scalar = None
    hierarchy_level: Scalar = None


class _Named(msgspec.Struct):
    id: Scalar = None
    name: Scalar = None


class _User(msgspec.Struct, rename="camel"):
    account_id: Scalar = None
    name: Scalar = None
    key: Scalar = None


class _Parent(msgspec.Struct):
    id: Scalar = None
    key: Scalar = None


class _Fields(msgspec.Struct):
    summary: Scalar = None
    description: object = None
    status: _Status | None = None
    resolution: _Named | None = None
    issuetype: _Type | None = None
    priority: _Named | None = None
    assignee: _User | None = None
    labels: list[Scalar] | None = None
    parent: _Parent | None = None
    created: Scalar = None
    updated: Scalar = None


class _Issue(msgspec.Struct):
    id: Scalar = None
    key: Scalar = None
    self: Scalar = None
    fields: _Fields | None = None


_DECODER = msgspec.json.Decoder(_Issue)


def translate(content: bytes, context: Context) -> Translation:
    """Translate one element of ``issues``."""
    return translated(content, context, _DECODER, _draft)


def _draft(issue: _Issue, context: Context) -> Draft:
    fields = issue.fields or _Fields()
    site = _site(issue, context)
    status = _status(fields.status or _Status(), context.status_map)
    return Draft(
        id=issue.id,
        key=issue.key,
        page=_page(site, issue.key),
        title=fields.summary,
        body=_body(fields.description),
        status=status,
        resolution=_resolution(fields, status.value, context.status_map),
        issue_type=_type(fields.issuetype or _Type()),
        priority=_priority(fields.priority or _Named()),
        assignees=_assignees(fields.assignee or _User()),
        labels=texts_of(fields.labels),
        parent=_parent(fields.parent or _Parent(), site, context),
        created_at=fields.created,
        updated_at=fields.updated,
    )


def _site(issue: _Issue, context: Context) -> str | None:
    """Return the address of the site. The gateway of scoped tokens has no pages, though it has the same API."""
    said = site_before(issue.self, "/rest/api/")
    return said if said is not None and _GATEWAY not in said else site_named(context.workspace)


def _page(site: str | None, key: Scalar) -> str | None:
    named = present(key)
    return None if named is None else page_under(site, "browse", named)


def _body(description: object) -> str | None:
    """Return Cloud's document as Markdown; Data Center's wiki text stays as it is."""
    match description:
        case None | str() | int() | float():
            return text_of(description)
        case _:
            return adf_to_markdown(description)


def _stable(status: _Status) -> Status | None:
    return _CATEGORIES.get(str((status.status_category or _Category()).key))


def _status(status: _Status, own: Mapping[str, Status]) -> Mapped[Status]:
    return map_status(status.name, _stable(status), own)


def _resolution(fields: _Fields, status: Status, own: Mapping[str, Status]) -> Mapped[Status | None]:
    """Return what the resolution says if the work is over: Jira may keep the one of an issue that was reopened."""
    is_over = status == "done" and _stable(fields.status or _Status()) == "done"
    return map_resolution((fields.resolution or _Named()).name, own) if is_over else Mapped(None)


def _type(issue_type: _Type) -> Mapped[IssueType]:
    level = issue_type.hierarchy_level
    ranked = level if isinstance(level, int | float) else 0
    if issue_type.subtask is True or ranked < 0:
        return Mapped("subtask")
    return Mapped("epic") if ranked > 0 else map_type(issue_type.name)


def _priority(priority: _Named) -> Mapped[int | None]:
    default = _DEFAULT_PRIORITIES.get(str(priority.id))
    named = named_priority(priority.name)
    is_none = present(priority.name) is not None and named == Mapped(None)
    return named if default is None or is_none else Mapped(default)


def _assignees(user: _User) -> tuple[str, ...]:
    return texts_of([user.account_id])[:1] or texts_of([user.name, user.key])[:1]


def _parent(parent: _Parent, site: str | None, context: Context) -> IssueRef | None:
    return ref_to(context, parent.id, parent.key, _page(site, parent.key))
