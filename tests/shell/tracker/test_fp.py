"""fp, read by a real command that answers as it does."""

from collections import Counter
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest

from tests.core.trackers.samples import FIXTURES
from tests.shell.tracker.local import published, statuses_of
from tests.support.clocks import Stopwatch
from tests.support.process import bare, called
from tests.support.scripts import fp, lines, script
from trackpost.core.issues.command_fault import CommandFailed
from trackpost.core.trackers.pulled import PullCounts
from trackpost.shell.tracker.command import CommandReader, TrackerCommand
from trackpost.shell.tracker.fp import list_fp
from trackpost.shell.tracker.patience import Deadline

FIRST = ["issue", "list", "--limit", "1000000"]
THEN = ["issue", "list"]


def test_everything(tmp_path: Path) -> None:
    """All issues are asked for at once, and the limit is never the one that fp has by itself."""
    tool = fp(tmp_path, lines(80))
    project = tool.project(tmp_path, "fp")
    pulled = project.pull().unwrap()
    assert tool.call.arguments == FIRST
    assert (pulled.counts, pulled.is_complete, pulled.is_full) == (PullCounts(created=80), True, True)
    assert Counter(statuses_of(project).values()) == {"done": 8, "todo": 72}


UNKNOWN = {
    "as Node says it": "error: unknown option '--limit'",
    "as Go says it": "Error: unknown flag: --limit",
    "as Rust says it": "error: unexpected argument '--limit' found",
    "as Python says it": "fp: error: unrecognized arguments: --limit",
}


@pytest.mark.parametrize("words", UNKNOWN.values(), ids=UNKNOWN.keys())
def test_an_older_version(words: str, tmp_path: Path) -> None:
    """It does not know the option, and lists all without it."""
    body = f"""
if "--limit" in sys.argv:
    sys.exit({words!r})
sys.stdout.write(open(listing).read())
"""
    tool = script(tmp_path, body)
    tool.lists(lines(80))
    assert tool.project(tmp_path, "fp").pull().unwrap().counts == PullCounts(created=80)
    assert [call.arguments for call in tool.calls] == [FIRST, THEN]


FAILED: Mapping[str, tuple[str, list[list[str]]]] = {
    "for another reason": ("sys.exit('error: no project here')", [FIRST]),
    "in any version": ("sys.exit('error: unknown option')", [FIRST, THEN]),
}


@pytest.mark.parametrize(("body", "calls"), FAILED.values(), ids=FAILED.keys())
def test_what_fails(body: str, calls: list[list[str]], tmp_path: Path) -> None:
    """It is told, and not asked again."""
    tool = script(tmp_path, body)
    error = tool.project(tmp_path, "fp").pull().failure()
    assert isinstance(error, CommandFailed)
    assert (error.status, [call.arguments for call in tool.calls]) == (1, calls)


def test_a_project_elsewhere(tmp_path: Path) -> None:
    """The command runs in the folder of the project, not in the one where somebody stands."""
    tool = fp(tmp_path, lines(1))
    files = tool.project(tmp_path, "fp").files
    assert called("pull", "--root", files.root, env=files.env, cwd=tmp_path).exit_code == 0
    assert tool.call.folder == str(files.root.resolve())


def test_later_pulls(tmp_path: Path) -> None:
    """Each is a full one: what is done is done, and what is gone is removed."""
    tool = fp(tmp_path, lines(3))
    project = tool.project(tmp_path, "fp")
    project.pull().unwrap()
    tool.lists(lines(1).replace("todo", "done") + lines(3).splitlines()[2])
    pulled = project.pull().unwrap()
    assert (pulled.counts, pulled.removed) == (PullCounts(updated=1, unchanged=1, removed=1), ("FP-2",))
    assert statuses_of(project) == {"FP-1": "done", "FP-3": "todo"}


OUTPUTS: Mapping[str, tuple[bytes, tuple[bytes, ...]]] = {
    "nothing": (b"", ()),
    "lines": (b"A [todo] x\nB [done] y", (b"A [todo] x", b"B [done] y")),
    "lines of another system": (b"A [todo] x\r\n\r\n", (b"A [todo] x", b"")),
    "bytes that are no text": (b"A [todo] \xff\xe2\x80\xa8x\n", (b"A [todo] \xff\xe2\x80\xa8x",)),
}


@pytest.mark.parametrize(("output", "expected"), OUTPUTS.values(), ids=OUTPUTS.keys())
def test_lines(output: bytes, expected: tuple[bytes, ...], tmp_path: Path) -> None:
    """Each is passed on as it was printed, and there is no other page."""
    tool = script(tmp_path, "os.write(1, open(listing, 'rb').read())")
    tool.lists(output)
    command = TrackerCommand("fp", tmp_path, bare(), Deadline.after(600, Stopwatch().clock))
    reader = CommandReader(partial(list_fp, {"command": str(tool.path)}, command))
    page = reader.page(None, None, 1).unwrap()
    assert (page.issues, page.next, page.now, reader.ids) == (expected, None, None, None)


def test_the_whole_way(tmp_path: Path) -> None:
    """What fp holds arrives at the server."""
    project = fp(tmp_path, (FIXTURES / "fp.txt").read_bytes()).project(tmp_path, "fp")
    assert project.pull().unwrap().counts == PullCounts(created=2)
    assert published(project) == [
        ("ACME-abc1", "Split the importer", "in_progress", "task", 1, []),
        ("ACME-abc2", "Read one file", "todo", "task", None, []),
    ]
