"""What the other trackers say about an issue, beyond the answers of the fixtures."""

import json
from collections.abc import Mapping

import pytest
from attrs import evolve

from tests.core.trackers.samples import CONTEXTS, issue_from, outcome, ref, unmapped_in
from trackpost.core.issues.model import Status
from trackpost.core.parsing.strict_json import Fault
from trackpost.core.trackers.azure_devops import parse_states
from trackpost.core.trackers.github import labels_of
from trackpost.core.trackers.linear import is_trashed
from trackpost.core.trackers.model import NotAnIssue, Skipped
from trackpost.core.trackers.unmapped import Unmapped

_, LINEAR, AZURE, GITHUB, GITLAB, BEADS, FP = CONTEXTS.values()
OWN: Mapping[str, Status] = {"qa": "in_review"}

LINEAR_STATES: Mapping[str, tuple[object, Status]] = {
    "triage": ({"name": "Triage", "type": "triage"}, "todo"),
    "backlog": ({"name": "Icebox", "type": "backlog"}, "todo"),
    "unstarted": ({"name": "Todo", "type": "unstarted"}, "todo"),
    "started": ({"name": "Spike", "type": "started"}, "in_progress"),
    "in review": ({"name": "In Review", "type": "started"}, "in_review"),
    "the project's own": ({"name": "QA", "type": "started"}, "in_review"),
    "completed": ({"name": "Shipped", "type": "completed"}, "done"),
    "canceled": ({"name": "Canceled", "type": "canceled"}, "canceled"),
    "duplicate": ({"name": "Duplicate", "type": "duplicate"}, "canceled"),
    "a type to come": ({"name": "In Progress", "type": "paused"}, "in_progress"),
    "null": (None, "todo"),
}


@pytest.mark.parametrize(("state", "expected"), LINEAR_STATES.values(), ids=LINEAR_STATES.keys())
def test_linear_status(state: object, expected: Status) -> None:
    """The state's type decides, and its name refines it."""
    context = evolve(LINEAR, status_map=OWN)
    assert expected == issue_from({"id": "a", "title": "t", "state": state}, context).status


LINEAR_PRIORITIES: Mapping[str, tuple[object, int | None]] = {
    "none": (0, None),
    "urgent": (1, 0),
    "high": (2.0, 1),
    "medium": (3, 2),
    "low": (4, 3),
    "null": (None, None),
}


@pytest.mark.parametrize(("priority", "expected"), LINEAR_PRIORITIES.values(), ids=LINEAR_PRIORITIES.keys())
def test_linear_priority(priority: object, expected: int | None) -> None:
    """Linear's numbers begin with 1, and 0 is none."""
    assert expected == issue_from({"id": "a", "title": "t", "priority": priority}, LINEAR).priority


def test_a_deleted_issue_of_linear() -> None:
    """It stands in the archive until it is erased, and is no issue any more."""
    assert outcome({"id": "a", "title": "t", "trashed": True}, LINEAR) == NotAnIssue("a", "deleted issue")
    assert issue_from({"id": "a", "title": "t", "trashed": False}, LINEAR).title == "t"
    assert [is_trashed(entry) for entry in (b'{"id": "a", "trashed": true}', b'{"id": "a"}', b"7")] == [
        True,
        False,
        False,
    ]


def test_linear_with_nulls() -> None:
    """A label that is null is none, and a priority that is no number of Linear's is reported."""
    given = {"id": "a", "title": "t", "labels": {"nodes": [None, {"name": None}, {"name": "x"}]}, "priority": 9}
    assert issue_from(given, LINEAR).labels == ("x",)
    assert unmapped_in(given, LINEAR) == (Unmapped("priority", "9", "none", is_guess=True),)


GITHUB_STATES: Mapping[str, tuple[dict[str, object], Status]] = {
    "open": ({"state": "open"}, "todo"),
    "reopened": ({"state": "open", "state_reason": "reopened"}, "todo"),
    "open with a label of the project": ({"state": "open", "labels": ["qa"]}, "in_review"),
    "closed": ({"state": "closed"}, "done"),
    "completed": ({"state": "closed", "state_reason": "completed", "labels": [{"name": "qa"}]}, "done"),
    "not planned": ({"state": "closed", "state_reason": "not_planned"}, "canceled"),
    "a duplicate": ({"state": "closed", "state_reason": "duplicate"}, "canceled"),
    "a reason to come": ({"state": "closed", "state_reason": "archived"}, "done"),
    "nothing": ({}, "todo"),
}


