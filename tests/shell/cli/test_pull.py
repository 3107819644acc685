"""``trackpost pull``: what it prints, for whom, and how it exits."""

import json
import os
import pty
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from attrs import evolve

from tests.shell.tracker import JIRA, Project
from tests.support.clocks import NOON
from tests.support.files import CONFIG, CREDENTIALS, Files, make_project, write
from tests.support.jira_server import (
    JIRA_SITE,
    SECRET,
    Fault,
    Story,
    Tracker,
    bound_project,
    jira_credentials,
    jira_issue,
    stories,
)
from tests.support.process import TRACKPOST, Ended, bare, called, trackpost
from trackpost.core.issues.incomplete import IncompleteCache
from trackpost.shell.runtime import load_runtime


@contextmanager
def _bound(folder: Path, count: int = 5, doctrine: str = "") -> Iterator[tuple[Tracker, Project]]:
    with JIRA.bound(folder, stories(count), doctrine) as (tracker, project):
        yield tracker, project


def _run(files: Files, *arguments: str) -> Ended:
    return called("pull", *arguments, env=files.env, cwd=files.root)


def _told(ended: Ended) -> tuple[int, str, list[str]]:
    return ended.exit_code, ended.stderr, ended.text.splitlines()


def test_a_pull_in_words(tmp_path: Path) -> None:
    """How many, of which so many are new, and until when the tracker is read; no progress where no terminal is."""
    with _bound(tmp_path) as (_, project):
        ended = trackpost("pull", env=project.files.env, cwd=project.files.root)
    until = "2026-02-01T12:50:00+01:00"
    table = ["  new             5", "  changed         0", "  unchanged       0", f"  synced through  {until}"]
    assert _told(ended) == (0, "", ["Pulled: 5 issues", *table])


COUNTED: Mapping[str, object] = {
    "ok": True,
    "outcome": "not_sent",
    "error": None,
    "warnings": [],
    "issues": 5,
    "created": 5,
    "updated": 0,
    "unchanged": 0,
    "conflicts": 0,
    "complete": True,
    "updated_since": "2026-02-01T12:50:00+01:00",
}


def test_a_pull_for_a_program(tmp_path: Path) -> None:
    """The same as one JSON object, and nothing beside it."""
    with _bound(tmp_path) as (_, project):
        ended = _run(project.files, "--json")
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert {name: ended.report[name] for name in COUNTED} == COUNTED


MORE = "trackpost: warning: the tracker has more issues; pull again to continue\n"


def test_a_limit(tmp_path: Path) -> None:
    """It is said that the tracker has more, until it has not."""
    with _bound(tmp_path) as (_, project):
        first, program = _run(project.files, "--limit", "2"), _run(project.files, "--limit", "2", "--json")
        last = _run(project.files, "--limit", "2")
    table = ["  new             2", "  changed         0", "  unchanged       0", "  synced through  never completed"]
    assert _told(first) == (0, MORE, ["Pulled: 2 issues", *table])
    assert (program.exit_code, program.stderr, program.report["complete"]) == (0, "", False)
    assert (last.exit_code, last.stderr, last.text.splitlines()[0]) == (0, "", "Pulled: 1 issue")


@pytest.mark.parametrize("limit", ["0", "-1", "1.5", "many", ""])
def test_a_limit_that_is_none(limit: str, tmp_path: Path) -> None:
    """It is wrong usage, and nobody is asked."""
    with _bound(tmp_path) as (tracker, project):
        ended = _run(project.files, f"--limit={limit}")
    assert (ended.exit_code, ended.stdout, "--limit" in ended.stderr, tracker.asked) == (2, b"", True, [])


def test_a_limit_that_is_none_for_a_program(tmp_path: Path) -> None:
    """It is told in one object."""
    files = make_project(tmp_path)
    ended = trackpost("pull", "--limit=0", "--json", env=files.env, cwd=files.root)
    error = ended.report["error"]
    assert isinstance(error, dict)
    assert (ended.exit_code, ended.stderr, error["kind"]) == (2, "", "usage")


def test_fields_that_both_sides_changed(tmp_path: Path) -> None:
    """They are told of in a warning, and counted for a program."""
    doctrine = "  doctrine: {mode: split_ownership}\n"
    with _bound(tmp_path, 1, doctrine) as (tracker, project):
        project.pull().unwrap()
        (story,) = tracker.stories["ACME"]
        tracker.stories["ACME"] = [evolve(story, title="Theirs")]
        ended = _run(project.files)
    words = "trackpost: warning: 1 field changed on both sides; the newer value won\n"
    assert (ended.exit_code, ended.stderr) == (0, words)


