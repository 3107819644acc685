"""Exports the spans and metrics of this program over OTLP, as the variables ``OTEL_*`` say (extra ``otel``).

Only the command line does so: a program that embeds trackpost has an SDK of its own, or none.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from threading import Thread
from time import monotonic
from typing import Literal, TypeAlias, TypeVar

from opentelemetry import metrics, trace
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from typing_extensions import override

from ...core import VERSION

Signal: TypeAlias = Literal["TRACES", "METRICS"]
Flush: TypeAlias = Callable[[], bool]
_Value = TypeVar("_Value")

LONGEST_FLUSH = 3.0
"""Seconds that a command waits in the end."""


@contextmanager
def exporting(signals: Iterable[Signal], warn: Callable[[str], None]) -> Iterator[None]:
    """Export *signals* until the end of the block, and wait a little while there until all have left.

    What goes wrong with them is one warning, without the words of the SDK: they may quote a header with a secret.
    """
    faults = Faults()
    log = logging.getLogger("opentelemetry")
    log.addHandler(faults)
    log.propagate = False
    flushes = [flush for signal in signals if (flush := faults.noticed(_STARTS[signal])) is not None]
    try:
        yield
    finally:
        run_for(flushes, LONGEST_FLUSH, faults)
        if faults.are_there:
            warn("not all telemetry could be exported; check the variables OTEL_*")


class Faults(logging.Handler):
    """Remembers whether something went wrong.

    Attributes:
        are_there: it did.
    """

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.are_there = False

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self.are_there = True

    def noticed(self, work: Callable[[], _Value]) -> _Value | None:
        """Return what *work* returns; None if it raises."""
        try:
            return work()
        except Exception:  # noqa: BLE001 - whatever it is, it must not keep a command from its work
            self.are_there = True
            return None


def run_for(flushes: Iterable[Flush], seconds: float, faults: Faults) -> None:
    """Run all *flushes* at once for up to some *seconds*. Nobody waits for the rest, which is a fault."""
    until = monotonic() + seconds
    threads = [Thread(target=faults.noticed, args=(flush,), daemon=True) for flush in flushes]
    faults.noticed(lambda: _start(threads))
    for thread in threads:
        if thread.is_alive():
            thread.join(max(0.0, until - monotonic()))
    if any(thread.is_alive() for thread in threads):
        faults.are_there = True


def _start(threads: Iterable[Thread]) -> None:
    for thread in threads:
        thread.start()


def _start_traces() -> Flush:
    provider = TracerProvider(resource=_resource(), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    return provider.force_flush


def _start_metrics() -> Flush:
    reader = PeriodicExportingMetricReader(OTLPMetricExporter())
    provider = MeterProvider([reader], resource=_resource(), shutdown_on_exit=False)
    metrics.set_meter_provider(provider)
    return provider.force_flush


_STARTS: Mapping[Signal, Callable[[], Flush]] = {"TRACES": _start_traces, "METRICS": _start_metrics}


def _resource() -> Resource:
    """Return the name of this program, unless ``OTEL_SERVICE_NAME`` or ``OTEL_RESOURCE_ATTRIBUTES`` give another."""
    ours = Resource.create({"service.name": "trackpost", "service.version": VERSION})
    return ours.merge(OTELResourceDetector().detect())