@pytest.mark.parametrize(("members", "expected"), GITHUB_STATES.values(), ids=GITHUB_STATES.keys())
def test_github_status(members: dict[str, object], expected: Status) -> None:
    """The state decides, and the reason for it."""
    context = evolve(GITHUB, status_map=OWN)
    assert expected == issue_from({"number": 1, "title": "t", **members}, context).status


def test_github_reports_a_reason_to_come() -> None:
    """It is taken for done, and listed."""
    given = {"number": 1, "title": "t", "state": "closed", "state_reason": "archived"}
    assert unmapped_in(given, GITHUB) == (Unmapped("status", "archived", "done", is_guess=False),)


GITHUB_PARENTS: Mapping[str, tuple[object, str | None]] = {
    "of this repository": ("https://api.github.com/repos/Acme/Web/issues/10", "10"),
    "of another one": ("https://api.github.com/repos/acme/docs/issues/10", None),
    "no issue": ("https://api.github.com/repos/acme/web", None),
    "a number": (10, None),
    "null": (None, None),
}


@pytest.mark.parametrize(("address", "expected"), GITHUB_PARENTS.values(), ids=GITHUB_PARENTS.keys())
def test_github_parent(address: object, expected: str | None) -> None:
    """A parent is known if it is filed in the same workspace."""
    parent = issue_from({"number": 1, "title": "t", "parent_issue_url": address}, GITHUB).parent
    assert (None if parent is None else parent.id) == expected


LABELS: Mapping[str, tuple[bytes, tuple[str, ...] | None]] = {
    "objects": (b'{"labels": [{"name": "web"}, {"name": null}, null]}', ("web",)),
    "text": (b'{"labels": ["web", "api"], "number": []}', ("web", "api")),
    "null": (b'{"labels": null}', ()),
    "none": (b"{}", ()),
    "another shape": (b'{"labels": 7}', None),
    "no object": (b"7", None),
}


@pytest.mark.parametrize(("content", "expected"), LABELS.values(), ids=LABELS.keys())
def test_github_labels(content: bytes, expected: tuple[str, ...] | None) -> None:
    """They are read as the translation reads them, whatever the rest is like."""
    assert labels_of(content) == expected


def test_github_without_a_number() -> None:
    """It cannot be filed."""
    assert outcome({"title": "t"}, GITHUB) == Skipped("github", None, "it has no id")
    assert outcome({"pull_request": {}}, GITHUB) == NotAnIssue(None, "pull request")


def test_github_assignees_that_are_null() -> None:
    """Whoever is gone is nobody."""
    given = {"number": 1, "title": "t", "assignees": [None, {"login": None}, {"login": "ada"}], "labels": [None]}
    assert (issue_from(given, GITHUB).assignees, issue_from(given, GITHUB).labels) == (("ada",), ())


GITLAB_STATES: Mapping[str, tuple[dict[str, object], Status]] = {
    "opened": ({"state": "opened"}, "todo"),
    "opened with a label of the project": ({"state": "opened", "labels": [{"name": "QA"}]}, "in_review"),
    "closed": ({"state": "closed", "labels": ["qa"]}, "done"),
    "moved": ({"state": "closed", "moved_to_id": 76000009}, "canceled"),
    "moved and opened again": ({"state": "opened", "moved_to_id": 76000009}, "todo"),
    "a duplicate": ({"state": "closed", "_links": {"closed_as_duplicate_of": "https://x"}}, "canceled"),
    "nothing": ({}, "todo"),
}


@pytest.mark.parametrize(("members", "expected"), GITLAB_STATES.values(), ids=GITLAB_STATES.keys())
def test_gitlab_status(members: dict[str, object], expected: Status) -> None:
    """The state decides, and where the issue goes on."""
    context = evolve(GITLAB, status_map=OWN)
    assert expected == issue_from({"iid": 1, "title": "t", **members}, context).status


