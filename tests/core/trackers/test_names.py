"""Names of statuses, types and priorities."""

from collections.abc import Mapping
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Result, Success

from tests.core.strategies import ANY_TEXT, QUICK
from trackpost.core.issues.model import IssueType, Status
from trackpost.core.trackers.model import Mapped
from trackpost.core.trackers.names import (
    ISSUE_TYPES,
    PRIORITIES,
    labelled_type,
    map_type,
    named_priority,
    names_digest,
    normalized,
    numbered_priority,
)
from trackpost.core.trackers.statuses import (
    STATUSES,
    UnknownStatus,
    labelled_status,
    map_status,
    parse_status_map,
    refine,
)
from trackpost.core.trackers.tracker_json import Scalar
from trackpost.core.trackers.unmapped import Unmapped

OWN: Mapping[str, Status] = {"ready for qa": "in_review", "parked": "blocked", "shipped": "done"}
SAID: Mapping[str, tuple[Scalar, Status | None, Status, bool]] = {
    "the stable field decides": ("Erledigt", "done", "done", True),
    "a name that is clear": ("To Do", "todo", "todo", False),
    "a name refines what is under way": ("In Review", "in_progress", "in_review", False),
    "a known name with other separators": ("code-REVIEW", "in_progress", "in_review", False),
    "a word within the name": ("Waiting for code-review", "in_progress", "in_review", True),
    "a word blocks": ("Blocked by vendor", "in_progress", "blocked", True),
    "a word does not close what is begun": ("Changes rejected", "in_progress", "in_progress", True),
    "nor what is to do": ("Removed from sprint", "todo", "todo", True),
    "nor what is in review": ("To be removed", "in_review", "in_review", True),
    "another word that closes nothing": ("Duplicate check", "todo", "todo", True),
    "a word and more": ("Invalid data, in analysis", "todo", "todo", True),
    "a word closes what is done": ("Closed as duplicate", "done", "canceled", True),
    "the first word that may say something": ("Review rejected", "done", "canceled", True),
    "the opposite of a word": ("Not blocked", "in_progress", "in_progress", True),
    "the opposite in two words": ("Un-blocked", "in_progress", "in_progress", True),
    "the opposite, where only the name decides": ("Not in review", None, "todo", True),
    "the opposite of what is done": ("Not rejected", "done", "done", True),
    "no word of the name": ("Preview", "in_progress", "in_progress", True),
    "blocked": ("Blocked", "todo", "blocked", False),
    "on hold": ("ON_HOLD", "in_progress", "blocked", False),
    "not blocked": ("Unblocked", "in_progress", "in_progress", True),
    "won't do": ("Won't do", "done", "canceled", False),
    "won't do, typographically": ("Won\N{RIGHT SINGLE QUOTATION MARK}t Do", "done", "canceled", False),
    "a duplicate": ("Duplicate", "done", "canceled", False),
    "canceled before it was begun": ("Cancelled", "todo", "canceled", False),
    "what is done is not in review": ("Review", "done", "done", False),
    "what is begun is not done": ("Done", "in_progress", "in_progress", False),
    "what is canceled stays so": ("In review", "canceled", "canceled", False),
    "what is in review can be blocked": ("Blocked", "in_review", "blocked", False),
    "only the name, and it is clear": ("In Progress", None, "in_progress", False),
    "only the name, with a word in it": ("Second review", None, "in_review", True),
    "only the name, with a word that closes nothing": ("Duplicate check", None, "todo", True),
    "only the name, and it cancels": ("Won't fix", None, "canceled", False),
    "only the name, and nobody knows it": ("Erledigt", None, "todo", True),
    "no name": (None, "done", "done", False),
    "a blank name": (" ", "in_progress", "in_progress", False),
    "nothing at all": (None, None, "todo", False),
    "a number": (7, None, "todo", True),
    "the project's own name": ("Ready for QA", "in_progress", "in_review", False),
    "the project's own name outweighs the stable field": ("shipped", "todo", "done", False),
}


