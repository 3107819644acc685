"""Without the extra ``connectors``, ``pull`` says how to install it, and every other command works."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.files import Files, make_project
from tests.support.jira_server import JIRA_SITE, bound_project, jira_credentials, jira_server, stories
from tests.support.process import Ended, bare

WITHOUT = """
import sys
from importlib.machinery import PathFinder

class Without(PathFinder):
    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        is_absent = fullname.partition(".")[0] == "spec_kitty_tracker"
        return None if is_absent else super().find_spec(fullname, path, target)

sys.meta_path[sys.meta_path.index(PathFinder)] = Without

from trackpost.shell.cli import run

run()
"""
"""The program as it runs without the package."""

MESSAGE = "this command needs more packages: pip install 'trackpost[connectors]'"


def _run(files: Files, *arguments: str) -> Ended:
    command = [sys.executable, "-c", WITHOUT, *arguments]
    ended = subprocess.run(command, env=bare(files.env), cwd=files.root, capture_output=True, check=False, timeout=30)
    return Ended(ended.returncode, ended.stdout, ended.stderr.decode())


def test_a_pull_for_a_person(tmp_path: Path) -> None:
    """The pull exits 78 with one line, and the tracker gets no request."""
    with jira_server(ACME=stories(1)) as tracker:
        files = bound_project(tmp_path, "jira", JIRA_SITE, jira_credentials(tracker.url))
        ended = _run(files, "pull")
    assert (ended.exit_code, ended.stdout, ended.stderr) == (78, b"", f"trackpost: error: {MESSAGE}\n")
    assert (tracker.asked, (files.home / "trackers").exists()) == ([], False)


def test_a_pull_for_a_program(tmp_path: Path) -> None:
    """The pull exits 78 with one JSON object."""
    ended = _run(make_project(tmp_path), "pull", "--json")
    error = ended.report["error"]
    assert isinstance(error, dict)
    assert (ended.exit_code, ended.stderr, error["kind"], error["message"]) == (78, "", "missing_extra", MESSAGE)


OTHERS: Mapping[str, tuple[str, ...]] = {
    "bind": ("bind", "--provider", "jira", "--workspace", JIRA_SITE),
    "status": ("status",),
    "preview": ("preview", "--json"),
}


@pytest.mark.parametrize("arguments", OTHERS.values(), ids=OTHERS.keys())
def test_another_command(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """Other commands do not need the extra."""
    ended = _run(make_project(tmp_path), *arguments)
    assert (ended.exit_code, "Traceback" in ended.stderr) == (0, False)
    assert ended.stdout


def test_the_same_program_with_the_extra(tmp_path: Path) -> None:
    """With the package, the same pull succeeds."""
    with jira_server(ACME=stories(1)) as tracker:
        files = bound_project(tmp_path, "jira", JIRA_SITE, jira_credentials(tracker.url))
        command = [sys.executable, "-c", "from trackpost.shell.cli import run; run()", "pull", "--json"]
        ended = subprocess.run(command, env=bare(files.env), cwd=files.root, capture_output=True, check=False)
    assert (ended.returncode, json.loads(ended.stdout)["issues"]) == (0, 1)