def test_drop_foreign(tmp_path: Path) -> None:
    """What belongs to another project goes, and its next pull reads all of it again; by default it stays."""
    with _bound(tmp_path, 2) as (tracker, project):
        tracker.stories["BETA"] = [Story(11, "Another's", NOON)]
        credentials = project.files.credentials
        acme, found = credentials.read_text(), list[list[str]]()
        for text, option in ((acme.replace("ACME", "BETA"), "--json"), (acme, "--json"), (acme, "--drop-foreign")):
            credentials.write_text(text)
            assert _run(project.files, option).exit_code == 0
            found.append(sorted(project.titles().values()))
        tracker.mend()
        credentials.write_text(acme.replace("ACME", "BETA"))
        assert _run(project.files, "--json").report["created"] == 1
    assert found == [["Another's"], ["Another's", "Issue 1", "Issue 2"], ["Issue 1", "Issue 2"]]


def test_what_was_removed(tmp_path: Path) -> None:
    """It is counted, and named for somebody who asks for more words."""
    with _bound(tmp_path, 4) as (tracker, project):
        project.pull().unwrap()
        del tracker.stories["ACME"][1:3]
        ended = _run(project.files, "--full", "-v")
    until = "2026-02-01T12:50:00+01:00"
    table = ["  new             0", "  changed         0", "  unchanged       2", "  removed         2"]
    lines = ["Pulled: 2 issues", *table, f"  synced through  {until}", "  removed ACME-2", "  removed ACME-3"]
    assert _told(ended) == (0, "", lines)


def test_what_was_skipped(tmp_path: Path) -> None:
    """It is counted, and named in a warning; a program gets the reason."""
    with _bound(tmp_path, 1) as (tracker, project):
        bad = {"issues": [jira_issue("ACME", stories(1)[0], "10001"), {"id": "10007", "key": "ACME-7", "fields": 7}]}
        tracker.break_from(0, Fault(body=json.dumps({**bad, "isLast": True}).encode()))
        words, program = _run(project.files), _run(project.files, "--json", "--full")
    reason = "$.fields: Expected `object | null`, got `int`"
    warning = f"skipped issue ACME-7 of jira ({reason}); correct it in the tracker and pull again"
    assert (words.exit_code, words.stderr) == (0, f"trackpost: warning: {warning}\n")
    assert "  skipped         1" in words.text.splitlines()
    skipped = [{"issue": "ACME-7", "reason": reason}]
    assert (program.report["skipped"], program.report["skipped_issues"]) == (1, skipped)
    assert program.report["warnings"] == [warning]


def test_the_status_of_an_incomplete_cache(tmp_path: Path) -> None:
    """It says so until the pull has reached its end."""
    with _bound(tmp_path) as (_, project):
        assert _run(project.files, "--limit", "2").exit_code == 0
        before = called("status", "--json", env=project.files.env, cwd=project.files.root).report["warnings"]
        assert _run(project.files).exit_code == 0
        after = called("status", "--json", env=project.files.env, cwd=project.files.root).report["warnings"]
    assert before == [IncompleteCache(2).message]
    assert after == []


@contextmanager
def _seen(files: Files, *arguments: str) -> Iterator[tuple[int, str, bytes]]:
    """Run a pull whose standard error is a terminal, and give its exit status, what is shown there, and its output."""
    ours, theirs = pty.openpty()
    command = [TRACKPOST, "pull", *arguments]
    try:
        ended = subprocess.run(
            command,
            env=bare({**files.env, "NO_COLOR": "1"}),
            cwd=files.root,
            stdout=subprocess.PIPE,
            stderr=theirs,
            check=False,
        )
        os.set_blocking(ours, False)
        yield ended.returncode, os.read(ours, 4096).decode(), ended.stdout
    finally:
        os.close(ours)
        os.close(theirs)


def test_progress_on_a_terminal(tmp_path: Path) -> None:
    """One line that is written again for each page, and wiped at the end; it is no part of the output."""
    with _bound(tmp_path) as (_, project), _seen(project.files) as (status, shown, output):
        assert (status, output.splitlines()[0]) == (0, b"Pulled: 5 issues")
    assert shown == "".join(f"\r\x1b[K{count} issues read" for count in (2, 4, 5)) + "\r\x1b[K"


def test_progress_before_an_error(tmp_path: Path) -> None:
    """The line is wiped before the error is told."""
    with _bound(tmp_path) as (tracker, project):
        tracker.break_from(1, Fault(status=401))
        with _seen(project.files) as (status, shown, output):
            assert (status, output) == (77, b"")
    assert shown.startswith("\r\x1b[K2 issues read\r\x1b[Ktrackpost: error: jira does not accept the credentials")


