"""The results of a benchmark, as they are in `benchmarks/results.json`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

import msgspec
from attrs import field, frozen

from .costs import Cost

RESULTS = Path(__file__).with_name("results.json")

_KIB_IN_MIB = 1024


@frozen(kw_only=True)
class Machine:
    """The machine that the benchmark ran on."""

    cpu: str
    cores: int
    memory_gib: int
    kernel: str
    python: str


@frozen(kw_only=True)
class Instructions:
    """The instructions that callgrind counted.

    Attributes:
        per_issue: the instructions for one more issue, on average.
        start_up: the instructions of the whole process with the smaller cache.
        python: the version of Python.
        valgrind: the version of valgrind.
    """

    per_issue: int
    start_up: int
    python: str
    valgrind: str


@frozen(kw_only=True)
class Sides:
    """The costs of the runs of both tools; theirs is empty if only ours ran."""

    ours: tuple[Cost, ...]
    theirs: tuple[Cost, ...] = ()


@frozen(kw_only=True)
class Results:
    """One run of the whole benchmark.

    Attributes:
        date: the day of the run, ISO 8601.
        machine: the machine.
        versions: for each tool, the versions of its libraries.
        publish: the publishes, by number of issues.
        unchanged: publishes of ours that skip what has not changed, by number of issues. The other tool sends it again.
        pull: first pulls of both tools, by number of issues.
        help: the runs of ``--help``.
        route: the runs of ``trackpost route``; they are compared with their ``--help``.
        resolve_route_microseconds: the time of one call, measured several times.
        instructions: the instructions per issue; None if valgrind is absent.
    """

    date: str
    machine: Machine
    versions: Mapping[str, Mapping[str, str]]
    publish: Mapping[int, Sides]
    unchanged: Mapping[int, tuple[Cost, ...]] = field(factory=dict)
    pull: Mapping[int, Sides] = field(factory=dict)
    help: Sides
    route: tuple[Cost, ...]
    resolve_route_microseconds: tuple[float, ...]
    instructions: Instructions | None


def cpu(costs: Sequence[Cost]) -> float | None:
    """Return the median CPU time in seconds, or None if there are no runs."""
    return median(cost.cpu_seconds for cost in costs) if costs else None


def peak(costs: Sequence[Cost]) -> float | None:
    """Return the median peak memory in MiB, or None if there are no runs."""
    return median(cost.peak_kib for cost in costs) / _KIB_IN_MIB if costs else None


def load(path: Path = RESULTS) -> Results:
    """Read the results; the medians and ratios in the file are ignored, because they follow from the runs."""
    return msgspec.json.decode(path.read_bytes(), type=Results)
