"""Whole files that are replaced together."""

import os
from pathlib import Path

from trackpost.core.errors import UnwritableFile
from trackpost.shell.files.atomic import NewFile, replace_all


def test_where_one_cannot_be_replaced_the_others_are_put_back(tmp_path: Path) -> None:
    """Those that there were hold what they held, and those that there were not are gone."""
    old, new, folder = (tmp_path / name for name in ("old", "new", "folder"))
    old.write_bytes(b"old")
    (folder / "full").mkdir(parents=True)
    files = [NewFile(old, b"changed"), NewFile(new, b"made"), NewFile(folder, b"in the way")]
    fault = replace_all(files).failure()
    assert isinstance(fault, UnwritableFile)
    assert fault.path == str(folder)
    assert (old.read_bytes(), {path.name for path in tmp_path.iterdir()}) == (b"old", {"folder", "old"})


def test_what_a_killed_writer_left_is_removed(tmp_path: Path) -> None:
    """But not what one that lives is writing, for another home folder perhaps."""
    file = tmp_path / "file"
    left, living = (tmp_path / f".file.abc.{pid}.trackpost-new" for pid in (2**22 + 1, os.getppid()))
    for path in (left, living):
        path.write_bytes(b"")
    replace_all([NewFile(file, b"new")]).unwrap()
    assert (left.exists(), living.exists(), file.read_bytes()) == (False, True, b"new")
