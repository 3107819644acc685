"""What operating systems do differently: only one module asks for it."""

import os
import re
from pathlib import Path

import pytest

from tests.support.repository import ROOT
from tests.support.without_posix import ABSENT, ABSENT_MODULES
from trackpost.shell.files.system import exposed_mode, home_of_account, is_running

SHELL = ROOT / "src"
SYSTEM = SHELL / "shell" / "files" / "system.py"


def test_one_module_asks_for_it() -> None:
    """Nothing else in the sources imports or names what Windows lacks."""
    modules = "|".join(ABSENT_MODULES)
    names = "|".join(rf"{module.__name__}\.{name}" for module, all_names in ABSENT.items() for name in all_names)
    asked = re.compile(rf"^\s*(?:import|from) (?:{modules})\b|\b(?:{names})\b", re.MULTILINE)
    assert [path for path in SHELL.rglob("*.py") if path != SYSTEM and asked.search(path.read_text())] == []
    assert len(asked.findall(SYSTEM.read_text())) > 5


def test_a_process_that_runs() -> None:
    """This one does, and one with a number that no process can have does not."""
    assert is_running(os.getpid())
    with pytest.raises(OverflowError):
        is_running(1 << 70)


def test_an_account_that_is_not_there() -> None:
    """Nobody knows its home folder."""
    with pytest.raises(KeyError):
        home_of_account("no-such-account")


def test_permissions(tmp_path: Path) -> None:
    """A file that others can read has a mode to tell of; one for its owner alone has none."""
    file = tmp_path / "credentials"
    file.touch()
    file.chmod(0o640)
    assert exposed_mode(file) == 0o640
    file.chmod(0o600)
    assert exposed_mode(file) is None
