"""Counts jobs for Prometheus, and serves the counts (extra ``metrics``)."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from attrs import evolve, frozen
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, start_http_server
from returns.result import Failure, Result, Success

from ...core.errors import Category
from ...core.fleet.metrics_address import MetricsAddress, UnusableMetricsAddress
from .job_metrics import WaitFor

_JOB_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600)
_WAIT_BUCKETS = (0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600)
_WELL = ("delivered", "replayed", "unchanged")
_NONE = "none"


@frozen
class PrometheusMetrics:
    """Implements `JobMetrics`.

    Attributes:
        registry: holds the counts.
    """

    registry: CollectorRegistry
    _jobs: Counter
    _durations: Histogram
    _under_way: Gauge
    _waits: Histogram

    def under_way(self) -> AbstractContextManager[None]:
        """Count a job as under way until the end of the block."""
        return self._under_way.track_inprogress()

    def ended(self, outcome: str, category: Category | None, seconds: float | None) -> None:
        """Count a job that has ended."""
        self._jobs.labels(outcome, _named(category)).inc()
        if seconds is not None:
            self._durations.labels(outcome).observe(seconds)

    def waited(self, what_for: WaitFor, seconds: float) -> None:
        """Count a wait."""
        self._waits.labels(what_for).observe(seconds)


def prometheus_metrics() -> PrometheusMetrics:
    """Return counts that start at zero, with what the system knows of this process (memory, CPU, open files)."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    jobs = Counter("trackpost_jobs", "Jobs that have ended.", ["outcome", "category"], registry=registry)
    for labels in (*((word, _NONE) for word in _WELL), *(("failed", _named(one)) for one in Category)):
        jobs.labels(*labels)  # a rate needs a zero to begin with
    name, says = "trackpost_job_duration_seconds", "How long jobs took."
    durations = Histogram(name, says, ["outcome"], registry=registry, buckets=_JOB_BUCKETS)
    under_way = Gauge("trackpost_jobs_in_progress", "Jobs that are under way.", registry=registry)
    waits = Histogram(
        "trackpost_wait_seconds", "How long jobs waited.", ["for"], registry=registry, buckets=_WAIT_BUCKETS
    )
    return PrometheusMetrics(registry, jobs, durations, under_way, waits)


@contextmanager
def served(
    metrics: PrometheusMetrics, address: MetricsAddress
) -> Iterator[Result[MetricsAddress, UnusableMetricsAddress]]:
    """Serve *metrics* until the end of the block, and return the address, with the port that the system chose."""
    try:
        server, thread = start_http_server(address.port, address.host, metrics.registry)
    except OSError as error:
        yield Failure(UnusableMetricsAddress(address.shown, error.strerror or str(error)))
        return
    try:
        yield Success(evolve(address, port=server.server_port))
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _named(category: Category | None) -> str:
    return _NONE if category is None else category.name.lower()
