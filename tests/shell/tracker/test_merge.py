"""Field ownership: which value wins if cache and tracker differ."""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from attrs import evolve

from tests.shell.tracker import JIRA, KINDS, Kind, Project
from tests.support.jira_server import stories
from trackpost.core.issues.cache_faults import CorruptRow
from trackpost.core.issues.pull import PullCounts

both = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
CHANGED = datetime(2026, 2, 10, 12, tzinfo=UTC)
"""The last change on the tracker's side."""
EARLIER, LATER = CHANGED - timedelta(hours=1), CHANGED + timedelta(hours=1)


def _doctrine(mode: str, owners: str = "") -> str:
    return f"  doctrine: {{mode: {mode}, field_owners: {{{owners}}}}}\n"


def _edit(project: Project, **members: object) -> None:
    """Change the only issue in the cache, as Spec Kitty does."""
    with closing(sqlite3.connect(project.cache)) as connection, connection:
        ((text,),) = connection.execute("SELECT payload FROM tracker_issues").fetchall()
        payload = json.dumps({**json.loads(text), **members})
        connection.execute("UPDATE tracker_issues SET payload = ?", (payload,))


def _payload(project: Project) -> dict[str, object]:
    ((text,),) = project.rows("SELECT payload FROM tracker_issues")
    assert isinstance(text, str)
    payload: dict[str, object] = json.loads(text)
    return payload


def _pulled(
    kind: Kind, folder: Path, doctrine: str, edited: datetime, **members: object
) -> tuple[PullCounts, object, object]:
    """Pull an issue, change it on both sides, pull again, and return the counts, the title and the labels."""
    with kind.bound(folder, stories(1), doctrine) as (tracker, project):
        project.pull().unwrap()
        _edit(project, updated_at=edited.isoformat(), **members)
        (story,) = tracker.stories["ACME"]
        tracker.stories["ACME"] = [evolve(story, title="Theirs", updated=CHANGED)]
        counts = project.pull().unwrap().counts
    payload = _payload(project)
    return counts, payload["title"], payload["labels"]


SPLIT = "split_ownership"
OWNERS: Mapping[str, tuple[str, datetime, int, str, list[str]]] = {
    "the tracker owns all": (_doctrine("external_authoritative"), LATER, 0, "Theirs", ["web"]),
    "no doctrine": ("", LATER, 0, "Theirs", ["web"]),
    "the tracker owns all, whatever the fields say": (
        _doctrine("external_authoritative", "title: local, labels: shared"),
        LATER,
        0,
        "Theirs",
        ["web"],
    ),
    "Spec Kitty owns all": (_doctrine("spec_kitty_authoritative"), EARLIER, 0, "Ours", ["ours"]),
    "each owns a field": (_doctrine(SPLIT, "title: local, labels: external"), EARLIER, 0, "Ours", ["web"]),
    "the same, reversed": (_doctrine(SPLIT, "title: external, labels: local"), LATER, 0, "Theirs", ["ours"]),
    "Spec Kitty, by its name": (_doctrine(SPLIT, "title: spec_kitty, labels: external"), EARLIER, 0, "Ours", ["web"]),
    "both own both, the tracker is newer": (
        _doctrine(SPLIT, "title: shared, labels: shared"),
        EARLIER,
        2,
        "Theirs",
        ["web"],
    ),
    "both own both, Spec Kitty is newer": (
        _doctrine(SPLIT, "title: shared, labels: shared"),
        LATER,
        2,
        "Ours",
        ["ours"],
    ),
    "both own both, at the same instant": (
        _doctrine(SPLIT, "title: shared, labels: shared"),
        CHANGED,
        2,
        "Theirs",
        ["web"],
    ),
    "a field without an owner is shared": (_doctrine(SPLIT, "title: local"), LATER, 1, "Ours", ["ours"]),
    "a field with an unknown owner is shared": (_doctrine(SPLIT, "title: nobody"), LATER, 2, "Ours", ["ours"]),
}


