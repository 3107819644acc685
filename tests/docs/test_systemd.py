"""The units for systemd: it accepts them, and they say what the command line does."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import click
import pytest

from tests.docs.markdown import ROOT
from tests.support.patience import FOREVER
from tests.support.process import TRACKPOST, bare
from trackpost.core.reporting.exit_codes import ExitCode
from trackpost.shell.cli.main import app

FOLDER = ROOT / "docs" / "systemd"
UNITS = sorted(FOLDER.iterdir())
ANALYZE = shutil.which("systemd-analyze")
_INSTALLED = "/opt/trackpost/bin/trackpost"

every_unit = pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
every_service = pytest.mark.parametrize("unit", sorted(FOLDER.glob("*.service")), ids=lambda unit: unit.name)


def values_of(unit: Path, name: str) -> list[str]:
    """Return the values of a setting, in the order of the unit."""
    return re.findall(rf"^{name}=(.*)$", unit.read_text(), flags=re.MULTILINE)


def statuses_of(unit: Path, name: str) -> set[int]:
    """Return the exit statuses that a setting lists."""
    return {int(status) for value in values_of(unit, name) for status in value.split()}


@pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not on this machine")
@every_unit
def test_systemd_accepts_it(unit: Path, tmp_path: Path) -> None:
    """Without a word, where the program is installed."""
    for one in UNITS:
        (tmp_path / one.name).write_text(one.read_text().replace(_INSTALLED, TRACKPOST))
    ended = subprocess.run(
        [str(ANALYZE), "verify", "--man=no", "--recursive-errors=no", tmp_path / unit.name],
        env=bare({"SYSTEMD_UNIT_PATH": f"{tmp_path}:"}),
        capture_output=True,
        text=True,
        check=False,
        timeout=FOREVER,
    )
    assert (ended.returncode, [line for line in ended.stderr.splitlines() if "trackpost" in line]) == (0, [])


SERVICE: Mapping[str, str] = {
    "Type": "notify",
    "NotifyAccess": "main",
    "WatchdogSec": ".+",
    "LoadCredential": r"[\w-]+:/etc/trackpost/[\w-]+",
}
FACTS: Mapping[str, Mapping[str, str]] = {
    "trackpost-fleet.timer": {"Persistent": "true", "RandomizedDelaySec": ".+", "OnCalendar": ".+"},
    "trackpost-fleet.service": {"Type": "oneshot", "LoadCredential": r"[\w-]+:/etc/trackpost/[\w-]+"},
    "trackpost-fleet-watch.service": SERVICE,
    "trackpost-fleet-work.service": SERVICE,
}


@every_unit
def test_facts_that_matter(unit: Path) -> None:
    """What the how-to promises of each unit."""
    facts = FACTS[unit.name]
    assert {name: bool(values_of(unit, name)) for name in facts} == dict.fromkeys(facts, True)
    assert [
        value for name, shape in facts.items() for value in values_of(unit, name) if not re.fullmatch(shape, value)
    ] == []


@every_service
def test_statuses_are_ours(unit: Path) -> None:
    """Each exit status that a unit treats apart is one that the program has, and a stop is no failure."""
    statuses = statuses_of(unit, "SuccessExitStatus")
    assert ExitCode.TERMINATED in statuses
    assert statuses | statuses_of(unit, "RestartPreventExitStatus") <= set(ExitCode)


@every_service
def test_it_is_hardened(unit: Path) -> None:
    """It writes nowhere but in its state, gains no privilege, and has no capability."""
    assert values_of(unit, "ProtectSystem") == ["strict"]
    assert values_of(unit, "NoNewPrivileges") == ["yes"]
    assert values_of(unit, "CapabilityBoundingSet") == [""]
    assert values_of(unit, "User") == values_of(unit, "StateDirectory") == ["trackpost"]
    assert values_of(unit, "ReadWritePaths") == []


@every_service
def test_its_command_exists(unit: Path) -> None:
    """With each of the options that the unit gives it."""
    (command,) = values_of(unit, "ExecStart")
    program, *words = command.split()
    assert program == _INSTALLED
    found: click.Command | None = app
    for word in words[:2]:
        assert isinstance(found, click.Group)
        found = found.get_command(click.Context(found), word)
    assert found is not None
    assert {word for word in words if word.startswith("--")} <= {name for one in found.params for name in one.opts}
