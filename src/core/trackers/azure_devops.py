"""Azure DevOps (REST API 7.1): docs/reference/trackers.md.

https://learn.microsoft.com/en-us/rest/api/azure/devops/wit/work-items/get-work-items-batch
https://learn.microsoft.com/en-us/azure/devops/boards/work-items/workflow-and-state-categories
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec
from returns.result import Result

from ..issues.model import IssueRef, IssueType, Status
from ..parsing.strict_json import Fault
from .draft import Draft, ref_to, translated
from .model import Context, Mapped, Translation
from .names import ISSUE_TYPES, map_type, numbered_priority
from .pages import page_address, page_under, site_before
from .statuses import map_status
from .tracker_json import Scalar, parsed, present, texts_of

FIELDS = (
    "System.Id",
    "System.Title",
    "System.Description",
    "Microsoft.VSTS.TCM.ReproSteps",
    "System.State",
    "System.WorkItemType",
    "System.AssignedTo",
    "System.Tags",
    "System.Parent",
    "System.CreatedDate",
    "System.ChangedDate",
    "Microsoft.VSTS.Common.Priority",
)
"""The fields to ask for."""

_CATEGORIES: Mapping[str, Status] = {
    "Proposed": "todo",
    "InProgress": "in_progress",
    "Resolved": "in_review",
    "Completed": "done",
    "Removed": "canceled",
}
"""Resolved: somebody says it is solved, and somebody else has to confirm that."""

_USUAL: Mapping[str, str] = {
    "New": "Proposed",
    "To Do": "Proposed",
    "Approved": "Proposed",
    "Proposed": "Proposed",
    "Design": "Proposed",
    "Active": "InProgress",
    "Committed": "InProgress",
    "Doing": "InProgress",
    "In Progress": "InProgress",
    "Open": "InProgress",
    "Ready": "InProgress",
    "Resolved": "Resolved",
    "Closed": "Completed",
    "Done": "Completed",
    "Removed": "Removed",
}
"""The categories of the states of the four processes that every organization begins with."""

_TYPES: Mapping[str, IssueType] = {**ISSUE_TYPES, "feature": "epic", "impediment": "task", "test case": "task"}
"""A feature stands above user stories here, as an epic does."""
_PARENT = "System.LinkTypes.Hierarchy-Reverse"


class _Identity(msgspec.Struct, rename="camel"):
    display_name: Scalar = None
    unique_name: Scalar = None


class _Fields(msgspec.Struct):
    id: Scalar = msgspec.field(name="System.Id", default=None)
    title: Scalar = msgspec.field(name="System.Title", default=None)
    description: Scalar = msgspec.field(name="System.Description", default=None)
    repro_steps: Scalar = msgspec.field(name="Microsoft.VSTS.TCM.ReproSteps", default=None)
    state: Scalar = msgspec.field(name="System.State", default=None)
    type: Scalar = msgspec.field(name="System.WorkItemType", default=None)
    assigned_to: _Identity | Scalar = msgspec.field(name="System.AssignedTo", default=None)
    tags: Scalar = msgspec.field(name="System.Tags", default=None)
    parent: Scalar = msgspec.field(name="System.Parent", default=None)
    created: Scalar = msgspec.field(name="System.CreatedDate", default=None)
    changed: Scalar = msgspec.field(name="System.ChangedDate", default=None)
    priority: Scalar = msgspec.field(name="Microsoft.VSTS.Common.Priority", default=None)


class _Relation(msgspec.Struct):
    rel: Scalar = None
    url: Scalar = None


class _Link(msgspec.Struct):
    href: Scalar = None


class _Links(msgspec.Struct):
    html: _Link | None = None


class _WorkItem(msgspec.Struct):
    id: Scalar = None
    url: Scalar = None
    fields: _Fields | None = None
    relations: list[_Relation | None] | None = None
    links: _Links | None = msgspec.field(name="_links", default=None)


class _Types(msgspec.Struct):
    value: list[object]


_DECODER = msgspec.json.Decoder(_WorkItem)
_TYPES_DECODER = msgspec.json.Decoder(_Types)


def parse_states(content: bytes) -> Result[Mapping[str, Mapping[str, str]], Fault]:
    """Parse the answer of ``_apis/wit/workitemtypes``: work item type to state to state category.

    A type or a state of another shape is left out, and the others count all the same.
    """
    return parsed(content, _TYPES_DECODER).map(lambda types: dict(_named_types(types.value)))


def _named_types(types: Iterable[object]) -> Iterator[tuple[str, Mapping[str, str]]]:
    for one in types:
        match one:
            case {"name": str(name), "states": list(states)}:
                yield name, dict(_named_states(states))
            case _:
                pass


def _named_states(states: Iterable[object]) -> Iterator[tuple[str, str]]:
    for state in states:
        match state:
            case {"name": str(name), "category": str(category)}:
                yield name, category
            case _:
                pass


def translate(content: bytes, context: Context) -> Translation:
    """Translate one element of ``value``; that of an item which is gone is null there, and so is skipped."""
    return translated(content, context, _DECODER, _draft)


def _draft(item: _WorkItem, context: Context) -> Draft:
    fields = item.fields or _Fields()
    number = present(fields.id) or present(item.id)
    return Draft(
        id=number,
        key=number,
        page=_said_page(item) or _page(item, number),
        title=fields.title,
        body=fields.description if present(fields.description) else fields.repro_steps or fields.description,
        status=_status(fields, context),
        issue_type=map_type(fields.type, _TYPES),
        priority=numbered_priority(fields.priority),
        assignees=_assignees(fields.assigned_to),
        labels=texts_of(tag.strip() for tag in (present(fields.tags) or "").split(";")),
        parent=_parent(item, fields, context),
        created_at=fields.created,
        updated_at=fields.changed,
    )


def _said_page(item: _WorkItem) -> str | None:
    return page_address(((item.links or _Links()).html or _Link()).href)


def _page(item: _WorkItem, number: str | None) -> str | None:
    site = site_before(item.url, "/_apis/")
    return None if number is None else page_under(site, "_workitems", "edit", number)


def _status(fields: _Fields, context: Context) -> Mapped[Status]:
    state = present(fields.state) or ""
    category = context.states.get(present(fields.type) or "", {}).get(state) or _USUAL.get(state)
    return map_status(state, None if category is None else _CATEGORIES.get(category), context.status_map)


def _assignees(assigned: _Identity | Scalar) -> tuple[str, ...]:
    names = [assigned.display_name, assigned.unique_name] if isinstance(assigned, _Identity) else [assigned]
    return texts_of(names)[:1]


def _parent(item: _WorkItem, fields: _Fields, context: Context) -> IssueRef | None:
    number = present(fields.parent) or _related_parent(item.relations or ())
    return ref_to(context, number, number, _page(item, number))


def _related_parent(relations: Iterable[_Relation | None]) -> str | None:
    addresses = (one.url for one in relations if one is not None and one.rel == _PARENT)
    return next((url.rpartition("/")[2] for url in addresses if isinstance(url, str)), None)