@pytest.mark.parametrize(("doctrine", "edited", "conflicts", "title", "labels"), OWNERS.values(), ids=OWNERS.keys())
def test_who_owns_a_field(
    doctrine: str, edited: datetime, conflicts: int, title: str, labels: list[str], tmp_path: Path
) -> None:
    """The owner's value wins; for a shared field the newer one wins, and the conflict is counted."""
    counts, *found = _pulled(JIRA, tmp_path, doctrine, edited, title="Ours", labels=["ours"])
    assert found == [title, labels]
    assert (counts.conflicts, counts.issues) == (conflicts, 1)


@both
def test_what_only_one_side_changed(kind: Kind, tmp_path: Path) -> None:
    """A field that only Spec Kitty writes is not a conflict."""
    result = _pulled(
        kind, tmp_path, _doctrine(SPLIT, "title: external, custom_fields: local"), LATER, custom_fields={"x": 1}
    )
    assert result == (PullCounts(updated=1), "Theirs", ["web"])


@both
def test_an_issue_keeps_what_the_tracker_does_not_know(kind: Kind, tmp_path: Path) -> None:
    """Values that Spec Kitty owns stay, and the issue has the newer instant of both sides."""
    with kind.bound(tmp_path, stories(1), _doctrine("spec_kitty_authoritative")) as (_, project):
        project.pull().unwrap()
        _edit(project, title="Ours", custom_fields={"points": 3}, updated_at=LATER.isoformat())
        assert project.pull().unwrap().counts == PullCounts(unchanged=1)
    payload = _payload(project)
    assert (payload["title"], payload["custom_fields"]) == ("Ours", {"points": 3})
    assert payload["updated_at"] == LATER.isoformat()


def _refile(project: Project, workspace: str) -> None:
    """Move the only issue in the cache to another workspace, as another tool files it."""
    ref = {"system": "jira", "workspace": workspace, "id": "10001", "key": "ACME-1", "url": None}
    _edit(project, title="Ours", ref=ref)
    with closing(sqlite3.connect(project.cache)) as connection, connection:
        row = (f"jira:{workspace}:10001", workspace)
        connection.execute("UPDATE tracker_issues SET identity = ?, workspace = ?", row)


def test_an_issue_under_the_connectors_workspace(tmp_path: Path) -> None:
    """The issue is moved to the binding's workspace, with the values that Spec Kitty owns."""
    with JIRA.bound(tmp_path, stories(1), _doctrine("spec_kitty_authoritative")) as (tracker, project):
        project.pull().unwrap()
        ref = _payload(project)["ref"]
        _refile(project, tracker.url)
        assert project.pull().unwrap().counts.created == 0
    assert project.titles() == JIRA.all_of("Ours")
    assert _payload(project)["ref"] == ref


@both
@pytest.mark.parametrize("found", ["not JSON", "{}", '{"title": " "}', "[]", f'{{"x": {"[" * 5_000}{"]" * 5_000}}}'])
def test_a_row_that_cannot_be_read(kind: Kind, found: str, tmp_path: Path) -> None:
    """An unreadable row is replaced."""
    with kind.bound(tmp_path, stories(1)) as (_, project):
        project.pull().unwrap()
        with closing(sqlite3.connect(project.cache)) as connection, connection:
            connection.execute("UPDATE tracker_issues SET payload = ?", (found,))
        assert project.pull().unwrap().counts == PullCounts(created=1)
    assert project.titles() == kind.all_of("Issue 1")


@both
def test_instants_that_cannot_be_compared(kind: Kind, tmp_path: Path) -> None:
    """An instant without a zone is an error with the row, and no part of the page is stored."""
    with kind.bound(tmp_path, stories(2), _doctrine(SPLIT)) as (tracker, project):
        project.pull(1).unwrap()
        _edit(project, title="Ours", updated_at="2026-02-01T12:00:00")
        with closing(sqlite3.connect(project.cache)) as connection, connection:
            connection.execute("DELETE FROM tracker_checkpoints")
        tracker.stories["ACME"].reverse()
        error = project.pull().failure()
    assert isinstance(error, CorruptRow)
    assert (error.table, error.reason) == ("tracker_issues", "updated_at has no zone")
    assert (project.titles(), project.places()) == (kind.all_of("Ours"), {})