def test_gitlab_types() -> None:
    """The type of the issue decides; a plain issue may have a label that says more."""
    types = ["issue", None, "task", "incident", "test_case", "epic"]
    given = [{"iid": 1, "title": "t", "labels": ["Bug"], "issue_type": one} for one in types]
    assert [issue_from(one, GITLAB).issue_type for one in given] == ["bug", "bug", "task", "bug", "task", "epic"]


def test_gitlab_with_nulls() -> None:
    """Null is nobody and nothing."""
    given = {"iid": 1, "title": "t", "labels": None, "assignees": [None], "web_url": None, "_links": None}
    found = issue_from(given, GITLAB)
    assert (found.labels, found.assignees, found.ref.url) == ((), (), None)


def item(**fields: object) -> dict[str, object]:
    """Return a work item whose fields have short names."""
    names = {"type": "System.WorkItemType", "repro_steps": "Microsoft.VSTS.TCM.ReproSteps"}
    spelled = {names.get(name, f"System.{name.title().replace('_', '')}"): value for name, value in fields.items()}
    return {"id": 1, "fields": {"System.Title": "t", **spelled}}


AZURE_STATES: Mapping[str, tuple[object, object, Status]] = {
    "by its category": ("Bug", "Refined", "todo"),
    "a category of another type is no use": ("Task", "Refined", "todo"),
    "proposed": ("Task", "New", "todo"),
    "in progress": ("Task", "Active", "in_progress"),
    "resolved": ("Bug", "Resolved", "in_review"),
    "completed": ("Task", "Closed", "done"),
    "removed": ("Task", "Removed", "canceled"),
    "a name refines": ("Task", "Blocked", "blocked"),
    "the organization's category goes first": ("Bug", "Active", "done"),
    "a category to come": ("Bug", "Doing", "in_progress"),
    "the project's own": ("Task", "QA", "in_review"),
    "null": (None, None, "todo"),
}


@pytest.mark.parametrize(("kind", "state", "expected"), AZURE_STATES.values(), ids=AZURE_STATES.keys())
def test_azure_status(kind: object, state: object, expected: Status) -> None:
    """The category of the state decides: the organization's, or else that of the usual processes."""
    states = {"Bug": {"Refined": "Proposed", "Active": "Completed", "Doing": "Paused"}}
    context = evolve(AZURE, status_map=OWN, states=states)
    assert expected == issue_from(item(type=kind, state=state), context).status


def test_azure_types() -> None:
    """Work item types of all four processes."""
    types = ["Epic", "Feature", "User Story", "Product Backlog Item", "Requirement", "Issue", "Bug", "Task"]
    expected = ["epic", "epic", "story", "story", "story", "task", "bug", "task"]
    assert expected == [issue_from(item(type=one), AZURE).issue_type for one in types]


AZURE_BODIES: Mapping[str, tuple[object, object, str | None]] = {
    "a description": ("<p>x</p>", "<p>y</p>", "<p>x</p>"),
    "a bug has steps": (None, "<p>y</p>", "<p>y</p>"),
    "a blank description": ("", "<p>y</p>", "<p>y</p>"),
    "blank and null": ("", None, ""),
    "neither": (None, None, None),
}


@pytest.mark.parametrize(("description", "steps", "expected"), AZURE_BODIES.values(), ids=AZURE_BODIES.keys())
def test_azure_body(description: object, steps: object, expected: str | None) -> None:
    """What people write about a bug stands in another field."""
    assert expected == issue_from(item(description=description, repro_steps=steps), AZURE).body


AZURE_ASSIGNEES: Mapping[str, tuple[object, tuple[str, ...]]] = {
    "an identity": ({"displayName": "Ada Example", "uniqueName": "ada@acme.example"}, ("Ada Example",)),
    "a name that is hidden": ({"displayName": None, "uniqueName": "ada@acme.example"}, ("ada@acme.example",)),
    "text, as old servers send it": ("Ada Example <ACME\\ada>", ("Ada Example <ACME\\ada>",)),
    "nobody": (None, ()),
}


