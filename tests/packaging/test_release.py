"""``make release`` tags only what can be released."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.repository import ROOT

_CHECK = ROOT / ".ci" / "check-release"
_GIT = ("git", "-c", "user.name=nobody", "-c", "user.email=nobody@example.com")
_RELEASED = "# Changelog\n\n## Unreleased\n\n## 0.2.0 - 2026-12-01\n\n### Added\n\n- This.\n\n## 0.1.0 - 2026-11-23\n"
_NO_SECTION = "cannot release 0.2.0: CHANGELOG.md has no section '## 0.2.0 - YYYY-MM-DD'\n"
_UNRELEASED = "cannot release 0.2.0: CHANGELOG.md still lists changes under Unreleased\n"
_DIRTY = "cannot release 0.2.0: the working tree has uncommitted changes\n"
_TAGGED = "cannot release 0.2.0: the tag v0.2.0 exists\n"

# the changelog, a tag, a new file, and what is printed
CASES: Mapping[str, tuple[str, str | None, str | None, str]] = {
    "ready": (_RELEASED, None, None, ""),
    "another version is tagged": (_RELEASED, "v0.1.0", None, ""),
    "no heading for what is not released": (_RELEASED.replace("## Unreleased\n\n", ""), None, None, ""),
    "no section": (_RELEASED.replace("0.2.0", "0.3.0"), None, None, _NO_SECTION),
    "a section of a similar version": (_RELEASED.replace("0.2.0", "0-2.0"), None, None, _NO_SECTION),
    "a section without a date": (_RELEASED.replace("0.2.0 - 2026-12-01", "0.2.0"), None, None, _NO_SECTION),
    "changes that belong to no version": (
        _RELEASED.replace("Unreleased\n", "Unreleased\n\n### Fixed\n\n- That.\n"),
        None,
        None,
        _UNRELEASED,
    ),
    "a file that is not committed": (_RELEASED, None, "notes.txt", _DIRTY),
    "a file that is changed": (_RELEASED, None, "CHANGELOG.md", _NO_SECTION + _DIRTY),
    "the version is tagged": (_RELEASED, "v0.2.0", None, _TAGGED),
    "everything at once": ("", "v0.2.0", "notes.txt", _NO_SECTION + _DIRTY + _TAGGED),
}


@pytest.mark.skipif(shutil.which("git") is None, reason="a release is a tag of git")
@pytest.mark.parametrize(("changelog", "tag", "written", "expected"), CASES.values(), ids=CASES.keys())
def test_check_release(changelog: str, tag: str | None, written: str | None, expected: str, tmp_path: Path) -> None:
    """A commit is released, or every reason against it is printed."""
    (tmp_path / "CHANGELOG.md").write_text(changelog)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "all")
    if tag is not None:
        git(tmp_path, "tag", tag)
    if written is not None:
        (tmp_path / written).write_text("new\n")
    ended = subprocess.run(
        [_CHECK, "0.2.0"], cwd=tmp_path, env=_environment(tmp_path), capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (1 if expected else 0, "", expected)


def git(folder: Path, *arguments: str) -> None:
    """Run git in *folder*, without the settings of the person who runs the tests."""
    subprocess.run([*_GIT, *arguments], cwd=folder, env=_environment(folder), check=True)


def _environment(folder: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"}
