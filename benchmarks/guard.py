"""Count the instructions per issue with callgrind, which counts the same on a busy machine as on an idle one."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from attrs import evolve

from .caches import Project, project_of
from .results import RESULTS, Instructions, load
from .table import as_json
from .tools import BUILD, CACHES, OURS, environ_of

_FEW, _MANY = 10, 2_000
_TOLERANCE = 0.02
_HOT_LOOP = str(Path(__file__).with_name("hot_loop.py"))
_TOTALS = re.compile(r"^totals: (\d+)$", re.MULTILINE)


def counted() -> Instructions | None:
    """Return the instructions per issue, or None if valgrind is absent."""
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        return None
    few, many = (_count(valgrind, project_of(CACHES, issues)) for issues in (_FEW, _MANY))
    return Instructions(
        per_issue=round((many - few) / (_MANY - _FEW)),
        start_up=few,
        python=_output_of([OURS.python, "--version"]),
        valgrind=_output_of([valgrind, "--version"]),
    )


def main(*options: str) -> None:
    """Compare with the recorded count, and exit 1 if an issue takes more; ``--record`` records the new count."""
    found, results = counted(), load()
    if found is None:
        sys.exit("valgrind is absent: nothing was counted")
    print(verdict(found, results.instructions))
    if "--record" in options:
        RESULTS.write_bytes(as_json(evolve(results, instructions=found)))
    elif is_slower(found, results.instructions):
        sys.exit("an issue takes more instructions; if that is intended, run: python -m benchmarks.guard --record")


def verdict(found: Instructions, recorded: Instructions | None) -> str:
    """Return one line: the count, and how it differs from the recorded one."""
    now = f"{found.per_issue:,} instructions an issue"
    if recorded is None:
        return f"{now}; none are recorded"
    change = found.per_issue / recorded.per_issue - 1
    same = (found.python, found.valgrind) == (recorded.python, recorded.valgrind)
    hint = "" if same else f", but by {recorded.python} and {recorded.valgrind}"
    return f"{now}; recorded are {recorded.per_issue:,} ({change:+.1%}{hint})"


def is_slower(found: Instructions, recorded: Instructions | None) -> bool:
    """Say whether an issue takes more instructions than recorded, beyond the tolerance."""
    return recorded is not None and found.per_issue > recorded.per_issue * (1 + _TOLERANCE)


def _count(valgrind: str, project: Project) -> int:
    """Count the instructions of the whole process that runs the hot loop."""
    counts = BUILD / "callgrind.out"
    loop = [OURS.python, _HOT_LOOP, str(project.root), str(project.home)]
    environ = {**environ_of(project), "PYTHONHASHSEED": "0"}
    # Run it once without counting, so that the counted run compiles no module.
    subprocess.run(loop, env=environ, check=True)
    counting = [valgrind, "--quiet", "--tool=callgrind", f"--callgrind-out-file={counts}"]
    subprocess.run([*counting, *loop], env=environ, check=True)
    totals = _TOTALS.search(counts.read_text())
    return int(totals[1]) if totals else 0


def _output_of(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()


if __name__ == "__main__":
    main(*sys.argv[1:])
