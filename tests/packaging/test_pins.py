"""The requirement files are whole closures, and an environment comes out exactly as they pin it."""

import os
import re
import subprocess
import sys
from importlib.metadata import distributions
from importlib.util import find_spec
from pathlib import Path
from venv import EnvBuilder

import pytest

from tests.support.patience import FOREVER
from tests.support.wheels import NEWEST, pin_of, pins_of, write_wheel

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "requirements").glob("*.txt"))
NOT_OURS = {"pip", "trackpost"}
"""Installed beside the pins: by ``venv``, and from this checkout."""


def environment_in(folder: Path) -> Path:
    """Return a new, empty environment, whose pip is that of the Python that runs the tests."""
    EnvBuilder(symlinks=True).create(folder)
    (site,) = folder.glob("lib/python*/site-packages")
    pip = find_spec("pip")
    assert pip is not None
    assert pip.origin is not None
    for part in Path(pip.origin).parents[1].glob("pip*"):  # to install it would take seconds
        (site / part.name).symlink_to(part)
    return folder


def install(environment: Path, requirements: Path, index: Path) -> subprocess.CompletedProcess[str]:
    """Run ``requirements/install`` with *index* as the only place to find packages."""
    return subprocess.run(
        [ROOT / "requirements" / "install", environment, requirements],
        env={"PATH": os.environ["PATH"], "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(index)},
        capture_output=True,
        text=True,
        check=False,
        timeout=FOREVER,
    )


def installed_in(environment: Path) -> dict[str, str]:
    """Return the version of each package in *environment*."""
    (site,) = environment.glob("lib/python*/site-packages")
    found = {package.name.lower(): package.version for package in distributions(path=[str(site)])}
    return {name: version for name, version in found.items() if name not in {"pip", "setuptools"}}


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an environment; it takes seconds to make one."""
    return environment_in(tmp_path_factory.mktemp("environment"))


def test_newer_releases_change_nothing(environment: Path, tmp_path: Path) -> None:
    """A package required with an extra stays as pinned, though the index has a newer one."""
    index, pins = tmp_path / "index", tmp_path / "pins.txt"
    library = ["Provides-Extra: toml", 'Requires-Dist: parser; extra == "toml"']
    wheels = {
        "library": write_wheel(index, "library", "1.0", library),
        "plugin": write_wheel(index, "plugin", "1.0", ["Requires-Dist: library[toml]"]),
        "parser": write_wheel(index, "parser", "1.0"),
    }
    pins.write_text("".join(pin_of(name, "1.0", wheel) for name, wheel in wheels.items()))
    for name in wheels:
        write_wheel(index, name, NEWEST, library if name == "library" else ())
    ended = install(environment, pins, index)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    assert installed_in(environment) == {"library": "1.0", "plugin": "1.0", "parser": "1.0"}


def test_a_closure_with_a_gap_is_refused(environment: Path, tmp_path: Path) -> None:
    """What is required and not pinned is told, and the installation fails."""
    index, pins = tmp_path / "index", tmp_path / "pins.txt"
    pins.write_text(pin_of("gap", "1.0", write_wheel(index, "gap", "1.0", ["Requires-Dist: absent>=2"])))
    ended = install(environment, pins, index)
    assert ended.returncode != 0
    assert "gap 1.0 requires absent, which is not installed." in ended.stderr


def test_a_wheel_with_another_hash_is_refused(environment: Path, tmp_path: Path) -> None:
    """What the index has changed since it was pinned is not installed."""
    index, pins = tmp_path / "index", tmp_path / "pins.txt"
    pins.write_text(pin_of("changed", "1.0", write_wheel(index, "changed", "1.0")))
    write_wheel(index, "changed", "1.0", ["Summary: another one"])
    ended = install(environment, pins, index)
    assert ended.returncode != 0
    assert "DO NOT MATCH THE HASHES" in ended.stderr
    assert "changed" not in installed_in(environment)


def test_this_environment_is_as_pinned() -> None:
    """The environment of the tests holds the pins of ``dev.txt`` and nothing else."""
    pins = pins_of(ROOT / "requirements" / "dev.txt")
    found = {re.sub(r"[-_.]+", "-", one.name).lower(): one.version for one in distributions(path=sys.path)}
    assert found.keys() - NOT_OURS <= pins.keys()
    assert {name: version for name, version in found.items() if name not in NOT_OURS and pins[name] != version} == {}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_requirement_is_pinned_with_hashes(file: Path) -> None:
    """Each line of a requirement file is a pin, and each pin has a hash."""
    lines = file.read_text().replace("\\\n", " ").splitlines()
    assert [line for line in lines if not re.match(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)] == []
