"""Patterns of the fleet file: what they find, and what they are said to find without looking."""

from pathlib import Path

import pytest

from trackpost.shell.fleet.patterns import matches, matching

FOLDERS = ("a", "a/b", "a/b/c", "a/.hidden", "a/.hidden/b", "ab", "ab/b", "ab/b/b", ".hidden", ".hidden/b")
PATTERNS = (
    "a",
    "*",
    "*/*",
    "?",
    "[a]",
    "a*/b",
    ".*",
    ".hidden/*",
    "*/.hidden",
    "**",
    "**/b",
    "a/**",
    "a/**/c",
    "**/a/**/c",
    "**/**/b",
    "**/.hidden",
    "**/.hidden/b",
    "*/**/b",
    "nothing/**",
    "../*/a",
)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_what_is_said_is_what_is_found(tmp_path: Path, pattern: str) -> None:
    """For each folder that exists, the path alone tells whether a search would find it."""
    for folder in FOLDERS:
        (tmp_path / folder).mkdir(parents=True)
    whole = f"{tmp_path}/{pattern}"
    found = {str(Path(path)) for path in matching(whole)}
    everything = [str(tmp_path), *(str(tmp_path / folder) for folder in FOLDERS)]
    said = {folder for folder in everything if matches(whole, folder)}
    assert said == found & set(everything)


def test_many_stars() -> None:
    """A pattern that somebody made to be slow is not."""
    assert matches("/" + "**/" * 2_000 + "z", "/" + "a/" * 100 + "z")
    assert not matches("/" + "**/a" * 1_000 + "z", "/" + "a/" * 100)
