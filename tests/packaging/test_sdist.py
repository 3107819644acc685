"""Whoever takes the source distribution can build and test the project from it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.distribution import GENERATED, Distribution, files_in
from tests.support.patience import FOREVER

_TESTS = (
    "tests/core/routing",
    "tests/contract/test_snapshot_fixtures.py",
    "tests/docs/test_documents.py::test_links_lead_somewhere",
    "tests/shell/operations/test_golden.py::test_the_wire_is_the_same_as_with_the_old_tool",
)
"""Quick ones, which together read sources, contracts, documents, hidden folders and databases."""
_PLUGINS = ("-p", "no:cacheprovider", "-p", "no:schemathesis")
_ORIGIN = "import trackpost.core; print(trackpost.core.__file__)"


def run(folder: Path, wheel: Path, *arguments: str) -> str:
    """Run this Python in *folder*, with *wheel* in place of this checkout; return what it prints."""
    ended = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(wheel), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=FOREVER,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def test_it_holds_every_file_of_the_project(distribution: Distribution) -> None:
    """Every file that is not ignored is in the source distribution, byte for byte, and nothing else is."""
    files = files_in(distribution.checkout)
    assert files_in(distribution.sdist) == files | GENERATED
    assert [
        file
        for file in sorted(files - GENERATED)
        if (distribution.sdist / file).read_bytes() != (distribution.checkout / file).read_bytes()
    ] == []


def test_its_programs_can_be_run(distribution: Distribution) -> None:
    """A script is still executable when it is unpacked."""
    files = files_in(distribution.checkout) - GENERATED
    assert {file for file in files if os.access(distribution.sdist / file, os.X_OK)} == {
        file for file in files if os.access(distribution.checkout / file, os.X_OK)
    }


def test_its_tests_pass_where_it_is_unpacked(distribution: Distribution, tmp_path: Path) -> None:
    """The unpacked tests run against the code that was unpacked with them, not against this checkout."""
    folder = shutil.copytree(distribution.sdist, tmp_path / "unpacked")
    origin = run(folder, distribution.wheel, "-c", _ORIGIN)
    assert origin == f"{distribution.wheel / 'trackpost' / 'core' / '__init__.py'}\n"
    assert " passed" in run(folder, distribution.wheel, "-m", "pytest", "-q", *_PLUGINS, *_TESTS)
