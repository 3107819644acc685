"""The fleet file that a person is told of: found by looking, without opening it."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from trackpost.shell.fleet.whereabouts import trusted_fleet_file


def _written(file: Path, mode: int) -> None:
    file.touch()
    file.chmod(mode)


def _linked(file: Path, mode: int) -> None:
    _written(file.with_name("other.toml"), mode)
    file.symlink_to("other.toml")


FILES: Mapping[str, tuple[Callable[[Path], object], bool]] = {
    "for its owner alone": (lambda file: _written(file, 0o600), True),
    "that others can read": (lambda file: _written(file, 0o644), True),
    "that the group can write": (lambda file: _written(file, 0o620), False),
    "that all can write": (lambda file: _written(file, 0o602), False),
    "a link": (lambda file: _linked(file, 0o600), True),
    "a link to what all can write": (lambda file: _linked(file, 0o666), False),
    "a link to itself": (lambda file: file.symlink_to(file), False),
    "a folder": (Path.mkdir, False),
    "a pipe": (os.mkfifo, False),
    "none": (lambda _file: None, False),
}


@pytest.mark.parametrize(("make", "is_told"), FILES.values(), ids=FILES.keys())
def test_what_a_person_is_told_of(tmp_path: Path, make: Callable[[Path], object], *, is_told: bool) -> None:
    """A file that a stranger may have written is none; nobody waits for a pipe."""
    file, below = tmp_path / "fleet.toml", tmp_path / "repos" / "p000"
    make(file)
    assert trusted_fleet_file(below) == (file if is_told else None)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
@pytest.mark.parametrize("is_link", [True, False])
def test_a_file_of_a_stranger(tmp_path: Path, *, is_link: bool) -> None:
    """It counts as one that others can write, and so does a link of a stranger, who can lead it elsewhere."""
    file, own = tmp_path / "fleet.toml", tmp_path / "own.toml"
    _written(own, 0o600)
    if is_link:
        file.symlink_to(own)
    else:
        _written(file, 0o600)
    os.chown(file, 12_345, 12_345, follow_symlinks=False)
    assert trusted_fleet_file(tmp_path) is None
