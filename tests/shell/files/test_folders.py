"""Folders that are made for their owner alone, and survive a power cut."""

import errno
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from trackpost.shell.files.folders import make_folder, remove_folders, sync_folder


@pytest.fixture
def _open_umask() -> Iterator[None]:
    """Let everybody do everything with new folders, as far as the umask goes."""
    before = os.umask(0)
    yield
    os.umask(before)


def failing(number: int) -> Callable[[object], None]:
    """Return what fails with this error, whatever it is asked for."""

    def fail(_what: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.usefixtures("_open_umask")
def test_each_folder_is_its_owners_alone_and_its_entry_is_on_the_disk(tmp_path: Path) -> None:
    """Those above it, too; one that is there already is left as it is."""
    there = tmp_path / "there"
    there.mkdir(mode=0o755)
    synced: list[Path] = []
    made = make_folder(there / "a" / "b", synced.append)
    assert made == [there / "a", there / "a" / "b"]
    assert synced == [there, there / "a"]
    assert [folder.stat().st_mode & 0o7777 for folder in (there, *made)] == [0o755, 0o700, 0o700]
    assert make_folder(there / "a" / "b", synced.append) == []


def test_a_folder_that_cannot_be_synced_is_not_made(tmp_path: Path) -> None:
    """Nor those above it."""
    with pytest.raises(OSError, match="Input/output error"):
        make_folder(tmp_path / "a" / "b", failing(errno.EIO))
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_its_place(tmp_path: Path) -> None:
    """It stays, and no folder is left above it."""
    (tmp_path / "file").write_bytes(b"")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(FileExistsError):
            make_folder(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_only_empty_folders_are_removed(tmp_path: Path) -> None:
    """What somebody has put there meanwhile stays, and so does everything above it."""
    made = make_folder(tmp_path / "a" / "b" / "c")
    (tmp_path / "a" / "b" / "mine").write_bytes(b"")
    remove_folders(made)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "b", "mine"]


CANNOT: Mapping[str, int] = {"FAT": errno.EINVAL, "a share": errno.ENOTSUP, "a file system of one's own": errno.ENOSYS}


@pytest.mark.parametrize("number", CANNOT.values(), ids=CANNOT.keys())
def test_a_file_system_that_cannot_sync_folders(number: int, tmp_path: Path) -> None:
    """That is no reason to fail."""
    sync_folder(tmp_path, failing(number))


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC], ids=os.strerror)
def test_a_folder_that_did_not_get_to_the_disk(number: int, tmp_path: Path) -> None:
    """That is one."""
    with pytest.raises(OSError, match=os.strerror(number)):
        sync_folder(tmp_path, failing(number))
