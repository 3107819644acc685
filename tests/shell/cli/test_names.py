"""The names that no table holds: counted by pulls, and listed by ``pull -v`` and ``status``."""

from pathlib import Path

from attrs import evolve

from tests.shell.tracker import JIRA
from tests.support.clocks import NOON
from tests.support.files import CONFIG, Files, make_project, write
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


def test_a_changed_map_takes_effect_at_the_next_pull(tmp_path: Path) -> None:
    """Issues that did not change get their new status too, once; the pull after that asks for changes again."""
    with JIRA.bound(tmp_path, _stories(2)) as (_, project):
        files = project.files
        before = [_run(files, "pull", "--json").report["full"] for _ in range(2)]
        write(files.config, files.config.read_text() + "  status_map:\n    ready-for-qa: in_review\n")
        after = [_run(files, "pull", "--json").report["full"] for _ in range(2)]
    assert (before, after) == ([True, False], [True, False])
    assert set(project.rows("SELECT json_extract(payload, '$.status') FROM tracker_issues")) == {("in_review",)}


def test_a_map_that_changes_during_a_full_pull(tmp_path: Path) -> None:
    """The list is read from the start, since its first pages were translated by the old map."""
    with JIRA.bound(tmp_path, _stories(3)) as (_, project):
        files = project.files
        assert _run(files, "pull", "--limit", "1").exit_code == 0
        write(files.config, files.config.read_text() + "  status_map:\n    ready-for-qa: in_review\n")
        pulled = _run(files, "pull", "--json")
    assert (pulled.report["full"], pulled.report["issues"]) == (True, 3)
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


def test_status_sees_a_name_that_leads_nowhere(tmp_path: Path) -> None:
    """It warns in the words with which a pull would end."""
    with JIRA.bound(tmp_path, _stories(1)) as (_, project):
        files = project.files
        write(files.config, files.config.read_text() + "  status_map:\n    QA: review\n")
        pulled, seen, program = (_run(files, *command) for command in (["pull"], ["status"], ["status", "--json"]))
    message = pulled.stderr.removeprefix("trackpost: error: ")
    assert f"trackpost: warning: {message}" in seen.stderr
    assert program.report["warnings"] == [message.strip()]
    assert (seen.exit_code, program.exit_code) == (0, 0)


def test_many_names(tmp_path: Path) -> None:
    """A pull lists the first ten, and all of them with -v."""
    several = [evolve(story, status=f"Step {at:02}") for at, story in enumerate(stories(12))]
    with JIRA.bound(tmp_path, several) as (_, project):
        brief, verbose = _run(project.files, "pull"), _run(project.files, "pull", "--full", "-v")
        seen = _run(project.files, "status")
    lines = [f"  unknown status 'Step {at:02}': 1 issue, taken as in_progress" for at in range(12)]
    assert brief.text.splitlines()[-11:] == [*lines[:10], "  and 2 more; -v lists them"]
    assert verbose.text.splitlines()[-12:] == lines
    assert [line for line in seen.text.splitlines() if line.startswith("  unknown")] == lines


def test_a_guess_is_told_once(tmp_path: Path) -> None:
    """It is a warning, with advice, and no line beside it."""
    files = make_project(tmp_path, config=CONFIG.replace("jira", "fp"), credentials="")
    command = write(tmp_path / "fp.sh", "#!/bin/sh\necho 'A-1 [brewing] Title'\n")
    command.chmod(0o755)
    write(files.credentials, f"[tracker.providers.fp]\ncommand = '{command}'\n")
    pulled, seen = _run(files, "pull"), _run(files, "status")
    write(command, "#!/bin/sh\necho 'A-1 [brewing] Title'\necho 'A-2 [todo]'\n")
    skipped = _run(files, "pull")
    warning = "trackpost: warning: unknown status 'brewing' on 1 issue, taken as todo; say what it means in "
    for ended in (pulled, seen):
        assert (ended.exit_code, ended.text.count("brewing"), ended.stderr.count(warning)) == (0, 0, 1)
    for ended in (pulled, skipped):
        assert "  synced through  the whole list" in ended.text.splitlines()
    assert "synced through  the whole list, at 20" in seen.text
