"""What Jira says about an issue."""

from collections.abc import Mapping

import pytest
from attrs import evolve

from tests.core.trackers.samples import CONTEXTS, issue_from, outcome, ref, unmapped_in
from trackpost.core.issues.model import IssueType, Status
from trackpost.core.trackers.model import Skipped, Translated
from trackpost.core.trackers.names import normalized
from trackpost.core.trackers.resolutions import ORDINARY
from trackpost.core.trackers.unmapped import Unmapped

JIRA = CONTEXTS["jira"]


def issue(*, self: object = None, **fields: object) -> dict[str, object]:
    """Return an issue that has an id, a key, a summary and these fields."""
    return {"id": "1", "key": "ACME-1", "self": self, "fields": {"summary": "s", **fields}}


STATUSES: Mapping[str, tuple[object, object, Status]] = {
    "a category": ({"name": "Erledigt", "statusCategory": {"id": 3, "key": "done"}}, None, "done"),
    "a category and a resolution": (
        {"name": "Done", "statusCategory": {"key": "done"}},
        {"name": "Duplicate"},
        "canceled",
    ),
    "a resolution that says it was done": (
        {"name": "Done", "statusCategory": {"key": "done"}},
        {"name": "Fixed"},
        "done",
    ),
    "a resolution left behind": (
        {"name": "Reopened", "statusCategory": {"key": "new"}},
        {"name": "Won't Do"},
        "todo",
    ),
    "a resolution in the project's own language": (
        {"name": "Erledigt", "statusCategory": {"key": "done"}},
        {"name": "Wird nicht gemacht"},
        "canceled",
    ),
    "a resolution that the project has for open work": (
        {"name": "Erledigt", "statusCategory": {"key": "done"}},
        {"name": "Parked"},
        "done",
    ),
    "a resolution of a status that the project named": (
        {"name": "Shipped", "statusCategory": {"key": "done"}},
        {"name": "Duplicate"},
        "canceled",
    ),
    "a resolution of what the project calls open": (
        {"name": "Parked", "statusCategory": {"key": "done"}},
        {"name": "Duplicate"},
        "blocked",
    ),
    "a resolution of what its name cancels": (
        {"name": "Rejected", "statusCategory": {"key": "done"}},
        {"name": "Done"},
        "canceled",
    ),
    "no category": ({"name": "In Progress"}, None, "in_progress"),
    "the category of imported statuses": ({"name": "Blocked", "statusCategory": {"key": "undefined"}}, None, "blocked"),
    "the project's own": ({"name": "Parked", "statusCategory": {"key": "indeterminate"}}, None, "blocked"),
    "null": (None, None, "todo"),
}


@pytest.mark.parametrize(("status", "resolution", "expected"), STATUSES.values(), ids=STATUSES.keys())
def test_status(status: object, resolution: object, expected: Status) -> None:
    """Category, resolution and name come to exactly this status."""
    context = evolve(JIRA, status_map={"parked": "blocked", "shipped": "done", "wird nicht gemacht": "canceled"})
    assert expected == issue_from(issue(status=status, resolution=resolution), context).status


TYPES: Mapping[str, tuple[object, IssueType]] = {
    "a subtask in any language": ({"name": "Teilaufgabe", "subtask": True}, "subtask"),
    "a level below": ({"name": "Teilaufgabe", "hierarchyLevel": -1}, "subtask"),
    "a level above": ({"name": "Thema", "subtask": False, "hierarchyLevel": 2}, "epic"),
    "an epic of Data Center": ({"name": "Epic", "subtask": False}, "epic"),
    "a name": ({"name": "Bug", "subtask": False, "hierarchyLevel": 0}, "bug"),
    "null": (None, "task"),
}


@pytest.mark.parametrize(("given", "expected"), TYPES.values(), ids=TYPES.keys())
def test_type(given: object, expected: IssueType) -> None:
    """Flag, level and name come to exactly this type."""
    assert expected == issue_from(issue(issuetype=given), JIRA).issue_type


