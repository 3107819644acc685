"""Pulls of Azure DevOps: from its answers to a published snapshot."""

from base64 import b64encode
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from returns.result import Failure

from tests.core.trackers.samples import FIXTURES
from tests.shell.tracker import Project, place_of
from tests.support.azure_devops_server import Azure, azure_devops_access, azure_devops_server
from tests.support.jira_server import bound_project
from tests.support.listing import TOKEN, answer, tickets
from tests.support.reference_server import received, reference_server
from tests.support.scripted_server import http, scripted
from trackpost.core.issues.tracker_fault import TrackerBusy
from trackpost.core.trackers.pulled import PullCounts

GERMAN = Azure(
    kind="Aufgabe",
    states={"Neu": "Proposed", "In Arbeit": "InProgress", "Gelöst": "Resolved", "Erledigt": "Completed"},
    state={1: "Neu", 2: "In Arbeit", 3: "Gelöst", 4: "Erledigt"},
)
DOWN = answer(503, {})
PAGES = "https://dev.azure.com/acme/_workitems/edit"
KEY = "azure_devops:acme#acme/Board"


def _project(folder: Path, url: str) -> Project:
    return Project(bound_project(folder, "azure_devops", "acme", azure_devops_access(url)))


def _statuses(project: Project) -> list[object]:
    found = project.rows("SELECT json_extract(payload, '$.status') FROM tracker_issues ORDER BY issue_id")
    return [status for (status,) in found]


def test_a_localized_process(tmp_path: Path) -> None:
    """The category of a state decides, whatever the state is called."""
    with azure_devops_server(tickets(4), GERMAN) as azure:
        project = _project(tmp_path, azure.url)
        assert project.pull().unwrap().counts == PullCounts(created=4)
    assert _statuses(project) == ["todo", "in_progress", "in_review", "done"]


def test_an_interrupted_pull(tmp_path: Path) -> None:
    """Days later, it continues after the last id, although that item is gone; the next pull asks for changes."""
    with azure_devops_server(tickets(250)) as azure:
        project = _project(tmp_path, azure.url)
        azure.faults.update(dict.fromkeys(range(3, 50), DOWN))
        assert project.pull() == Failure(TrackerBusy("azure_devops", 503, None))
        assert place_of(project.places()[KEY][0]) == "100"
        azure.faults.clear()
        azure.delete(7, 100, 101)
        project.watch.seconds += timedelta(days=3).total_seconds()
        assert project.pull().unwrap().counts == PullCounts(created=149)
        assert project.pull().unwrap().counts == PullCounts(unchanged=1, removed=2)
    assert len(project.titles()) == 247


def test_an_item_that_is_gone(tmp_path: Path) -> None:
    """A full pull removes it."""
    with azure_devops_server(tickets(5)) as azure:
        project = _project(tmp_path, azure.url)
        project.pull().unwrap()
        azure.delete(2)
        assert project.pull(full=True).unwrap().removed == ("2",)


class _Ref(msgspec.Struct):
    workspace: str
    id: str
    url: str


class _Issue(msgspec.Struct):
    ref: _Ref
    title: str
    status: str
    issue_type: str


class _Body(msgspec.Struct):
    issues: list[_Issue]


class _Received(msgspec.Struct):
    body: _Body


def test_from_the_tracker_to_the_server(tmp_path: Path) -> None:
    """Whole answers of Azure DevOps are pulled, translated and published; a null in them is not a skipped issue."""
    items, types = (FIXTURES / f"azure_devops{name}.json" for name in ("", "_types"))
    ids = answer(200, {"workItems": [{"id": number} for number in (301, 302, 303)]})
    with scripted(ids, http(200, types.read_bytes()), http(200, items.read_bytes())) as azure:
        project = _project(tmp_path, azure.url)
        pulled = project.pull().unwrap()
    assert (pulled.counts, pulled.skipped) == (PullCounts(created=2), ())
    with reference_server() as url:
        receipt = project.service.sync_publish(server_url=url, auth_token="shown").unwrap()
        published = msgspec.convert(received(url, receipt.idempotency_key).body, _Received).body.issues
    assert published == [
        _Issue(_Ref("acme/Board", "301", f"{PAGES}/301"), "Totals are off by one", "in_review", "bug"),
        _Issue(_Ref("acme/Board", "302", f"{PAGES}/302"), "Export invoices", "todo", "story"),
    ]


SPELLINGS = {"as it is": TOKEN, "as it is sent": b64encode(f":{TOKEN}".encode()).decode()}


@pytest.mark.parametrize("spelled", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_a_token_that_is_repeated(spelled: str, tmp_path: Path) -> None:
    """No error shows it."""
    with scripted(answer(403, {"message": f"who is {spelled}?"})) as server:
        error = _project(tmp_path, server.url).pull().failure()
    assert "********" in error.message
    assert spelled not in repr(error)
