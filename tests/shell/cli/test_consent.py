"""A project that refuses to let its data leave the machine."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.shell.tracker import JIRA
from tests.support.files import CONFIG, Files, make_project, write
from tests.support.jira_server import stories
from tests.support.process import Ended, called
from tests.support.scripted_server import scripted

REFUSALS: Mapping[str, tuple[str, str]] = {
    "egress": ("  egress: refused\n", "tracker.egress is `refused`"),
    "a fault at the key": ("  egress:\n", "tracker.egress is null"),
    "sync": ("sync:\n  enabled: false\n", "sync.enabled is false"),
}


def _run(files: Files, *arguments: str) -> Ended:
    return called(*arguments, env=files.env, cwd=files.root)


@pytest.mark.parametrize(("lines", "words"), REFUSALS.values(), ids=REFUSALS.keys())
def test_nothing_leaves(lines: str, words: str, tmp_path: Path) -> None:
    """Neither the tracker nor the server is asked, no option changes that, and the message names file and key."""
    with JIRA.bound(tmp_path, stories(1)) as (tracker, project), scripted() as server:
        project.pull().unwrap()
        before = len(tracker.asked)
        files = project.files
        write(files.config, files.config.read_text() + lines)
        allowed = ("--allow-foreign", "--allow-shrink", "--allow-incomplete", "--trust-server", "--insecure-http")
        for command in (("pull",), ("pull", "--full"), ("publish", f"--server-url={server.url}", *allowed)):
            ended = _run(files, *command)
            assert (ended.exit_code, ended.stdout) == (78, b"")
            assert f"{files.config}: {words}" in ended.stderr
        assert (len(tracker.asked), server.asked) == (before, [])


def test_the_error_for_a_program(tmp_path: Path) -> None:
    """Its kind is a name of its own, and nothing was sent."""
    files = make_project(tmp_path, config=f"{CONFIG}  egress: refused\n")
    for command in (("pull",), ("publish", "--server-url=http://127.0.0.1:9")):
        report = _run(files, *command, "--json").report
        error = report["error"]
        assert isinstance(error, dict)
        assert (error["kind"], report["outcome"]) == ("egress_refused", "not_sent")


@pytest.mark.parametrize("command", [("status",), ("preview",), ("route",), ("map", "list")])
def test_the_project_can_be_looked_at(command: tuple[str, ...], tmp_path: Path) -> None:
    """What stays on the machine still works, and mentions the refusal."""
    files = make_project(tmp_path, config=f"{CONFIG}  egress: refused\n")
    ended = _run(files, *command)
    assert ended.exit_code == 0
    assert "tracker.egress is `refused`" in ended.stderr


def test_permitted(tmp_path: Path) -> None:
    """A recorded permission is enough."""
    files = make_project(tmp_path, config=f"{CONFIG}  egress: permitted\n")
    with scripted() as server:
        assert _run(files, "publish", f"--server-url={server.url}").exit_code == 0
