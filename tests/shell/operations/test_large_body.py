"""Snapshots that are too large for memory."""

import os
import sqlite3
import subprocess
from contextlib import closing
from itertools import chain
from pathlib import Path

import pytest
from returns.result import Result, Success

from tests.support.cache import add_rows, checkpoint_row, issue_row, make_cache
from tests.support.clocks import Stopwatch
from tests.support.files import Files, make_project
from tests.support.ledger import entries
from tests.support.packed import filing
from tests.support.patience import FOREVER
from tests.support.process import TRACKPOST
from tests.support.scripted_server import TAKEN, Reply, scripted
from trackpost import Progress, TrackerService
from trackpost.core.snapshot.body import Reading, decode_snapshot
from trackpost.shell.cache.reader import CacheReader

MEBIBYTE = 1024 * 1024
LARGE = 8_000
"""The number of issues: almost 2 MiB on the wire."""
ALMOST_FULL = ("prlimit", f"--fsize={MEBIBYTE * 5 // 4}")


def project_of(folder: Path, issues: int) -> Files:
    """Return a project with this number of cached issues."""
    return make_project(folder, rows=[*map(issue_row, range(issues)), checkpoint_row()])


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Return a project with many cached issues."""
    return project_of(tmp_path_factory.mktemp("large"), LARGE)


def environment_of(files: Files, folder: Path) -> dict[str, str]:
    """Return environment variables with *folder* for temporary files, and no other place to write to."""
    folder.mkdir()
    return {**files.env, "PATH": os.environ["PATH"], "TMPDIR": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}


def test_an_interrupted_body_is_sent_again_completely(large: Files, tmp_path: Path) -> None:
    """The second attempt starts at the first byte."""
    stopwatch, reports = Stopwatch(), list[Progress]()
    home = tmp_path / "home"
    home.mkdir()
    for name in ("credentials", "trackers"):
        (home / name).symlink_to(large.home / name)
    with scripted(Reply(takes=MEBIBYTE), TAKEN) as server:
        service = TrackerService(large.root, home=home, clock=stopwatch.clock)
        receipt = service.sync_publish(server_url=server.url, on_progress=reports.append).unwrap()
    assert (receipt.attempts, len(server.only.body)) == (2, receipt.bytes)
    assert len(decode_snapshot(server.only.body).unwrap().contents.issues) == LARGE
    sent = [progress.bytes for progress in reports if progress.doing == "sent"]
    assert (sent.count(65_536), sent[-1]) == (2, receipt.bytes)


def test_progress(large: Files) -> None:
    """The body is first built and then sent; bytes and share only grow, up to the whole."""
    reports = list[Progress]()
    with scripted() as server:
        service = TrackerService(large.root, home=large.home)
        receipt = service.sync_publish(server_url=server.url, on_progress=reports.append).unwrap()
    built = [(progress.bytes, progress.share) for progress in reports if progress.doing == "built"]
    sent = [(progress.bytes, progress.share) for progress in reports if progress.doing == "sent"]
    assert [progress.doing for progress in reports] == ["built"] * len(built) + ["sent"] * len(sent)
    assert (built, sent) == (sorted(built), sorted(sent))
    assert built[-1] == sent[-1] == (receipt.bytes, 1.0)


def test_a_full_disk(large: Files, tmp_path: Path) -> None:
    """Nothing is sent or recorded, no file stays behind, and one line says what to do."""
    before = entries(large.home)
    environment = environment_of(large, tmp_path / "spool")
    with scripted() as server:
        ended = subprocess.run(
            [*ALMOST_FULL, TRACKPOST, "publish", "--server-url", server.url],
            env=environment,
            cwd=large.root,
            capture_output=True,
            text=True,
            check=False,
            timeout=FOREVER,
        )
    assert (ended.returncode, server.asked, entries(large.home)) == (73, [], before)
    assert ended.stderr == (
        f"trackpost: error: {tmp_path / 'spool'}: cannot hold the snapshot until it is sent (File too large); "
        "free some space, or set TMPDIR\n"
    )
    assert list((tmp_path / "spool").iterdir()) == []


def test_a_cache_that_changes_while_it_is_read(tmp_path: Path) -> None:
    """A reader sees the cache as it was when reading began."""
    numbers = range(1000, 1500)
    path = make_cache(tmp_path / "cache.db", [*map(issue_row, numbers), checkpoint_row()])
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")

        def use(reading: Reading) -> Result[list[str], None]:
            batches = iter(reading.batches)
            first = next(batches)
            add_rows(writer, [issue_row(1500)])
            with writer:
                writer.execute("DELETE FROM tracker_issues WHERE issue_id = '1400'")
            return Success([issue.ref.id for issue in (*first, *chain.from_iterable(batches))])

        assert CacheReader(path).read(filing(), use) == Success([*map(str, numbers)])


def peak(files: Files, url: str, folder: Path) -> int:
    """Return the peak memory of a publish, in bytes."""
    command = [TRACKPOST, "publish", "--root", str(files.root), "--server-url", url]
    process = subprocess.Popen(command, env=environment_of(files, folder), stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_maxrss * 1024


def test_memory_does_not_grow_with_the_snapshot(large: Files, tmp_path: Path) -> None:
    """Thousands of issues take little more memory than ten."""
    small = project_of(tmp_path / "small", 10)
    with scripted() as server:
        little = peak(small, server.url, tmp_path / "little")
        much = peak(large, server.url, tmp_path / "much")
    assert much - little < 4 * MEBIBYTE