TRACKERS: Mapping[str, tuple[Fault, int, str]] = {
    "does not accept the secret": (Fault(status=401), 77, "tracker_not_allowed"),
    "does not allow it": (Fault(status=403), 77, "tracker_not_allowed"),
    "knows no such project": (Fault(status=404), 76, "tracker_refused"),
    "is none": (Fault(body=b"<!doctype html>"), 76, "broken_tracker"),
    "is busy": (Fault(status=429, headers={"Retry-After": "3600"}), 75, "tracker_busy"),
}


@pytest.mark.parametrize(("fault", "status", "kind"), TRACKERS.values(), ids=TRACKERS.keys())
def test_a_tracker_at_fault(fault: Fault, status: int, kind: str, tmp_path: Path) -> None:
    """One line for a person, the same in an object for a program, an exit status of its own, and no secret."""
    with _bound(tmp_path, 1) as (tracker, project):
        tracker.break_from(0, evolve(fault, body=fault.body + SECRET.encode()))
        person, program = _run(project.files), _run(project.files, "--json")
    error = program.report["error"]
    assert isinstance(error, dict)
    assert (person.exit_code, program.exit_code, error["kind"]) == (status, status, kind)
    assert person.stderr == f"trackpost: error: {error['message']}\n"
    assert SECRET not in person.stderr + program.text


PINNED = "  resource: {type: jira_project, id: BETA}\n"
FILES: Mapping[str, tuple[str | None, str | None, str]] = {
    "is not bound": ("{}\n", CREDENTIALS, "not_bound"),
    "has a config that is none": ("tracker: [\n", CREDENTIALS, "malformed_file"),
    "has no credentials": (CONFIG, None, "missing_credential"),
    "lacks a credential": (CONFIG, CREDENTIALS, "missing_credential"),
    "is pinned to another resource": (CONFIG + PINNED, CREDENTIALS, "route_drift"),
}


@pytest.mark.parametrize(("config", "credentials", "kind"), FILES.values(), ids=FILES.keys())
def test_a_project_at_fault(config: str | None, credentials: str | None, kind: str, tmp_path: Path) -> None:
    """78: it is told before any tracker is asked."""
    files = make_project(tmp_path, config=config, credentials=credentials, rows=None)
    ended = _run(files, "--json")
    error = ended.report["error"]
    assert isinstance(error, dict)
    assert (ended.exit_code, ended.stderr, error["kind"]) == (78, "", kind)
    assert not (files.home / "trackers").exists()


def test_a_project_bound_to_a_provider_that_nobody_knows(tmp_path: Path) -> None:
    """78, as any other fault of the config."""
    files = make_project(tmp_path, config=CONFIG.replace("jira", "notion"))
    assert _run(files).exit_code == 78


def test_no_project(tmp_path: Path) -> None:
    """78 too."""
    assert called("pull", cwd=tmp_path, env={"SPEC_KITTY_HOME": tmp_path}).exit_code == 78


def test_a_proxy_that_cannot_be_used(tmp_path: Path) -> None:
    """78: no tracker is reached with such an environment, and that is told without a traceback."""
    files = bound_project(tmp_path, "jira", JIRA_SITE, jira_credentials("https://jira.invalid"))
    ended = called("pull", env={**files.env, "ALL_PROXY": "ftp://127.0.0.1:1"}, cwd=files.root)
    assert (ended.exit_code, ended.stderr.count("\n")) == (78, 1)
    assert "cannot use ALL_PROXY from the environment" in ended.stderr


CACHES: Mapping[str, tuple[Callable[[Path], object], int]] = {
    "that is no database": (lambda path: write(path, b"no database" * 100), 65),
    "that is a folder": (lambda path: path.mkdir(parents=True), 73),
    "whose folder is a file": (lambda path: write(path.parent, b""), 73),
}


@pytest.mark.parametrize(("make", "status"), CACHES.values(), ids=CACHES.keys())
def test_a_cache(make: Callable[[Path], object], status: int, tmp_path: Path) -> None:
    """It is told, and the tracker is not asked."""
    with _bound(tmp_path, 1) as (tracker, project):
        make(load_runtime(project.files.root, project.files.home).unwrap().cache.path)
        ended = _run(project.files)
    assert (ended.exit_code, ended.stderr.count("\n"), tracker.asked) == (status, 1, [])


def test_credentials_that_others_can_read(tmp_path: Path) -> None:
    """It is done all the same, with a warning."""
    with _bound(tmp_path, 1) as (_, project):
        project.files.credentials.chmod(0o644)
        ended = _run(project.files)
    assert (ended.exit_code, ended.stderr.count("trackpost: warning: ")) == (0, 1)


def test_another_folder(tmp_path: Path) -> None:
    """The project may be named, from wherever the command is run."""
    with _bound(tmp_path / "acme", 1) as (_, project):
        ended = called("pull", "--root", project.files.root, env=project.files.env, cwd=tmp_path)
    assert (ended.exit_code, project.titles()) == (0, JIRA.all_of("Issue 1"))