PRIORITIES: Mapping[str, tuple[object, int | None]] = {
    "by its id": ({"id": "1", "name": "Höchste"}, 0),
    "the lowest": ({"id": "5", "name": "Trivial"}, 4),
    "an id that is a number": ({"id": 3, "name": "Mittel"}, 2),
    "by its name": ({"id": "10400", "name": "Urgent"}, 0),
    "without an id": ({"name": "High"}, 1),
    "called none": ({"id": "3", "name": "None"}, None),
    "no name": ({"id": "2", "name": None}, 1),
    "null": (None, None),
}


@pytest.mark.parametrize(("given", "expected"), PRIORITIES.values(), ids=PRIORITIES.keys())
def test_priority(given: object, expected: int | None) -> None:
    """Id and name come to exactly this priority."""
    assert expected == issue_from(issue(priority=given), JIRA).priority
    assert unmapped_in(issue(priority=given), JIRA) == ()


ASSIGNEES: Mapping[str, tuple[object, tuple[str, ...]]] = {
    "Cloud": ({"accountId": "712020:0d2c", "displayName": "Ada"}, ("712020:0d2c",)),
    "Data Center": ({"name": "ada", "key": "JIRAUSER1"}, ("ada",)),
    "an anonymized user": ({"name": None, "key": "JIRAUSER1"}, ("JIRAUSER1",)),
    "nobody": (None, ()),
    "nothing": ({}, ()),
}


@pytest.mark.parametrize(("given", "expected"), ASSIGNEES.values(), ids=ASSIGNEES.keys())
def test_assignees(given: object, expected: tuple[str, ...]) -> None:
    """A user has exactly this name."""
    assert expected == issue_from(issue(assignee=given), JIRA).assignees


GATEWAY = "https://api.atlassian.com/ex/jira/c1/rest/api/3/issue/1"
SELF = "https://jira.example/tracker/rest/api/2/issue/1"
PAGES: Mapping[str, tuple[str, object, str | None]] = {
    "the site that says so": ("acme.atlassian.net", SELF, "https://jira.example/tracker/browse/ACME-1"),
    "the gateway has no pages": ("acme.atlassian.net", GATEWAY, "https://acme.atlassian.net/browse/ACME-1"),
    "the workspace": ("acme.atlassian.net", None, "https://acme.atlassian.net/browse/ACME-1"),
    "the workspace is no host": ("acme", GATEWAY, None),
    "a password in the site's own address": (
        "acme",
        "https://dev:hunter2@jira.example//rest/api/2/issue/1",
        "https://jira.example/browse/ACME-1",
    ),
}


@pytest.mark.parametrize(("workspace", "self", "expected"), PAGES.values(), ids=PAGES.keys())
def test_page(workspace: str, self: object, expected: str | None) -> None:
    """An issue has exactly this page."""
    context = evolve(JIRA, workspace=workspace)
    assert expected == issue_from(issue(self=self), context).ref.url


def test_a_key_stays_one_segment_of_the_page() -> None:
    """A key that is none of Jira's leads nowhere else."""
    assert issue_from({**issue(), "key": "../a?b"}, JIRA).ref.url == "https://acme.atlassian.net/browse/..%2Fa%3Fb"


def test_no_key() -> None:
    """Without a key there is no page, but still an issue."""
    assert issue_from({**issue(), "key": None}, JIRA).ref == ref(JIRA, "1")


BODIES: Mapping[str, tuple[object, str | None]] = {
    "null": (None, None),
    "wiki text": ("h1. Steps", "h1. Steps"),
    "empty text": ("", ""),
    "a number": (7, "7"),
    "a document": ({"type": "doc", "content": [{"type": "rule"}]}, "---"),
    "an empty document": ({"type": "doc", "version": 1, "content": []}, None),
    "no document": ([1], None),
}


@pytest.mark.parametrize(("description", "expected"), BODIES.values(), ids=BODIES.keys())
def test_body(description: object, expected: str | None) -> None:
    """A description becomes exactly this body."""
    assert expected == issue_from(issue(description=description), JIRA).body


UNTITLED: Mapping[str, tuple[object, str]] = {
    "no summary": (issue(summary=None), "ACME-1"),
    "a blank summary": (issue(summary="\u00a0"), "ACME-1"),
    "no fields": ({"id": "1", "key": "ACME-1", "fields": None}, "ACME-1"),
    "no key either": ({"id": "1"}, "1"),
}


