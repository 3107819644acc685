"""Beads, read by a real command that answers as ``bd`` does."""

import json
from collections import Counter
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from shutil import copytree, rmtree

import pytest
from returns.result import Failure

from tests.core.trackers.samples import FIXTURES
from tests.shell.tracker import Project
from tests.shell.tracker.local import published, statuses_of
from tests.support.clocks import Stopwatch
from tests.support.files import Files
from tests.support.process import bare, called
from tests.support.scripts import bd, beads, script
from trackpost.core.issues.cache_faults import MissingCache
from trackpost.core.issues.command_fault import CommandFailed
from trackpost.core.issues.tracker_fault import BrokenTracker
from trackpost.core.trackers.model import Skipped
from trackpost.core.trackers.pulled import PullCounts, TrackerShrank
from trackpost.shell.tracker.beads import list_beads
from trackpost.shell.tracker.command import CommandReader, TrackerCommand
from trackpost.shell.tracker.patience import Deadline
from trackpost.shell.tracker.reader import Reader


def _reader(folder: Path, listing: bytes) -> Reader:
    tool = script(folder, "os.write(1, open(listing, 'rb').read())")
    tool.lists(listing)
    command = TrackerCommand("beads", folder, bare(), Deadline.after(600, Stopwatch().clock))
    return CommandReader(partial(list_beads, {"command": str(tool.path)}, command))


def test_everything(tmp_path: Path) -> None:
    """All beads are asked for at once, closed ones too, and a closed one is done."""
    tool = bd(tmp_path, beads(80))
    project = tool.project(tmp_path, "beads")
    pulled = project.pull().unwrap()
    assert tool.call.arguments == ["list", "--all", "--limit", "0", "--json"]
    assert (pulled.counts, pulled.is_complete, pulled.is_full) == (PullCounts(created=80), True, True)
    assert Counter(statuses_of(project).values()) == {"done": 8, "todo": 72}


def test_a_limit_changes_nothing(tmp_path: Path) -> None:
    """What beads give at once is kept at once."""
    tool = bd(tmp_path, beads(80))
    assert tool.project(tmp_path, "beads").pull(limit=1).unwrap().counts == PullCounts(created=80)
    assert "0" in tool.call.arguments


def test_a_project_elsewhere(tmp_path: Path) -> None:
    """The command runs in the folder of the project, not in the one where somebody stands."""
    tool = bd(tmp_path, beads(1))
    files = tool.project(tmp_path, "beads").files
    assert called("pull", "--root", files.root, env=files.env, cwd=tmp_path).exit_code == 0
    assert tool.call.folder == str(files.root.resolve())


def test_a_command_that_hangs(tmp_path: Path) -> None:
    """75: the deadline is that of the whole pull."""
    files = script(tmp_path, "time.sleep(60)").project(tmp_path, "beads").files
    ended = called("pull", "--deadline-seconds", "0.5", env=files.env, cwd=files.root)
    words = "trackpost: error: the pull did not finish within 0.5 s; pull again to continue where it stopped\n"
    assert (ended.exit_code, ended.stderr) == (75, words)


def test_later_pulls(tmp_path: Path) -> None:
    """Each is a full one: what has changed is updated, what is closed is done, and what is gone is removed."""
    tool = bd(tmp_path, beads(5))
    project = tool.project(tmp_path, "beads")
    project.pull().unwrap()
    first, _, third, *_ = json.loads(beads(5))
    tool.lists(json.dumps([{**first, "status": "closed"}, third, *json.loads(beads(6))[3:]]))
    pulled = project.pull().unwrap()
    assert (pulled.counts, pulled.removed) == (PullCounts(created=1, updated=1, unchanged=3, removed=1), ("bd-2",))
    assert statuses_of(project) == {"bd-1": "done", **dict.fromkeys(("bd-3", "bd-4", "bd-5", "bd-6"), "todo")}


