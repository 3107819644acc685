"""What telemetry has seen: an SDK in memory, apart from the one that a program may have set."""

from collections.abc import Mapping

from attrs import Factory, frozen
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import HistogramDataPoint, InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ALWAYS_ON

from trackpost.shell.telemetry.tracing import Tracing, tracing_by


@frozen
class Seen:
    """Spans and metrics, kept in memory.

    Attributes:
        is_recording: spans are kept; otherwise each is left out, as a sampler does.
    """

    is_recording: bool = True
    _spans: InMemorySpanExporter = Factory(InMemorySpanExporter)
    _metrics: InMemoryMetricReader = Factory(InMemoryMetricReader)

    def tracing(self) -> Tracing:
        """Return a tracing that is seen here."""
        tracers = TracerProvider(sampler=ALWAYS_ON if self.is_recording else ALWAYS_OFF, shutdown_on_exit=False)
        tracers.add_span_processor(SimpleSpanProcessor(self._spans))
        return tracing_by(tracers, MeterProvider([self._metrics], shutdown_on_exit=False))

    @property
    def spans(self) -> tuple[ReadableSpan, ...]:
        """All spans that have ended, in the order of their ends."""
        return self._spans.get_finished_spans()

    @property
    def durations(self) -> list[tuple[Mapping[str, object], int, tuple[float, ...]]]:
        """The attributes, the count and the bounds of each series of the only metric."""
        data = self._metrics.get_metrics_data()
        found = (
            []
            if data is None
            else [
                (metric.name, metric.unit, point)
                for resource in data.resource_metrics
                for scope in resource.scope_metrics
                for metric in scope.metrics
                for point in metric.data.data_points
            ]
        )
        assert {(name, unit) for name, unit, _ in found} <= {("http.client.request.duration", "s")}
        return [
            (dict(point.attributes or {}), point.count, tuple(point.explicit_bounds))
            for _, _, point in found
            if isinstance(point, HistogramDataPoint)
        ]


def described(span: ReadableSpan) -> tuple[str, str, str, Mapping[str, object]]:
    """Return name, kind, status and attributes of a span."""
    return span.name, span.kind.name, span.status.status_code.name, dict(span.attributes or {})
