"""Names that people give to types and priorities, and what we take them for."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256

import msgspec

from ..issues.model import IssueType, Status
from .model import Mapped
from .tracker_json import Scalar, present
from .unmapped import Unmapped

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
# Blanks, dashes and the punctuation of ASCII. Other scripts have marks within words that look like punctuation to "\W".
_SEPARATORS = re.compile(r"[\s!-/:-@\[-`{-~\u2010-\u2015]+")


@lru_cache(maxsize=1_000)
def normalized(name: str) -> str:
    """Return a name as the tables spell it.

    >>> normalized(" Won't-Do "), normalized("IN_PROGRESS")
    ('wont do', 'in progress')
    """
    folded = unicodedata.normalize("NFKC", name).casefold().translate(_DROPPED)
    return _SEPARATORS.sub(" ", folded).strip() or folded.strip()


_TABLES = 2
"""Raise it with each change of the tables of names, so that the next pull translates every issue again."""
_DIGITS = 16


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


def names_digest(own: Mapping[str, Status]) -> str:
    """Return what changes when a name may mean something else than before.

    Args:
        own: the project's names, as `parse_status_map` returns them.

    >>> names_digest({"qa": "in_review", "parked": "blocked"}) == names_digest({"parked": "blocked", "qa": "in_review"})
    True
    """
    return f"{_TABLES}:{sha256(msgspec.json.encode(own, order='sorted')).hexdigest()[:_DIGITS]}"
