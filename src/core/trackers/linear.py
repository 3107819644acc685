"""Linear (GraphQL): docs/reference/trackers.md.

https://linear.app/developers/graphql
"""

from collections.abc import Mapping
from typing import ClassVar

import msgspec
from msgspec import Struct

from ..errors import Category, sentence
from ..issues.model import Status
from .draft import Draft, ref_to, translated
from .model import Context, Mapped, NotAnIssue, Translation
from .names import labelled_type, named_priority
from .pages import page_address
from .statuses import map_status
from .tracker_json import Scalar, parsed, present, text_of, texts_of

FIELDS = """
id identifier title description priority url createdAt updatedAt trashed
state { name type } labels { nodes { name } } assignee { id } parent { id identifier url }
"""
"""The members of an issue to ask for."""

_STATES: Mapping[str, Status] = {
    "triage": "todo",
    "backlog": "todo",
    "unstarted": "todo",
    "started": "in_progress",
    "completed": "done",
    "canceled": "canceled",
    "duplicate": "canceled",
}
_PRIORITIES: Mapping[str, int | None] = {"0": None, "1": 0, "2": 1, "3": 2, "4": 3}
"""Linear counts from 1, urgent, to 4, low; 0 is no priority. The number is a float in its schema."""


class _State(msgspec.Struct):
    name: Scalar = None
    type: Scalar = None


class _Label(msgspec.Struct):
    name: Scalar = None


class _Labels(msgspec.Struct):
    nodes: list[_Label | None] | None = None


class _Assignee(msgspec.Struct):
    id: Scalar = None


class _Parent(msgspec.Struct):
    id: Scalar = None
    identifier: Scalar = None
    url: Scalar = None


class _Issue(msgspec.Struct, rename="camel"):
    id: Scalar = None
    identifier: Scalar = None
    title: Scalar = None
    description: Scalar = None
    priority: Scalar = None
    url: Scalar = None
    created_at: Scalar = None
    updated_at: Scalar = None
    trashed: Scalar = None
    state: _State | None = None
    labels: _Labels | None = None
    assignee: _Assignee | None = None
    parent: _Parent | None = None


_DECODER = msgspec.json.Decoder(_Issue)


class TeamGivenByKey(Struct, frozen=True):
    """The credentials name the team by its key, but the routing key of a snapshot should be the team's UUID.

    Attributes:
        key: of the team, which people may change.
        team_id: its UUID.
    """

    key: str
    team_id: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return (
            f"team_id of linear is {self.key}, the key of a team; to route snapshots by the team's UUID, "
            f"store that with `trackpost bind` and --credential team_id={self.team_id}"
        )


class _Trash(msgspec.Struct):
    trashed: Scalar = None


_TRASH = msgspec.json.Decoder(_Trash)


def is_trashed(content: bytes) -> bool:
    """Say whether an element of ``issues.nodes`` is in the trash, as far as it can be understood."""
    return parsed(content, _TRASH).map(lambda issue: issue.trashed is True).value_or(False)  # noqa: FBT003 - a default


def translate(content: bytes, context: Context) -> Translation:
    """Translate one element of ``issues.nodes``; what was deleted stands there among the archived issues at first."""
    return translated(content, context, _DECODER, _draft)


def _draft(issue: _Issue, context: Context) -> Draft | NotAnIssue:
    if issue.trashed is True:
        return NotAnIssue(present(issue.id), "deleted issue")
    state = issue.state or _State()
    parent = issue.parent or _Parent()
    labels = texts_of(label.name for label in (issue.labels or _Labels()).nodes or () if label is not None)
    return Draft(
        id=issue.id,
        key=issue.identifier,
        page=page_address(issue.url),
        title=issue.title,
        body=issue.description,
        status=map_status(state.name, _STATES.get(str(state.type)), context.status_map),
        issue_type=Mapped(labelled_type(labels)),
        priority=_priority(issue.priority),
        assignees=texts_of([(issue.assignee or _Assignee()).id]),
        labels=labels,
        parent=ref_to(context, parent.id, parent.identifier, page_address(parent.url)),
        created_at=issue.created_at,
        updated_at=issue.updated_at,
    )


def _priority(value: Scalar) -> Mapped[int | None]:
    number = (text_of(value) or "0").removesuffix(".0")
    return Mapped(_PRIORITIES[number]) if number in _PRIORITIES else named_priority(number)
