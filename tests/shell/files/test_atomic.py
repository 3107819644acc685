"""Whole files that are replaced together, or not at all."""

import errno
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from returns.result import Failure, Success

from tests.shell.files.test_folders import failing
from tests.support.files import everything_in
from trackpost.core.project.faults import HalfWritten, UnwritableFile
from trackpost.shell.files.atomic import FileSystem, NewFile, replace_all

PLAIN = FileSystem()


def no_links(_old: Path, _new: Path) -> None:
    """Refuse a second name for a file, as FAT does."""
    raise OSError(errno.EPERM, os.strerror(errno.EPERM))


LINKLESS = FileSystem(link=no_links)


def sync_failing_at(nth: int) -> Callable[[Path], None]:
    """Return a sync of folders that fails at its *nth* call, and is interrupted at that with a minus."""
    calls: list[Path] = []

    def sync(folder: Path) -> None:
        calls.append(folder)
        if len(calls) == nth:
            raise OSError(errno.EIO, "Input/output error")
        if len(calls) == -nth:
            raise KeyboardInterrupt

    return sync


def two_files(folder: Path) -> list[NewFile]:
    """Write a file that there is, and return it with new content, beside one that there is not."""
    old = folder / "old"
    old.write_bytes(b"old")
    old.chmod(0o640)
    os.utime(old, (1, 1))
    return [NewFile(old, b"changed"), NewFile(folder / "new", b"made"), NewFile(folder / "deep" / "er", b"made")]


@pytest.mark.parametrize("file_system", [PLAIN, LINKLESS], ids=["usual", "without links"])
def test_all_are_replaced(file_system: FileSystem, tmp_path: Path) -> None:
    """What was there keeps its permissions, and nothing is left beside it."""
    files = two_files(tmp_path)
    assert replace_all(files, file_system) == Success(None)
    assert [new.path.read_bytes() for new in files] == [b"changed", b"made", b"made"]
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["deep", "er", "new", "old"]
    assert ((tmp_path / "old").stat().st_mode & 0o777, (tmp_path / "deep").stat().st_mode & 0o777) == (0o640, 0o700)


@pytest.mark.parametrize("link", [os.link, no_links], ids=["usual", "without links"])
@pytest.mark.parametrize("nth", range(1, 5))
def test_whichever_sync_fails_all_is_as_it_was(link: Callable[[Path, Path], None], nth: int, tmp_path: Path) -> None:
    """The file whose own sync fails, too: content, permissions, time, and no folder more."""
    files = two_files(tmp_path)
    before = everything_in(tmp_path)
    fault = replace_all(files, FileSystem(link, sync_failing_at(nth))).failure()
    assert isinstance(fault, UnwritableFile)
    assert fault.reason == "Input/output error"
    assert _but_for_times_of_folders(everything_in(tmp_path)) == _but_for_times_of_folders(before)


def _but_for_times_of_folders(found: Mapping[str, tuple[int, int, str]]) -> Mapping[str, object]:
    return {name: (mode, time if digest else 0, digest) for name, (mode, time, digest) in found.items()}


def test_an_interrupt_puts_everything_back(tmp_path: Path) -> None:
    """Ctrl-C between two files leaves none of them new."""
    files = two_files(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        replace_all(files, FileSystem(sync_folder=sync_failing_at(-3)))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == {"old": b"old"}


def test_where_one_cannot_be_replaced_the_others_are_put_back(tmp_path: Path) -> None:
    """Files that existed hold what they held, and files that did not are gone."""
    old, new, folder = (tmp_path / name for name in ("old", "new", "folder"))
    old.write_bytes(b"old")
    (folder / "full").mkdir(parents=True)
    files = [NewFile(old, b"changed"), NewFile(new, b"made"), NewFile(folder, b"in the way")]
    fault = replace_all(files).failure()
    assert isinstance(fault, UnwritableFile)
    assert fault.path == str(folder)
    assert (old.read_bytes(), {path.name for path in tmp_path.iterdir()}) == (b"old", {"folder", "old"})


def test_what_cannot_be_put_back_is_named(tmp_path: Path) -> None:
    """The fault does not say that nothing was changed, and the old content is still beside the file."""
    old = tmp_path / "old"
    old.write_bytes(b"old")

    def sync(_folder: Path) -> None:
        if old.is_file() and old.read_bytes() == b"changed":  # somebody puts a folder in its place
            old.unlink()
            (old / "full").mkdir(parents=True)
            failing(errno.EIO)(None)

    found = replace_all([NewFile(old, b"changed")], FileSystem(sync_folder=sync))
    assert found == Failure(HalfWritten(str(old), "Input/output error", (str(old),)))
    assert [path.read_bytes() for path in tmp_path.glob(".old.*.trackpost-old")] == [b"old"]


def test_what_a_killed_writer_left_is_removed(tmp_path: Path) -> None:
    """But not what a living one is writing, perhaps for another home folder."""
    file = tmp_path / "file"
    left, living = (tmp_path / f".file.abc.{pid}.trackpost-new" for pid in (2**22 + 1, os.getppid()))
    for path in (left, living):
        path.write_bytes(b"")
    replace_all([NewFile(file, b"new")]).unwrap()
    assert (left.exists(), living.exists(), file.read_bytes()) == (False, True, b"new")
