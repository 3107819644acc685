"""Sample results of a whole benchmark."""

from benchmarks.costs import Cost
from benchmarks.results import Instructions, Machine, Results, Sides


def costs(cpu_seconds: float, peak_mib: int) -> tuple[Cost, ...]:
    """Return three runs with these medians."""
    return tuple(
        Cost(cpu_seconds=cpu_seconds * share, peak_kib=round(peak_mib * share * 1024), seconds=cpu_seconds)
        for share in (1.25, 1.0, 0.5)
    )


SAMPLE = Results(
    date="2026-03-01",
    machine=Machine(cpu="A <fast> CPU", cores=2, memory_gib=24, kernel="Linux 6.1", python="3.11.7"),
    versions={"trackpost": {"trackpost": "0.1.0"}, "spec-kitty-cli 2.1.3": {"spec-kitty-cli": "2.1.3"}},
    publish={
        10: Sides(ours=costs(0.2, 32), theirs=costs(0.8, 64)),
        1_000: Sides(ours=costs(0.25, 34), theirs=costs(0.9, 77)),
        20_000: Sides(ours=costs(0.4, 36), theirs=costs(2.2, 245)),
        100_000: Sides(ours=costs(1.5, 42), theirs=costs(8.0, 950)),
        1_000_000: Sides(ours=costs(12.0, 44)),
    },
    unchanged={100_000: costs(0.2, 32)},
    pull={10_000: Sides(ours=costs(1.5, 40), theirs=costs(6.0, 70))},
    help=Sides(ours=costs(0.125, 24), theirs=costs(0.75, 64)),
    route=costs(0.25, 24),
    resolve_route_microseconds=(3.0, 2.0, 4.0),
    instructions=Instructions(
        per_issue=61_000, start_up=900_000_000, python="Python 3.11.7", valgrind="valgrind-3.19.0"
    ),
)