@pytest.mark.parametrize(("assigned", "expected"), AZURE_ASSIGNEES.values(), ids=AZURE_ASSIGNEES.keys())
def test_azure_assignees(assigned: object, expected: tuple[str, ...]) -> None:
    """At most one person."""
    assert expected == issue_from(item(assigned_to=assigned), AZURE).assignees


PARENT = "System.LinkTypes.Hierarchy-Reverse"
AZURE_PARENTS: Mapping[str, tuple[object, str | None]] = {
    "a relation": ([None, {"rel": PARENT, "url": "https://dev.azure.com/acme/_apis/wit/workItems/7"}], "7"),
    "a relation of another kind": ([{"rel": "System.LinkTypes.Related", "url": "https://x/7"}], None),
    "a relation without an address": ([{"rel": PARENT, "url": None}], None),
    "null": (None, None),
}


@pytest.mark.parametrize(("relations", "expected"), AZURE_PARENTS.values(), ids=AZURE_PARENTS.keys())
def test_azure_parent(relations: object, expected: str | None) -> None:
    """A parent is told by a field or by a relation."""
    parent = issue_from({**item(), "relations": relations}, AZURE).parent
    assert parent == (None if expected is None else ref(AZURE, expected, expected))


def test_azure_page() -> None:
    """The page is the one that Azure DevOps names, or else one below the API's address."""
    html = {"html": {"href": "https://dev.azure.com/acme/Board/_workitems/edit/1"}}
    pages = [
        issue_from({**item(), "_links": html, "url": "https://x/_apis/wit/workItems/1"}, AZURE),
        issue_from({**item(), "url": "https://dev.azure.com/acme/Board/_apis/wit/workItems/1"}, AZURE),
        issue_from(item(), AZURE),
    ]
    page = "https://dev.azure.com/acme/Board/_workitems/edit/1"
    assert [one.ref.url for one in pages] == [page, page, None]


def test_azure_without_a_number() -> None:
    """It cannot be filed."""
    assert outcome({"fields": None}, AZURE) == Skipped("azure_devops", None, "it has no id")


def test_azure_states_that_are_none() -> None:
    """An answer of another shape says where it is wrong."""
    assert parse_states(b'{"value": 7}').failure() == Fault("$.value", "Expected `array`, got `int`")
    assert parse_states(b'{"value": []}').value_or(None) == {}


def test_azure_states_of_another_shape() -> None:
    """A type or a state that cannot be understood does not take the others with it."""
    states = [{"name": "Neu", "category": "Completed"}, {"name": "X"}, {"name": None, "category": "Removed"}, None, 7]
    types = [{"name": "Task", "states": None}, {"name": "Bug", "states": states}, {"states": states}, None, "Epic"]
    assert parse_states(json.dumps({"value": types}).encode()).value_or(None) == {"Bug": {"Neu": "Completed"}}


BEADS_STATUSES: Mapping[str, tuple[object, Status]] = {
    "open": ("open", "todo"),
    "deferred": ("deferred", "todo"),
    "in progress": ("in_progress", "in_progress"),
    "hooked": ("hooked", "in_progress"),
    "pinned": ("pinned", "in_progress"),
    "blocked": ("blocked", "blocked"),
    "closed": ("closed", "done"),
    "a status of the project": ("qa", "in_review"),
    "a status of nobody": ("brewing", "todo"),
    "null": (None, "todo"),
}


@pytest.mark.parametrize(("status", "expected"), BEADS_STATUSES.values(), ids=BEADS_STATUSES.keys())
def test_beads_status(status: object, expected: Status) -> None:
    """The statuses of beads itself, and those that a project has added to it."""
    context = evolve(BEADS, status_map=OWN)
    assert expected == issue_from({"id": "bd-1", "title": "t", "status": status}, context).status


def test_beads_reports_what_it_does_not_know() -> None:
    """Each name that no table holds is listed."""
    given = {"id": "bd-1", "title": "t", "status": "brewing", "issue_type": "molecule", "priority": 9}
    assert [(one.kind, one.name) for one in unmapped_in(given, BEADS)] == [
        ("status", "brewing"),
        ("type", "molecule"),
        ("priority", "9"),
    ]