@pytest.mark.parametrize(("name", "stable", "expected", "is_unmapped"), SAID.values(), ids=SAID.keys())
def test_map_status(name: Scalar, stable: Status | None, expected: Status, *, is_unmapped: bool) -> None:
    """The stable field and the name come to exactly this status, and a name that nobody knows is reported."""
    unmapped = Unmapped("status", str(name), expected, is_guess=stable is None) if is_unmapped else None
    assert Mapped(expected, unmapped) == map_status(name, stable, OWN)


CLOSED = frozenset({"done", "canceled"})


@QUICK
@given(ANY_TEXT | st.sampled_from(["review", "done", "canceled", "blocked", "open"]), st.sampled_from(STATUSES))
def test_a_name_never_reopens_what_is_closed(name: str, stable: Status) -> None:
    """Without words of the project, a closed status stays closed, and an open one is never done."""
    status = map_status(name, stable, {}).value
    assert stable not in CLOSED or status in CLOSED
    assert status != "done" or stable == "done"
    assert status == refine(stable, name)


@QUICK
@given(st.sampled_from(["canceled", "duplicate", "removed", "won't do"]), ANY_TEXT, ANY_TEXT, st.sampled_from(STATUSES))
def test_a_word_within_a_name_never_closes(word: str, before: str, after: str, stable: Status) -> None:
    """Only a whole name cancels an issue that is open."""
    name = f"not yet {before} {word} {after}"
    assert stable in CLOSED or refine(stable, name) not in CLOSED


DIGESTS: Mapping[str, tuple[Mapping[str, Status], Mapping[str, Status], bool]] = {
    "no names": ({}, {}, True),
    "the same in another order": ({"qa": "todo", "ci": "done"}, {"ci": "done", "qa": "todo"}, True),
    "another status": ({"qa": "todo"}, {"qa": "done"}, False),
    "another name": ({"qa": "todo"}, {"ci": "todo"}, False),
    "one name more": ({"qa": "todo"}, {"qa": "todo", "ci": "todo"}, False),
}


@pytest.mark.parametrize(("one", "other", "expected"), DIGESTS.values(), ids=DIGESTS.keys())
def test_names_digest(one: Mapping[str, Status], other: Mapping[str, Status], *, expected: bool) -> None:
    """It differs whenever a name may mean something else."""
    assert (names_digest(one) == names_digest(other)) == expected


STATUS_MAPS: Mapping[str, tuple[Mapping[str, str], Result[Mapping[str, Status], UnknownStatus]]] = {
    "absent": ({}, Success({})),
    "names": (
        {"Ready for QA": "in_review", "PARKED": "blocked"},
        Success({"ready for qa": "in_review", "parked": "blocked"}),
    ),
    "none of the six": ({"QA": "review"}, Failure(UnknownStatus("c", "QA", "review"))),
}


@pytest.mark.parametrize(("raw", "expected"), STATUS_MAPS.values(), ids=STATUS_MAPS.keys())
def test_parse_status_map(raw: Mapping[str, str], expected: Result[Mapping[str, Status], UnknownStatus]) -> None:
    """A section of the config becomes exactly this map, or exactly this error."""
    assert expected == parse_status_map("c", raw)


@QUICK
@given(st.dictionaries(st.text(), st.sampled_from([*STATUSES, "review", ""])))
def test_a_status_map_is_parsed_whatever_it_is(raw: Mapping[str, str]) -> None:
    """What is parsed leads to the six statuses, from names that can be looked up."""
    assert set(parse_status_map("c", raw).value_or({}).values()) <= set(STATUSES)


SPELLINGS: Mapping[str, tuple[str, str]] = {
    "case and blanks": (" In  Review ", "in review"),
    "separators": ("in-review: QA_2", "in review qa 2"),
    "a dash": ("Review\u2013QA", "review qa"),
    "an apostrophe": ("Won\u2019t fix", "wont fix"),
    "wide letters": ("\uff32\uff25\uff36\uff29\uff25\uff37", "review"),
    "two ways to write a letter": ("gelo\u0308st", "gel\u00f6st"),
    "marks within a word": ("\u092a\u0942\u0930\u094d\u0923", "\u092a\u0942\u0930\u094d\u0923"),
    "nothing but punctuation": (" ?! ", "?!"),
}


