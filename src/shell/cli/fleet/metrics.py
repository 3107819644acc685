"""The option of commands that run for long: metrics for Prometheus."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

import click
from returns.result import Failure, Result, Success

from ....core.fleet.faults import MetricsFault
from ....core.fleet.metrics_address import MetricsAddress, parse_metrics_address
from ....core.result import sealed
from ...files.installation import missing_extra
from ...telemetry.job_metrics import UNCOUNTED, JobMetrics

metrics = click.option(
    "--metrics",
    metavar="ADDRESS",
    help="Serve metrics for Prometheus at this HOST:PORT, or at this PORT of loopback.",
)


@contextmanager
def counting(address: str | None) -> Iterator[Result[JobMetrics, MetricsFault]]:
    """Serve metrics at *address* until the end of the block; without one, count nothing."""
    if address is None:
        yield Success(UNCOUNTED)
        return
    match sealed(_usable(address)):
        case Failure(fault):
            yield Failure(fault)
        case Success(usable):
            from ...telemetry.prometheus import prometheus_metrics, served

            counted = prometheus_metrics()
            with served(counted, usable) as serving:
                yield serving.map(lambda _: counted)


def _usable(address: str) -> Result[MetricsAddress, MetricsFault]:
    if find_spec("prometheus_client") is None:
        return Failure(missing_extra("metrics"))
    return Result.do(usable for usable in parse_metrics_address(address))