def test_beads_knows_its_own_statuses() -> None:
    """None of them is listed, whatever it is called."""
    statuses = ["open", "deferred", "in_progress", "hooked", "pinned", "blocked", "closed"]
    assert [unmapped_in({"id": "b", "title": "t", "status": one}, BEADS) for one in statuses] == [()] * len(statuses)


def test_beads_dependencies() -> None:
    """A dependency may be spelled in two ways, and one that leads nowhere is none."""
    dependencies = [{"id": "bd-2", "dependency_type": "duplicates"}, {"depends_on_id": "bd-3"}, {}, None]
    found = issue_from({"id": "bd-1", "title": "t", "dependencies": dependencies}, BEADS)
    assert [(link.type, link.target.id) for link in found.links] == [("duplicates", "bd-2"), ("blocked_by", "bd-3")]
    assert found.parent is None
    assert issue_from({"id": "bd-1", "title": "t", "parent": "bd-9"}, BEADS).parent == ref(BEADS, "bd-9")


def test_fp_reports_a_status_that_it_does_not_know() -> None:
    """It is taken for one that is to do."""
    assert unmapped_in(b"A-1 [brewing] [4] Title", FP) == (Unmapped("status", "brewing", "todo", is_guess=True),)


FP_LINES: Mapping[str, tuple[bytes, tuple[str, str, Status, int | None]]] = {
    "a priority": (b"A-1 [done] [high] Title", ("A-1", "Title", "done", 1)),
    "no priority": (b"A-1 [done] Title [x]", ("A-1", "Title [x]", "done", None)),
    "an empty priority": (b"A-1 [done] [] Title", ("A-1", "Title", "done", None)),
    "an id with a dot": (b"A-1.2 [done] Title", ("A-1.2", "Title", "done", None)),
    "a tree": ("\u2502  \u2514\u2500 A-1 [done] Title".encode(), ("A-1", "Title", "done", None)),
    "a tree in ASCII": (b"|   `-- A-1 [done] Title", ("A-1", "Title", "done", None)),
    "a list": (b"  * A-1 [done] Title", ("A-1", "Title", "done", None)),
    "another list": (b"- A-1 [done] Title", ("A-1", "Title", "done", None)),
    "colours": (b"\x1b[1;32mA-1\x1b[0m [\x1b[2mdone\x1b[m] Title", ("A-1", "Title", "done", None)),
    "a link": (b"\x1b]8;;https://a.example\x07A-1\x1b]8;;\x1b\\ [done] Title", ("A-1", "Title", "done", None)),
}


@pytest.mark.parametrize(("line", "expected"), FP_LINES.values(), ids=FP_LINES.keys())
def test_fp_lines(line: bytes, expected: tuple[str, str, Status, int | None]) -> None:
    """Each line is exactly this issue, however it is decorated."""
    issue = issue_from(line, FP)
    assert expected == (issue.ref.id, issue.title, issue.status, issue.priority)


FP_SKIPPED: Mapping[str, tuple[bytes, str]] = {
    "no title": (b"A-1 [todo]", "A-1"),
    "no status": (b"A-1 [ ] Title", "A-1"),
    "an open bracket": (b"- A-1 [todo Title", "A-1"),
    "an id of another kind": (b"#10 [todo] Title", "#10"),
    "an id of other letters": ("\u00c4-1 [todo] Title".encode(), "\u00c4-1"),
}


@pytest.mark.parametrize(("line", "issue"), FP_SKIPPED.values(), ids=FP_SKIPPED.keys())
def test_fp_skips_by_name(line: bytes, issue: str) -> None:
    """A line that begins like an issue is never dropped in silence."""
    assert outcome(line, FP) == Skipped("fp", issue, "it is not `ID [status] [priority] title`")


@pytest.mark.parametrize("line", [b"", b"Issues:", b"total 9", b"[todo] Title", b"---"])
def test_fp_lines_between_issues(line: bytes) -> None:
    """They are no issues, and nothing is missing."""
    assert outcome(line, FP) == NotAnIssue(None, "line without an issue")


def test_fp_line_that_is_no_text() -> None:
    """Invalid UTF-8 is replaced."""
    assert issue_from(b"A-1 [todo] caf\xe9 ", FP).title == "caf\ufffd"
