"""What a person is told to do if the packages of an extra are not installed."""

import shlex
import sys
from pathlib import Path

import pytest

from tests.support.repository import PYPROJECT
from trackpost.shell.files.installation import adding_to, missing_extra


def test_pipx(tmp_path: Path) -> None:
    """It knows the environment by the name of its folder."""
    folder = tmp_path / "trackpost-next"
    folder.mkdir()
    (folder / "pipx_metadata.json").touch()
    assert adding_to(folder, has_pip=True) == ("pipx", "inject", "trackpost-next")


def test_pip(tmp_path: Path) -> None:
    """The pip of the very environment that the command runs in."""
    assert adding_to(tmp_path, has_pip=True) == (sys.executable, "-m", "pip", "install")


def test_uv(tmp_path: Path) -> None:
    """It makes environments without a pip, and installs into them by their path."""
    assert adding_to(tmp_path, has_pip=False) == ("uv", "pip", "install", "--python", str(tmp_path))


@pytest.mark.parametrize(
    "extra", [name for name, asked in PYPROJECT["project"]["optional-dependencies"].items() if asked]
)
def test_every_extra(extra: str) -> None:
    """The command adds what pyproject.toml lists for it, and never trackpost from an index."""
    words = shlex.split(missing_extra(extra).command)
    asked = PYPROJECT["project"]["optional-dependencies"][extra]
    assert {_in_one_order(word) for word in words[-len(asked) :]} == set(map(_in_one_order, asked))


def _in_one_order(requirement: str) -> tuple[str, ...]:
    """Return a requirement with its specifiers sorted, as they have no order."""
    return tuple(sorted(requirement.replace(">=", ",>=").replace("<", ",<").split(",")))


def test_an_extra_that_brings_nothing() -> None:
    """There is no command that would add it."""
    assert missing_extra("connectors").command == ""
