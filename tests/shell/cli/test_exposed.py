"""Credentials that other people of the machine can read: every command that uses them says so."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.cache import WORKSPACE
from tests.support.files import make_project
from tests.support.process import called

SAYS: Mapping[str, tuple[str, ...]] = {
    "status": ("status",),
    "route": ("route",),
    "preview": ("preview",),
    "map list": ("map", "list"),
    "map add": ("map", "add", "--wp-id", "WP07", "--external-id", "2"),
    "map remove": ("map", "remove", "--wp-id", "WP01"),
    "unbind": ("unbind", "--keep-credentials"),
}


@pytest.mark.parametrize("arguments", SAYS.values(), ids=SAYS.keys())
def test_it_is_reported(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """In one line to a person, and as a warning to a program."""
    for folder, more in ((tmp_path / "person", ()), (tmp_path / "program", ("--json",))):
        folder.mkdir()
        files = make_project(folder)
        files.credentials.chmod(0o644)
        ended = called(*arguments, *more, env=files.env, cwd=files.root)
        told = f"{files.credentials}: other users of this machine have access to the credentials (mode 0644)"
        assert ended.exit_code == 0
        assert told in (str(ended.report["warnings"]) if more else ended.stderr)


MENDS: Mapping[str, tuple[str, ...]] = {
    "bind": ("bind", "--provider", "jira", "--workspace", WORKSPACE),
    "unbind": ("unbind", "--drop-credentials"),
}


@pytest.mark.parametrize("arguments", MENDS.values(), ids=MENDS.keys())
def test_it_is_mended_on_write(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """Whoever writes the file closes it, and has nothing to say of it."""
    files = make_project(tmp_path)
    files.credentials.chmod(0o644)
    ended = called(*arguments, env=files.env, cwd=files.root)
    assert (ended.exit_code, files.credentials.stat().st_mode & 0o777) == (0, 0o600)
    assert "other users of this machine" not in ended.stderr
