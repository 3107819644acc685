"""``make bench``: measure both tools in turn, print the table, write and draw the results."""

import subprocess
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from . import plot
from .goals import goals
from .guard import counted
from .machine import this_machine, versions_of
from .plan import QUICK, WHOLE, Plan, check_same_snapshot, in_turn, publishes, pulls, start, unchanged
from .results import RESULTS, Results
from .table import as_json, table
from .tools import BUILD, OURS, THEIRS

_ROUTE_CALL = str(Path(__file__).with_name("route_call.py"))


def main() -> None:
    """Run the benchmark; exit 1 if a goal is missed."""
    parser = ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few runs, up to 20,000 issues; writes only under build/")
    quick = parser.parse_args().quick
    results = _measured(QUICK if quick else WHOLE)
    folder = BUILD if quick else RESULTS.parent
    (folder / RESULTS.name).write_bytes(as_json(results))
    plot.write(results, BUILD / plot.PLOT.name if quick else plot.PLOT)
    found = goals(results)
    print(table(found))
    if results.instructions is None:
        print("valgrind is absent: instructions were not counted")
    sys.exit(any(goal.is_reached is False for goal in found))


def _measured(plan: Plan) -> Results:
    check_same_snapshot()
    return Results(
        date=datetime.now(UTC).date().isoformat(),
        machine=this_machine(),
        versions={tool.name: versions_of(tool) for tool in (OURS, THEIRS)},
        publish=publishes(plan),
        unchanged=unchanged(plan),
        pull=pulls(plan),
        help=in_turn(plan.starts, start("--help")),
        route=tuple(start("route")(OURS) for _ in range(1 + plan.starts))[1:],
        resolve_route_microseconds=_route_calls(),
        instructions=counted(),
    )


def _route_calls() -> tuple[float, ...]:
    finished = subprocess.run([OURS.python, _ROUTE_CALL], capture_output=True, check=True)
    return msgspec.json.decode(finished.stdout, type=tuple[float, ...])


if __name__ == "__main__":
    main()