def test_a_tombstone(tmp_path: Path) -> None:
    """A bead that was deleted is no issue, and one that the cache holds is removed."""
    tool = bd(tmp_path, beads(3))
    project = tool.project(tmp_path, "beads")
    project.pull().unwrap()
    *rest, last = json.loads(beads(3))
    tool.lists(json.dumps([*rest, {**last, "status": "tombstone"}]))
    pulled = project.pull().unwrap()
    assert (pulled.counts, pulled.removed) == (PullCounts(unchanged=2, removed=1), ("bd-3",))


def test_an_empty_list(tmp_path: Path) -> None:
    """More than half of the cached issues are not removed without being asked."""
    tool = bd(tmp_path, beads(3))
    project = tool.project(tmp_path, "beads")
    project.pull().unwrap()
    tool.lists("[]")
    assert project.pull() == Failure(TrackerShrank("beads", 3, 3))
    assert project.pull(allow_shrink=True).unwrap().counts == PullCounts(removed=3)


def test_a_bead_that_cannot_be_kept(tmp_path: Path) -> None:
    """It is skipped and named, and the others are kept."""
    project = bd(tmp_path, json.dumps([{"id": "bd-1", "labels": 7}, *json.loads(beads(3))[1:]])).project(
        tmp_path, "beads"
    )
    pulled = project.pull().unwrap()
    assert pulled.skipped == (Skipped("beads", "bd-1", "$.labels: Expected `array | null`, got `int`"),)
    assert pulled.counts == PullCounts(created=2, skipped=1)


ROWS = (b'{"id": "bd-1", "n": 1.10, "big": 123456789012345678901234567890}', b'{"title":"\xc3\xa9","id":7 }', b"null")
LISTS: Mapping[str, bytes] = {
    "a list": b"[ %b,\n%b , %b ]\n" % ROWS,
    "a list in an envelope": b'{"schema_version": 1, "data": [%b, %b, %b]}' % ROWS,
    "a list of items": b'{"items": [%b, %b, %b], "schema_version": 1}' % ROWS,
}


@pytest.mark.parametrize("listing", LISTS.values(), ids=LISTS.keys())
def test_a_list_is_split(listing: bytes, tmp_path: Path) -> None:
    """Each bead stays as it was printed, and there is no other page."""
    reader = _reader(tmp_path, listing)
    page = reader.page("2026-03-01T12:00:00+00:00", "left by another tool", 1).unwrap()
    assert (page.issues, page.next, page.now, page.warnings) == (ROWS, None, None, ())
    assert reader.ids is None


BROKEN: Mapping[str, tuple[bytes, str]] = {
    "nothing": (b"", "$: Input data was truncated"),
    "half of it": (b'[{"id": "bd-1"}', "$: Input data was truncated"),
    "a tree for people": (b"\xe2\x97\x8b bd-1 Bead\n", "$: JSON is malformed: invalid character (byte 0)"),
    "null": (b"null", "$: Expected `object | array`, got `null`"),
    "no list": (b'{"error": "x"}', "it is no list"),
    "an envelope of something else": (b'{"data": 7}', "$.data: Expected `array | null`, got `int`"),
}


@pytest.mark.parametrize(("listing", "reason"), BROKEN.values(), ids=BROKEN.keys())
def test_what_is_no_list(listing: bytes, reason: str, tmp_path: Path) -> None:
    """It is told for what it is."""
    told = _reader(tmp_path, listing).page(None, None, 100)
    assert told == Failure(BrokenTracker("beads", reason))


def test_an_old_version(tmp_path: Path) -> None:
    """76: an option that it does not know is named, and what to do."""
    says = "print('Error: unknown flag: --all\\nUsage:', file=sys.stderr); sys.exit(1)"
    tool = script(tmp_path, says)
    files = tool.project(tmp_path, "beads").files
    ended = called("pull", env=files.env, cwd=files.root)
    fault = CommandFailed("beads", f"{tool.path} list --all --limit 0 --json", 1, "Error: unknown flag: --all")
    assert (ended.exit_code, ended.stderr) == (76, f"trackpost: error: {fault.message}\n")
    assert (len(tool.calls), "update beads" in fault.message) == (1, True)


