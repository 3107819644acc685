"""What was measured, as `benchmarks/results.json` holds it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

import msgspec
from attrs import frozen

from .costs import Cost

RESULTS = Path(__file__).with_name("results.json")

_KIB_IN_MIB = 1024


@frozen(kw_only=True)
class Machine:
    """What it was measured on."""

    cpu: str
    cores: int
    memory_gib: int
    kernel: str
    python: str


@frozen(kw_only=True)
class Instructions:
    """What callgrind counted.

    Attributes:
        per_issue: instructions that one more issue takes, on average.
        start_up: instructions of the whole process with the smaller cache.
        python: the version of the Python that ran.
        valgrind: the version of what counted.
    """

    per_issue: int
    start_up: int
    python: str
    valgrind: str


@frozen(kw_only=True)
class Sides:
    """What the runs of both tools cost; theirs is empty where only ours ran."""

    ours: tuple[Cost, ...]
    theirs: tuple[Cost, ...] = ()


@frozen(kw_only=True)
class Results:
    """One run of the whole benchmark.

    Attributes:
        date: the day on which it was run.
        machine: what it ran on.
        versions: of each tool, its distributions and their versions.
        publish: by the number of issues.
        help: of ``--help``.
        route: of ``trackpost route``, beside their ``--help``, which is among those of `help`.
        resolve_route_microseconds: of one call, several times over.
        instructions: None where valgrind is absent.
    """

    date: str
    machine: Machine
    versions: Mapping[str, Mapping[str, str]]
    publish: Mapping[int, Sides]
    help: Sides
    route: tuple[Cost, ...]
    resolve_route_microseconds: tuple[float, ...]
    instructions: Instructions | None


def cpu(costs: Sequence[Cost]) -> float | None:
    """Return the median CPU seconds, or None of no runs."""
    return median(cost.cpu_seconds for cost in costs) if costs else None


def peak(costs: Sequence[Cost]) -> float | None:
    """Return the median peak memory in MiB, or None of no runs."""
    return median(cost.peak_kib for cost in costs) / _KIB_IN_MIB if costs else None


def load(path: Path = RESULTS) -> Results:
    """Read what was measured; medians and ratios beside it are left alone, for they follow from it."""
    return msgspec.json.decode(path.read_bytes(), type=Results)
