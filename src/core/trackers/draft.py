"""The steps of every translation: decode the tracker's JSON, say it in our words, check what every issue needs."""

from collections.abc import Callable
from typing import TypeVar

import msgspec
from msgspec import Struct
from returns.result import Failure, Result, Success

from ..issues.model import IssueRef, IssueType, Status
from ..parsing.strict_json import fault_of
from .instants import instant
from .model import Context, IssueLink, Mapped, NotAnIssue, Skipped, TrackerIssue, Translated, Translation
from .tracker_json import UNDECODABLE, Scalar, id_in, name_in, present, repaired, text_of

_Given = TypeVar("_Given")


_NO_PRIORITY: Mapped[int | None] = Mapped(None)
_NO_RESOLUTION: Mapped[Status | None] = Mapped(None)


class Draft(Struct, frozen=True, kw_only=True):
    """What a tracker says about one issue. Members that are a `Scalar` are as the tracker sent them.

    Attributes:
        resolution: how the work ended, which outweighs the status; None if that is all there is to know.
    """

    id: Scalar
    key: Scalar
    page: str | None
    title: Scalar
    body: Scalar
    status: Mapped[Status]
    resolution: Mapped[Status | None] = _NO_RESOLUTION
    issue_type: Mapped[IssueType]
    priority: Mapped[int | None] = _NO_PRIORITY
    assignees: tuple[str, ...]
    labels: tuple[str, ...]
    parent: IssueRef | None = None
    links: tuple[IssueLink, ...] = ()
    custom_fields: dict[str, object] | None = None
    created_at: Scalar = None
    updated_at: Scalar = None


def translated(
    content: bytes,
    context: Context,
    decoder: msgspec.json.Decoder[_Given],
    draft_of: Callable[[_Given, Context], Draft | NotAnIssue],
) -> Translation:
    """Translate the JSON of one issue.

    Args:
        content: of the issue, as the tracker sent it.
        context: what is needed beside it.
        decoder: of the tracker's issues.
        draft_of: says the decoded issue in our words.

    Returns:
        The issue in our words, or what it is if it is none, or why it must be skipped.
    """
    json = repaired(content)
    try:
        given = decoder.decode(json)
    except UNDECODABLE as error:
        fault = fault_of(str(error))
        return Failure(Skipped(context.provider, name_in(json), f"{fault.path}: {fault.reason}", id=id_in(json)))
    draft = draft_of(given, context)
    return Success(draft) if isinstance(draft, NotAnIssue) else _finished(draft, context, json)


def _finished(draft: Draft, context: Context, json: bytes) -> Result[Translated, Skipped]:
    key, title = present(draft.key), present(draft.title)
    ref = ref_to(context, draft.id, key, draft.page)
    if ref is None:
        return Failure(Skipped(context.provider, key, "it has no id"))
    issue = TrackerIssue(
        ref=ref,
        title=title or key or ref.id,
        body=text_of(draft.body),
        status=draft.resolution.value or draft.status.value,
        issue_type=draft.issue_type.value,
        priority=draft.priority.value,
        assignees=draft.assignees,
        labels=draft.labels,
        parent=draft.parent,
        links=draft.links,
        custom_fields=draft.custom_fields or {},
        created_at=instant(draft.created_at),
        updated_at=instant(draft.updated_at),
        raw=msgspec.Raw(json),
    )
    mapped = (draft.status.unmapped, draft.resolution.unmapped, draft.issue_type.unmapped, draft.priority.unmapped)
    unmapped = tuple(name for name in mapped if name is not None)
    return Success(Translated(issue, unmapped, is_untitled=title is None))


def ref_to(context: Context, number: Scalar, key: Scalar = None, page: str | None = None) -> IssueRef | None:
    """Return the ref of an issue in the workspace of *context*; None if *number*, its id, says nothing."""
    text = present(number)
    if text is None:
        return None
    return IssueRef(system=context.provider, workspace=context.workspace, id=text, key=present(key), url=page)
