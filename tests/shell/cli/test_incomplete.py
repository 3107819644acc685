"""A publish while a pull is under way."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.shell.tracker import JIRA
from tests.support.files import Files
from tests.support.jira_server import Fault, Tracker, stories
from tests.support.process import Ended, called
from tests.support.scripted_server import ScriptedServer, scripted
from trackpost.core.issues.incomplete import IncompleteCache, IncompleteCacheIncluded


@contextmanager
def _limited(folder: Path) -> Iterator[tuple[Tracker, Files, ScriptedServer]]:
    """Give a project whose first pull stopped after two of five issues."""
    with JIRA.bound(folder, stories(5)) as (tracker, project), scripted() as server:
        assert _run(project.files, "pull", "--limit=2").exit_code == 0
        yield tracker, project.files, server


def _run(files: Files, *arguments: str) -> Ended:
    return called(*arguments, env=files.env, cwd=files.root)


def test_a_part_is_refused(tmp_path: Path) -> None:
    """Nothing is sent, and the message says how to finish the pull. After that, everything is sent."""
    with _limited(tmp_path) as (_, files, server):
        url = f"--server-url={server.url}"
        refused, program, seen = (
            _run(files, "publish", url),
            _run(files, "publish", url, "--json"),
            _run(files, "preview"),
        )
        assert server.asked == []
        assert _run(files, "pull").exit_code == 0
        sent = _run(files, "publish", url, "--json")
    assert (refused.exit_code, refused.stderr) == (65, f"trackpost: error: {IncompleteCache(2).message}\n")
    assert seen.exit_code == 65
    assert program.report["error"] == {
        "kind": "incomplete_cache",
        "message": IncompleteCache(2).message,
        "pulled": 2,
        "resume": "trackpost pull",
    }
    assert (sent.exit_code, sent.report["issues"], sent.report["warnings"]) == (0, 5, [])


def test_a_part_that_is_allowed(tmp_path: Path) -> None:
    """It is sent, and the report says that it is one."""
    with _limited(tmp_path) as (_, files, server):
        sent = _run(files, "publish", f"--server-url={server.url}", "--allow-incomplete", "--json")
    report = sent.report
    assert (sent.exit_code, report["issues"], report["warnings"]) == (0, 2, [IncompleteCacheIncluded(2).message])


def test_a_pull_that_was_cut_off(tmp_path: Path) -> None:
    """The next publish is refused, even if an earlier pull was complete and only changes were asked for."""
    with JIRA.bound(tmp_path, stories(5)) as (tracker, project), scripted() as server:
        tracker.break_from(1, Fault(status=401))
        assert _run(project.files, "pull").exit_code == 77
        first = _run(project.files, "publish", f"--server-url={server.url}")
        tracker.mend()
        assert _run(project.files, "pull").exit_code == 0
        second = _run(project.files, "publish", f"--server-url={server.url}")
    assert (first.exit_code, second.exit_code) == (65, 0)
