"""Commands without a usable home folder, and the home folder that is no project."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.support.files import CONFIG, write
from tests.support.process import called

BIND = ("bind", "--provider", "jira", "--workspace", "acme.example", "--credential", "project_key=ACME")
HOMELESS = {"HOME": "relative"}
"""As without ``HOME`` for an account that the system does not know, there is no folder that this could be."""

COMMANDS: Mapping[str, Sequence[str]] = {
    "bind": BIND,
    "unbind": ("unbind",),
    "status": ("status",),
    "route": ("route",),
    "preview": ("preview",),
    "publish": ("publish", "--server-url", "http://127.0.0.1:1"),
    "pull": ("pull",),
    "map list": ("map", "list"),
    "map add": ("map", "add", "--wp-id", "WP01", "--external-id", "1"),
    "map remove": ("map", "remove", "--wp-id", "WP01"),
    "receipts": ("receipts",),
    "receipts show": ("receipts", "show", "abc"),
    "explain": ("explain", "abc", "def"),
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS.keys())
def test_without_a_home_folder(command: Sequence[str], tmp_path: Path) -> None:
    """Each command that needs one says so, and writes nothing into the working directory in its place."""
    write(tmp_path / ".kittify" / "config.yaml", CONFIG)
    before = sorted(tmp_path.rglob("*"))
    ended = called(*command, "--json", env=HOMELESS, cwd=tmp_path)
    error = ended.report["error"]
    assert isinstance(error, dict)
    assert (ended.exit_code, error["kind"], error["named"]) == (78, "no_home", "~/.spec-kitty")
    assert sorted(tmp_path.rglob("*")) == before


def test_a_home_that_is_named_needs_no_home_folder(tmp_path: Path) -> None:
    """It is somewhere else."""
    (tmp_path / "project").mkdir()
    environ = {**HOMELESS, "SPEC_KITTY_HOME": str(tmp_path / "kitty")}
    assert called(*BIND, env=environ, cwd=tmp_path / "project").exit_code == 0
    assert (tmp_path / "kitty" / "credentials").exists()


def home_with_state(folder: Path) -> Mapping[str, str]:
    """Write what Spec Kitty keeps in the home folder of each person, and return the environment."""
    write(folder / "home" / ".kittify" / "cache.json", "{}")
    (folder / "home" / "work" / "board").mkdir(parents=True)
    return {"HOME": str(folder / "home")}


def test_a_folder_below_the_home_folder_is_bound_itself(tmp_path: Path) -> None:
    """Otherwise every project without a binding would have the same."""
    environ = home_with_state(tmp_path)
    board = tmp_path / "home" / "work" / "board"
    assert called(*BIND, env=environ, cwd=board).exit_code == 0
    assert (board / ".kittify" / "config.yaml").exists()
    assert not (tmp_path / "home" / ".kittify" / "config.yaml").exists()


@pytest.mark.parametrize("command", [BIND, ("status",)], ids=["bind", "status"])
def test_the_home_folder_itself_is_no_project(command: Sequence[str], tmp_path: Path) -> None:
    """Nor is one that only leads to it."""
    environ = home_with_state(tmp_path)
    (tmp_path / "link").symlink_to(tmp_path / "home")
    for here in (tmp_path / "home", tmp_path / "link"):
        ended = called(*command, env=environ, cwd=here)
        assert ended.exit_code == 78
        assert f"apart from Spec Kitty's own in {tmp_path / 'home'}; " in ended.stderr
    assert not (tmp_path / "home" / ".kittify" / "config.yaml").exists()


def test_the_home_folder_can_be_named(tmp_path: Path) -> None:
    """Whoever says so means it."""
    environ = home_with_state(tmp_path)
    home = tmp_path / "home"
    assert called(*BIND, "--root", home, env=environ, cwd=tmp_path).exit_code == 0
    assert (home / ".kittify" / "config.yaml").exists()