@pytest.mark.parametrize(("content", "expected"), UNTITLED.values(), ids=UNTITLED.keys())
def test_no_title(content: object, expected: str) -> None:
    """The key takes its place, or else the id, and the issue is marked."""
    translated = outcome(content, JIRA)
    assert isinstance(translated, Translated)
    assert (translated.issue.title, translated.is_untitled) == (expected, True)


SKIPPED: Mapping[str, tuple[object, Skipped]] = {
    "no id": ({"key": "ACME-1"}, Skipped("jira", "ACME-1", "it has no id")),
    "nothing": ({}, Skipped("jira", None, "it has no id")),
    "null": (None, Skipped("jira", None, "$: Expected `object`, got `null`")),
    "a status that is text": (
        issue(status="Open"),
        Skipped("jira", "ACME-1", "$.fields.status: Expected `object | null`, got `str`"),
    ),
    "a number that no reader can hold": (
        b'{"id": "1", "key": "ACME-1", "fields": {"summary": 1e999}}',
        Skipped("jira", "ACME-1", "$.fields.summary: Number out of range"),
    ),
    "no JSON": (b"{", Skipped("jira", None, "$: Input data was truncated")),
}


@pytest.mark.parametrize(("content", "expected"), SKIPPED.values(), ids=SKIPPED.keys())
def test_skipped(content: object, expected: Skipped) -> None:
    """What can be no issue is set aside by name, with a reason."""
    assert expected == outcome(content, JIRA)


def test_mended() -> None:
    """Half an emoji and a label that is a number are no reason to set an issue aside."""
    raw = rb'{"id": 1, "key": "ACME-1", "fields": {"summary": "cut \ud83d", "labels": [7, null, "a"]}}'
    mended = issue_from(raw, JIRA)
    assert (mended.ref.id, mended.title, mended.labels) == ("1", "cut \ufffd", ("7", "a"))
    assert bytes(mended.raw) == raw.replace(rb"\ud83d", rb"\ufffd")


def test_unmapped_names() -> None:
    """Names that no table holds are reported, each with what it was taken for."""
    given = issue(
        status={"name": "Erledigt"}, issuetype={"name": "Thema"}, priority={"id": "10001", "name": "Irgendwann"}
    )
    assert unmapped_in(given, JIRA) == (
        Unmapped("status", "Erledigt", "todo", is_guess=True),
        Unmapped("type", "Thema", "task", is_guess=True),
        Unmapped("priority", "Irgendwann", "none", is_guess=True),
    )


RESOLUTIONS: Mapping[str, tuple[object, tuple[Unmapped, ...]]] = {
    "another language": (
        "Wird nicht gemacht",
        (Unmapped("resolution", "Wird nicht gemacht", "done", is_guess=False),),
    ),
    "a word within it": ("Duplicate of old", (Unmapped("resolution", "Duplicate of old", "canceled", is_guess=False),)),
    "a number": (7, (Unmapped("resolution", "7", "done", is_guess=False),)),
    "one that says nothing was done": ("Won't Do", ()),
    "done": ("Done", ()),
    "fixed": ("Fixed", ()),
    "done, in another language": ("Erledigt", ()),
    "ready, in another language": ("FERTIG", ()),
    "the name of an open status": ("Open", ()),
    "blank": (" ", ()),
    "null": (None, ()),
}


@pytest.mark.parametrize(("name", "expected"), RESOLUTIONS.values(), ids=RESOLUTIONS.keys())
def test_unmapped_resolutions(name: object, expected: tuple[Unmapped, ...]) -> None:
    """One that no table holds is reported, but none that says what the status says."""
    done = {"name": "Done", "statusCategory": {"key": "done"}}
    assert unmapped_in(issue(status=done, resolution={"name": name}), JIRA) == expected


def test_the_ordinary_resolutions_are_spelled_as_they_are_looked_up() -> None:
    """A name with an accent or in another script can be found."""
    assert {normalized(name) for name in ORDINARY} == ORDINARY
