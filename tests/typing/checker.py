"""Run mypy in a separate process, so that it reads the installed package, as for the author of a program."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

ROOT = Path(__file__).parents[2]
_REPORT = re.compile(r"^(?P<path>.*\.py):(?P<line>\d+): error: .*\[(?P<code>[a-z-]+)\]$", re.MULTILINE)

Reports: TypeAlias = Mapping[str, list[tuple[int, str]]]
"""The line and the code of each error, by the stem of the file."""


def reports_of(files: Sequence[Path], options: Sequence[str]) -> Reports:
    """Return the errors that one run of mypy over *files* reports."""
    command = (sys.executable, "-m", "mypy", *options, "--cache-dir", os.devnull, *map(str, files))
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.stderr == ""
    found: dict[str, list[tuple[int, str]]] = {file.stem: [] for file in files}
    for report in _REPORT.finditer(run.stdout):
        found[Path(report["path"]).stem].append((int(report["line"]), report["code"]))
    return found