def test_no_command(tmp_path: Path) -> None:
    """78: the credential that names it is told."""
    files = bd(tmp_path, "[]").project(tmp_path, "beads", command="no-such-bd").files
    ended = called("pull", "--json", env=files.env, cwd=files.root)
    error = ended.report["error"]
    assert isinstance(error, dict)
    assert (ended.exit_code, error["kind"], error["command"]) == (78, "unusable_command", "no-such-bd")


def test_the_whole_way(tmp_path: Path) -> None:
    """What beads hold arrives at the server, but for what was deleted."""
    project = bd(tmp_path, (FIXTURES / "beads.json").read_bytes()).project(tmp_path, "beads")
    assert project.pull().unwrap().counts == PullCounts(created=2)
    assert published(project) == [
        ("bd-a1b2", "Parse the header", "blocked", "story", 1, ["ada"]),
        ("bd-c3d4", "Fetch the header", "done", "task", 2, []),
    ]


def _twin(project: Project, name: str) -> Project:
    """Return a second project with the same config, in the same home folder."""
    files = Files(project.files.folder / name)
    copytree(project.files.root, files.root)
    files.home.symlink_to(project.files.home)
    return Project(files)


def _lists(project: Project, *names: str) -> None:
    beads = [{"id": name, "title": "t", "status": "open"} for name in names]
    (project.files.root / "beads.json").write_text(json.dumps(beads))


def test_two_folders_under_one_workspace(tmp_path: Path) -> None:
    """Each pull removes what is gone from its own folder, and leaves what the other folder has."""
    one = script(tmp_path, "os.write(1, open('beads.json', 'rb').read())").project(tmp_path, "beads")
    two = _twin(one, "two")
    _lists(one, "aa-1", "aa-2", "aa-3")
    _lists(two, "bb-1", "bb-2")
    counts = [project.pull().unwrap().counts for project in (one, two, one)]
    _lists(one, "aa-1", "aa-3")
    assert counts == [PullCounts(created=3), PullCounts(created=2), PullCounts(unchanged=3)]
    assert one.pull().unwrap().removed == ("aa-2",)
    assert sorted(statuses_of(one)) == ["aa-1", "aa-3", "bb-1", "bb-2"]


def test_each_folder_publishes_its_own(tmp_path: Path) -> None:
    """Under one name of the workspace too; before its first pull, a folder has nothing to publish."""
    one = script(tmp_path, "os.write(1, open('beads.json', 'rb').read())").project(tmp_path, "beads")
    two = _twin(one, "two")
    _lists(one, "aa-1", "aa-2")
    _lists(two, "bb-1")
    one.pull().unwrap()
    assert isinstance(two.service.preview().failure(), MissingCache)
    two.pull().unwrap()
    assert [[row[0] for row in published(project)] for project in (one, two)] == [["aa-1", "aa-2"], ["bb-1"]]
    assert [project.service.status().unwrap().count.unwrap().issues for project in (one, two)] == [2, 1]
    rmtree(two.files.root)
    assert one.service.preview().unwrap().snapshot.issues == 2


def test_a_folder_that_was_removed(tmp_path: Path) -> None:
    """What was seen in it, as in a worktree, keeps no deleted bead alive."""
    one = script(tmp_path, "os.write(1, open('beads.json', 'rb').read())").project(tmp_path, "beads")
    _lists(one, "aa-1", "aa-2", "aa-3")
    worktree = _twin(one, "worktree")
    assert [project.pull().unwrap().counts.issues for project in (one, worktree)] == [3, 3]
    rmtree(worktree.files.root)
    _lists(one, "aa-1", "aa-3")
    assert one.pull().unwrap().removed == ("aa-2",)


def test_what_an_earlier_version_has_seen(tmp_path: Path) -> None:
    """It did not name the folder; a bead that it has seen is removed all the same."""
    one = script(tmp_path, "os.write(1, open('beads.json', 'rb').read())").project(tmp_path, "beads")
    _lists(one, "aa-1", "aa-2", "aa-3")
    one.pull().unwrap()
    one.change("UPDATE trackpost_seen SET resource = 'beads:acme#'")
    _lists(one, "aa-1", "aa-3")
    assert one.pull().unwrap().removed == ("aa-2",)
