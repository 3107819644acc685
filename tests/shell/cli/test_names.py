"""The names that no table holds: counted by pulls, and listed by ``pull -v`` and ``status``."""

from pathlib import Path

from attrs import evolve

from tests.shell.tracker import JIRA
from tests.support.clocks import NOON
from tests.support.files import Files, write
from tests.support.jira_server import Story, stories
from tests.support.process import Ended, called

LINE = "  unknown status 'Ready for QA': {}, taken as in_progress"


def _run(files: Files, *arguments: str) -> Ended:
    return called(*arguments, env=files.env, cwd=files.root)


def _stories(count: int) -> list[Story]:
    return [evolve(story, status="Ready for QA") for story in stories(count)]


def test_names_are_counted_from_pull_to_pull(tmp_path: Path) -> None:
    """Both commands say how many issues have a name, and a full pull counts anew."""
    with JIRA.bound(tmp_path, _stories(2)) as (tracker, project):
        files = project.files
        pulled = _run(files, "pull", "-v")
        first = _run(files, "status")
        tracker.stories["ACME"].append(Story(9, "Late", NOON, "Ready for QA"))
        program = _run(files, "pull", "--json")
        second = _run(files, "status", "--json")
        del tracker.stories["ACME"][1:]
        assert _run(files, "pull", "--full", "--allow-shrink").exit_code == 0
        third = _run(files, "status")
    assert "  unknown names   1" in pulled.text.splitlines()
    assert LINE.format("2 issues") in pulled.text.splitlines()
    assert LINE.format("2 issues") in first.text.splitlines()
    name = {"kind": "status", "name": "Ready for QA", "taken_as": "in_progress"}
    assert second.report["unmapped"] == [{**name, "issues": 3}]
    assert program.report["unmapped"] != []
    assert LINE.format("1 issue") in third.text.splitlines()


def test_a_name_of_the_project(tmp_path: Path) -> None:
    """A name that the config explains is what it says there, and unknown no more."""
    with JIRA.bound(tmp_path, _stories(2)) as (_, project):
        files = project.files
        write(files.config, files.config.read_text() + "  status_map:\n    ready-for-qa: in_review\n")
        pulled = _run(files, "pull", "--json")
    assert pulled.report["unmapped"] == []
    assert set(project.rows("SELECT json_extract(payload, '$.status') FROM tracker_issues")) == {("in_review",)}


def test_a_name_that_leads_nowhere(tmp_path: Path) -> None:
    """78: the message names the file, the name and the six."""
    with JIRA.bound(tmp_path, _stories(1)) as (tracker, project):
        files = project.files
        write(files.config, files.config.read_text() + "  status_map:\n    QA: review\n")
        ended = _run(files, "pull")
        asked = tracker.asked
    assert (ended.exit_code, asked) == (78, [])
    assert f"{files.config}: tracker.status_map: 'QA' must be one of" in ended.stderr
