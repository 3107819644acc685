"""A file that takes the place of another is told from it, even if the file system gives it the same number."""

import shutil
from pathlib import Path
from time import sleep

import pytest

from trackpost.shell.files.identity import identity_of


def test_a_file_keeps_its_identity(tmp_path: Path) -> None:
    """It does not depend on what is in it, nor on its name."""
    path = tmp_path / "file"
    path.write_text("old")
    before = identity_of(path)
    path.write_text("new")
    assert identity_of(path) == before
    assert identity_of(path.rename(tmp_path / "renamed")) == before != ""


def test_a_file_of_the_same_number_is_another(tmp_path: Path) -> None:
    """A number that was given back is given to the next file."""
    path, backup = tmp_path / "file", tmp_path / "backup"
    path.write_text("content")
    shutil.copy2(path, backup)
    number, before = path.stat().st_ino, identity_of(path)
    sleep(0.02)  # the kernel's clock ticks every 4 ms
    for _ in range(100):
        path.unlink()
        shutil.copy2(backup, path)
        if path.stat().st_ino == number:
            assert identity_of(path) != before
            return
    pytest.skip("this file system does not use a number again")


def test_what_is_not_there_has_none(tmp_path: Path) -> None:
    """It may have been removed a moment ago."""
    assert identity_of(tmp_path / "absent") == ""
