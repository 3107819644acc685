"""trackpost and the newest Spec Kitty are installed into one environment."""

import json
from pathlib import Path

import pytest

from tests.compat.spec_kitty import NEWEST, User
from trackpost.core import VERSION

_EXTRAS = """
import json
from importlib.metadata import metadata, version

extras = metadata("trackpost").get_all("Provides-Extra")
print(json.dumps({"extras": extras, "spec-kitty-tracker": version("spec-kitty-tracker")}))
"""


@pytest.fixture
def user(tmp_path: Path) -> User:
    """Return a person without a project."""
    return User(tmp_path, tmp_path)


def test_nothing_is_broken(user: User) -> None:
    """Each has what it requires, by pip's own check."""
    ended = NEWEST.run("python", "-m", "pip", "check", user=user)
    assert (ended.exit_code, ended.text) == (0, "No broken requirements found.\n")


def test_both_start(user: User) -> None:
    """Both programs say their versions."""
    assert NEWEST.trackpost("--version", user=user).decode() == f"trackpost {VERSION}\n"
    assert NEWEST.version in NEWEST.spec_kitty("--version", user=user).decode()


def test_the_extra_is_still_known(user: User) -> None:
    """``trackpost[connectors]`` was installed, and left the connectors that Spec Kitty asks for alone."""
    found = json.loads(NEWEST.run("python", "-c", _EXTRAS, user=user).text)
    assert "connectors" in found["extras"]
    assert found["spec-kitty-tracker"].startswith("0.4.")
