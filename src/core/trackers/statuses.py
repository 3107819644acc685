"""Names that people give to statuses, and what we take them for.

Trackers let people rename everything. So a tracker's stable field decides, and a name only refines what that says, or
decides alone where there is no such field.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import ClassVar, get_args

from msgspec import Struct
from returns.iterables import Fold
from returns.result import Failure, Result, Success

from ..errors import Category, sentence
from ..issues.model import Status
from .model import Mapped
from .names import normalized
from .tracker_json import Scalar, present
from .unmapped import Unmapped

STATUSES: tuple[Status, ...] = get_args(Status)
CLOSED: frozenset[Status] = frozenset({"done", "canceled"})

_REFINING: Mapping[str, Status] = {
    "review": "in_review",
    "reviewing": "in_review",
    "blocked": "blocked",
    "impeded": "blocked",
    "on hold": "blocked",
    "canceled": "canceled",
    "cancelled": "canceled",
    "abandoned": "canceled",
    "declined": "canceled",
    "duplicate": "canceled",
    "invalid": "canceled",
    "obsolete": "canceled",
    "rejected": "canceled",
    "removed": "canceled",
    "wont do": "canceled",
    "wont fix": "canceled",
    "wontfix": "canceled",
    "will not do": "canceled",
    "not planned": "canceled",
    "cannot reproduce": "canceled",
}
"""Words that refine a status, as a whole name and within one."""

_NEGATIONS = frozenset({"no", "not", "un"})
"""Behind one of these, a word says the opposite."""

_BY_WHOLE_NAME: Mapping[Status, frozenset[Status]] = {
    "todo": frozenset({"in_review", "blocked", "canceled"}),
    "in_progress": frozenset({"in_review", "blocked", "canceled"}),
    "in_review": frozenset({"blocked", "canceled"}),
    "blocked": frozenset(),
    "done": frozenset({"canceled"}),
    "canceled": frozenset(),
}
"""What a whole name may make of a status: it never reopens what is closed, and never says that work is done."""

_BY_WORD: Mapping[Status, frozenset[Status]] = {
    "todo": frozenset({"in_review", "blocked"}),
    "in_progress": frozenset({"in_review", "blocked"}),
    "in_review": frozenset({"blocked"}),
    "blocked": frozenset(),
    "done": frozenset({"canceled"}),
    "canceled": frozenset(),
}
"""What a word within a name may make of a status: it never closes what is open, as in "Removed from sprint"."""

_PLAIN: Mapping[str, Status] = {
    "approved": "todo",
    "backlog": "todo",
    "deferred": "todo",
    "design": "todo",
    "new": "todo",
    "open": "todo",
    "opened": "todo",
    "planned": "todo",
    "proposed": "todo",
    "ready": "todo",
    "reopened": "todo",
    "selected for development": "todo",
    "to do": "todo",
    "todo": "todo",
    "triage": "todo",
    "active": "in_progress",
    "committed": "in_progress",
    "doing": "in_progress",
    "in development": "in_progress",
    "in progress": "in_progress",
    "started": "in_progress",
    "closed": "done",
    "completed": "done",
    "done": "done",
    "fixed": "done",
    "resolved": "done",
}
_WHOLE: Mapping[str, Status] = {
    **_REFINING,
    **_PLAIN,
    "code review": "in_review",
    "in review": "in_review",
    "peer review": "in_review",
    "under review": "in_review",
}
"""Whole names that are clear."""


class UnknownStatus(Struct, frozen=True):
    """The project's status map leads to none of the six statuses."""

    source: str
    name: str
    status: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        statuses = ", ".join(STATUSES)
        return f"{self.source}: tracker.status_map: {self.name!r} must be one of {statuses}, not {self.status!r}"


def parse_status_map(source: str, names: Mapping[str, str]) -> Result[Mapping[str, Status], UnknownStatus]:
    """Parse ``tracker.status_map`` of a project's config: a tracker's status name to one of the six.

    >>> parse_status_map("c.yaml", {"Ready for QA": "in_review"}).unwrap()
    {'ready for qa': 'in_review'}
    """
    return Fold.collect([_known(source, name, status) for name, status in names.items()], Success(())).map(dict)


def _known(source: str, name: str, given: str) -> Result[tuple[str, Status], UnknownStatus]:
    for status in STATUSES:
        if status == given:
            return Success((normalized(name), status))
    return Failure(UnknownStatus(source, name, given))


def map_status(name: Scalar, stable: Status | None, own: Mapping[str, Status]) -> Mapped[Status]:
    """Return our status for a tracker's.

    Args:
        name: as people see it.
        stable: what the tracker's stable field says; None if it says nothing.
        own: the project's names, as `parse_status_map` returns them; they outweigh everything.

    >>> map_status("In Revision", "in_progress", {}).value, map_status("Code review", "in_progress", {}).value
    ('in_progress', 'in_review')
    """
    shown = present(name)
    if shown is None:
        return Mapped(stable or "todo")
    plain = normalized(shown)
    if plain in own:
        return Mapped(own[plain])
    status = _WHOLE.get(plain) if stable is None else None
    status = status or refine(stable or "todo", plain)
    is_known = plain in _WHOLE
    return Mapped(status, None if is_known else Unmapped("status", shown, status, is_guess=stable is None))


def refine(stable: Status, name: Scalar) -> Status:
    """Return what a name makes of a status, if it may make anything of it.

    >>> refine("done", "Won't do"), refine("done", "In review"), refine("todo", "Done")
    ('canceled', 'done', 'todo')
    >>> refine("todo", "Duplicate"), refine("todo", "Duplicate check"), refine("todo", "Not blocked")
    ('canceled', 'todo', 'todo')
    """
    return _refined(stable, normalized(present(name) or ""))


@lru_cache(maxsize=1_000)
def _refined(stable: Status, plain: str) -> Status:
    whole = _WHOLE.get(plain)
    if whole is not None:
        return whole if whole in _BY_WHOLE_NAME[stable] else stable
    said = (status for phrase, status in _REFINING.items() if _says(plain, phrase))
    return next((status for status in said if status in _BY_WORD[stable]), stable)


def _says(plain: str, phrase: str) -> bool:
    before, found, _ = f" {plain} ".partition(f" {phrase} ")
    return bool(found) and _NEGATIONS.isdisjoint(before.split())


def labelled_status(labels: Iterable[str], stable: Status, own: Mapping[str, Status]) -> Status:
    """Return the status that the project gave to a label, where a tracker knows only open and closed.

    A label never closes an issue that is open, and never reopens one that is closed.

    >>> own: Mapping[str, Status] = {"qa": "in_review"}
    >>> labelled_status(["web", "QA"], "todo", own), labelled_status(["QA"], "done", own)
    ('in_review', 'done')
    """
    if not own:
        return stable
    named = (own.get(normalized(label)) for label in labels)
    return next((status for status in named if status and (status in CLOSED) == (stable in CLOSED)), stable)
