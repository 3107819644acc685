"""Names that people give to statuses, types and priorities, and what we take them for.

Trackers let people rename everything. So a tracker's stable field decides, and a name only refines what that says, or
decides alone where there is no such field.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import ClassVar, get_args

from attrs import frozen
from returns.iterables import Fold
from returns.result import Failure, Result, Success

from ..errors import Category, sentence
from ..issues.model import IssueType, Status
from ..parsing.untyped import WrongShape, as_texts
from .model import Mapped, Unmapped
from .tracker_json import Scalar, present

STATUSES: tuple[Status, ...] = get_args(Status)

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
"""Words that refine a status wherever they stand in its name."""

_REFINED: Mapping[Status, frozenset[Status]] = {
    "todo": frozenset({"in_review", "blocked", "canceled"}),
    "in_progress": frozenset({"in_review", "blocked", "canceled"}),
    "in_review": frozenset({"blocked", "canceled"}),
    "blocked": frozenset(),
    "done": frozenset({"canceled"}),
    "canceled": frozenset(),
}
"""What a name may make of a status: it never reopens what is closed, and never says that work is done."""

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
"""Whole names that are clear."""

ISSUE_TYPES: Mapping[str, IssueType] = {
    "epic": "epic",
    "initiative": "epic",
    "feature": "story",
    "new feature": "story",
    "product backlog item": "story",
    "requirement": "story",
    "story": "story",
    "user story": "story",
    "improvement": "task",
    "issue": "task",
    "task": "task",
    "bug": "bug",
    "defect": "bug",
    "incident": "bug",
    "chore": "chore",
    "maintenance": "chore",
    "sub task": "subtask",
    "subtask": "subtask",
}

PRIORITIES: Mapping[str, int | None] = {
    "none": None,
    "no priority": None,
    "not set": None,
    "unprioritized": None,
    "blocker": 0,
    "highest": 0,
    "p0": 0,
    "urgent": 0,
    "critical": 1,
    "high": 1,
    "p1": 1,
    "major": 2,
    "medium": 2,
    "normal": 2,
    "p2": 2,
    "low": 3,
    "minor": 3,
    "p3": 3,
    "lowest": 4,
    "p4": 4,
    "trivial": 4,
}

_DROPPED = str.maketrans("", "", "'\N{RIGHT SINGLE QUOTATION MARK}")
_SEPARATORS = re.compile(r"[\W_]+")


@lru_cache(maxsize=1_000)
def normalized(name: str) -> str:
    """Return a name as the tables spell it.

    >>> normalized(" Won't-Do "), normalized("IN_PROGRESS")
    ('wont do', 'in progress')
    """
    return _SEPARATORS.sub(" ", name.casefold().translate(_DROPPED)).strip()


@frozen
class UnknownStatus:
    """The project's status map leads to none of the six statuses."""

    source: str
    name: str
    status: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        statuses = ", ".join(STATUSES)
        return f"{self.source}: tracker.status_map: {self.name!r} must be one of {statuses}, not {self.status!r}"


def parse_status_map(source: str, raw: object) -> Result[Mapping[str, Status], WrongShape | UnknownStatus]:
    """Parse ``tracker.status_map`` of a project's config: a tracker's status name to one of the six.

    >>> parse_status_map("c.yaml", {"Ready for QA": "in_review"}).unwrap()
    {'ready for qa': 'in_review'}
    """
    return as_texts(source, "tracker.status_map", raw).bind(
        lambda names: Fold.collect([_known(source, name, status) for name, status in names.items()], Success(())).map(
            dict
        )
    )


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
    named = _refining(plain) or _PLAIN.get(plain)
    if stable is None:
        status, is_guess = named or "todo", True
    else:
        status, is_guess = refine(stable, plain), False
    return Mapped(status, Unmapped("status", shown, status, is_guess) if named is None else None)


def refine(stable: Status, name: Scalar) -> Status:
    """Return what a name makes of a status, if it may make anything of it.

    >>> refine("done", "Won't do"), refine("done", "In review"), refine("todo", "Done")
    ('canceled', 'done', 'todo')
    """
    refining = _refining(normalized(present(name) or ""))
    return refining if refining in _REFINED[stable] else stable


@lru_cache(maxsize=1_000)
def _refining(plain: str) -> Status | None:
    words = f" {plain} "
    return next((status for phrase, status in _REFINING.items() if f" {phrase} " in words), None)


def map_type(name: Scalar, names: Mapping[str, IssueType] = ISSUE_TYPES) -> Mapped[IssueType]:
    """Return our type for a tracker's; a name that is in no table is a task.

    >>> map_type("Sub-task").value, map_type(None).value
    ('subtask', 'task')
    """
    shown = present(name)
    known = "task" if shown is None else names.get(normalized(shown))
    return Mapped("task", Unmapped("type", str(shown), "task", is_guess=True)) if known is None else Mapped(known)


_BUG_LABELS = frozenset({"bug", "kind bug", "type bug"})


def labelled_type(labels: Iterable[str]) -> IssueType:
    """Return the type where a tracker has no field for it, so that people tell bugs by a label.

    >>> labelled_type(["web", "type::bug"]), labelled_type(["web"])
    ('bug', 'task')
    """
    return "task" if _BUG_LABELS.isdisjoint(map(normalized, labels)) else "bug"


_CLOSED: frozenset[Status] = frozenset({"done", "canceled"})


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
    return next((status for status in named if status and (status in _CLOSED) == (stable in _CLOSED)), stable)


_NUMBER = re.compile(r"([0-4])(\.0+)?")


def numbered_priority(value: Scalar) -> Mapped[int | None]:
    """Return a priority that is a number from 0 to 4, or text that holds one.

    >>> numbered_priority("2").value, numbered_priority(None).value, numbered_priority(9).unmapped.name
    (2, None, '9')
    """
    shown = present(value)
    found = _NUMBER.fullmatch((shown or "").strip())
    return Mapped(int(found[1])) if found is not None else named_priority(shown)


def named_priority(name: Scalar) -> Mapped[int | None]:
    """Return our priority for a name; one that is in no table is none.

    >>> named_priority("Urgent").value, named_priority("None").value
    (0, None)
    """
    shown = present(name)
    plain = normalized(shown or "none")
    if plain in PRIORITIES:
        return Mapped(PRIORITIES[plain])
    return Mapped(None, Unmapped("priority", str(shown), "none", is_guess=True))