@pytest.mark.parametrize(("name", "expected"), SPELLINGS.values(), ids=SPELLINGS.keys())
def test_normalized(name: str, expected: str) -> None:
    """Spellings of one name are one name, and other names stay others."""
    assert expected == normalized(name)


TYPES: Mapping[str, tuple[Scalar, Mapped[IssueType]]] = {
    "a story": ("User Story", Mapped("story")),
    "a subtask": ("Sub-task", Mapped("subtask")),
    "no type": (None, Mapped("task")),
    "a blank type": ("", Mapped("task")),
    "unknown": ("Fehler", Mapped("task", Unmapped("type", "Fehler", "task", is_guess=True))),
    "a number": (3, Mapped("task", Unmapped("type", "3", "task", is_guess=True))),
}


@pytest.mark.parametrize(("name", "expected"), TYPES.values(), ids=TYPES.keys())
def test_map_type(name: Scalar, expected: Mapped[IssueType]) -> None:
    """A name comes to exactly this type."""
    assert expected == map_type(name)


PRIORITY: Mapping[str, tuple[Scalar, Mapped[int | None]]] = {
    "a number": (0, Mapped(0)),
    "a number in text": (" 4 ", Mapped(4)),
    "a float": (2.0, Mapped(2)),
    "a name": ("high", Mapped(1)),
    "null": (None, Mapped(None)),
    "blank": ("", Mapped(None)),
    "none": ("None", Mapped(None)),
    "a half": (2.5, Mapped(None, Unmapped("priority", "2.5", "none", is_guess=True))),
    "beyond": (5, Mapped(None, Unmapped("priority", "5", "none", is_guess=True))),
    "below": (-1, Mapped(None, Unmapped("priority", "-1", "none", is_guess=True))),
    "true": (True, Mapped(None, Unmapped("priority", "true", "none", is_guess=True))),
}


@pytest.mark.parametrize(("value", "expected"), PRIORITY.values(), ids=PRIORITY.keys())
def test_numbered_priority(value: Scalar, expected: Mapped[int | None]) -> None:
    """A number or a name comes to exactly this priority."""
    assert expected == numbered_priority(value)


def test_named_priority() -> None:
    """A digit is no name."""
    assert named_priority("2") == Mapped(None, Unmapped("priority", "2", "none", is_guess=True))


def test_the_tables_are_spelled_as_they_are_looked_up() -> None:
    """Every name of a table can be found, and leads to what the contract knows."""
    assert [name for name in {**ISSUE_TYPES, **PRIORITIES} if name != normalized(name)] == []
    assert set(ISSUE_TYPES.values()) <= set(get_args(IssueType))
    assert set(PRIORITIES.values()) <= {None, 0, 1, 2, 3, 4}


def test_labelled_type() -> None:
    """Some trackers tell a bug by a label only."""
    assert [labelled_type([label]) for label in ("Bug", "kind/bug", "type: bug", "debug", "not a bug")] == [
        "bug",
        "bug",
        "bug",
        "task",
        "task",
    ]


LABELLED: Mapping[str, tuple[list[str], Status, Status]] = {
    "no label": ([], "todo", "todo"),
    "the project's label": (["web", "Ready-for-QA"], "todo", "in_review"),
    "the first of them": (["parked", "ready for qa"], "todo", "blocked"),
    "it does not close": (["shipped"], "todo", "todo"),
    "it does not reopen": (["parked"], "done", "done"),
    "it may say how it was closed": (["shipped"], "canceled", "done"),
}


@pytest.mark.parametrize(("labels", "stable", "expected"), LABELLED.values(), ids=LABELLED.keys())
def test_labelled_status(labels: list[str], stable: Status, expected: Status) -> None:
    """A label refines a status only if the project says so."""
    assert expected == labelled_status(labels, stable, OWN)
    assert stable == labelled_status(labels, stable, {})
