"""Measure a fleet whose machines share a queue: two workers over PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.postgres import running as running_postgres
from trackpost.shell.demo.fleet_sample import SampleFleet

from .fleet_costs import TRACKPOST, Cost, Measured, cost_of, costs_of

_WORKERS = 2


def workers_of(projects: int, tracker_url: str, server_url: str) -> tuple[Measured, ...]:
    """Return the cost of two workers that do all jobs of a new fleet, and then the same jobs with nothing new."""
    with _shared_fleet(projects, tracker_url, server_url) as sample:
        titles = ("two workers: the first", "two workers: unchanged")
        return tuple(Measured(title, projects, _worked(sample)) for title in titles)


def queue_of(projects: int, tracker_url: str, server_url: str) -> Measured:
    """Return the cost of a job for each project on the queue, with nobody who takes it."""
    with _shared_fleet(projects, tracker_url, server_url) as sample:
        return Measured("enqueue", projects, cost_of(_fleet(sample, "enqueue"), sample.folder))


@contextmanager
def _shared_fleet(projects: int, tracker_url: str, server_url: str) -> Iterator[SampleFleet]:
    with TemporaryDirectory(prefix="bench-fleet-") as folder, running_postgres() as postgres:
        sample = SampleFleet(Path(folder))
        for number in range(1, projects + 1):
            sample.bind(number)
        sample.describe(tracker_url, server_url, bad_token=False, state=postgres.url)
        yield sample


def _worked(sample: SampleFleet) -> Cost:
    """Return what two workers cost together, each in a process of its own; the peak is that of the larger one."""
    cost_of(_fleet(sample, "enqueue"), sample.folder)
    each = costs_of([_fleet(sample, "work", "--until-empty")] * _WORKERS, sample.folder)
    return Cost(
        exit_code=0,
        seconds=max(cost.seconds for cost in each),
        cpu_seconds=sum(cost.cpu_seconds for cost in each),
        peak_kib=max(cost.peak_kib for cost in each),
    )


def _fleet(sample: SampleFleet, command: str, *options: str) -> list[str]:
    return [TRACKPOST, "fleet", command, "--config", str(sample.file), *options]
