"""Spans and the duration of requests, through the API of OpenTelemetry.

Only `observer_in_use` imports this module. Which SDK is behind the API, and where it exports, is the program's choice.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from inspect import signature
from itertools import count
from time import monotonic
from typing import TypeVar

from attrs import frozen
from msgspec.structs import replace
from opentelemetry.metrics import Histogram, Meter, MeterProvider, get_meter
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer, TracerProvider, get_tracer, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import AttributeValue
from returns.result import Result

from ...core import VERSION
from ...core.delivery.endpoint import Endpoint
from ...core.delivery.publish import PublishRequest
from ...core.delivery.receipt import PublishError, Receipt, Unchanged
from ...core.delivery.verdict import Verdict
from ...core.fleet.outcome import Tried
from ...core.issues.tracker_fault import TrackerFault
from ...core.reporting.observed import (
    ERROR_TYPE,
    REQUEST_BUCKETS,
    REQUEST_DURATION,
    Attributes,
    answered_attributes,
    full_url,
    job_attributes,
    project_attributes,
    publish_attributes,
    pull_attributes,
    server_attributes,
    verdict_attributes,
)
from ...core.trackers.answers import Answered
from ...core.trackers.pulled import Pulled, PullError
from ..delivery.attempts import Post

_NAME = "trackpost"
_ADVICE = "explicit_bucket_boundaries_advisory"
_Value = TypeVar("_Value")


@frozen
class Tracing:
    """Watches operations with spans.

    Attributes:
        tracer: makes the spans.
        duration: the histogram of the requests, in seconds.
        clock: returns seconds since an arbitrary moment.
    """

    tracer: Tracer
    duration: Histogram
    clock: Callable[[], float] = monotonic

    def job(self, provider: str, run: Callable[[], Tried]) -> Tried:
        """Run the job of a project of a fleet in a span, which is the parent of its pull and its publish."""
        ended: dict[str, AttributeValue] = {}
        with self._span("job", project_attributes(provider), ended):
            tried = run()
            ended.update(job_attributes(tried))
            return tried

    def publish(
        self, endpoint: Endpoint, provider: str, run: Callable[[], Result[Receipt | Unchanged, PublishError]]
    ) -> Result[Receipt | Unchanged, PublishError]:
        """Run a publish in a span."""
        ended: dict[str, AttributeValue] = {}
        with self._span("publish", {**project_attributes(provider), **server_attributes(endpoint.url)}, ended):
            result = run()
            ended.update(publish_attributes(result))
            return result

    def pull(self, provider: str, run: Callable[[], Result[Pulled, PullError]]) -> Result[Pulled, PullError]:
        """Run a pull in a span."""
        ended: dict[str, AttributeValue] = {}
        with self._span("pull", project_attributes(provider), ended):
            result = run()
            ended.update(pull_attributes(result))
            return result

    def attempts(self, post: Post) -> Post:
        """Return *post* with a client span for each call; the request carries its context if it is recorded."""
        numbers = count()

        def watched(request: PublishRequest, timeout_seconds: float, seconds: float) -> Verdict:
            return self._request(
                "POST",
                request.endpoint.url,
                lambda span: post(replace(request, traceparent=_traceparent(span)), timeout_seconds, seconds),
                verdict_attributes,
                next(numbers),
            )

        return watched

    def ask(
        self, method: str, url: str, run: Callable[[], Result[Answered, TrackerFault]]
    ) -> Result[Answered, TrackerFault]:
        """Send a request in a client span. The tracker is not told of it."""
        return self._request(method, url, lambda _span: run(), answered_attributes)

    def _request(
        self,
        method: str,
        url: str,
        send: Callable[[Span], _Value],
        describe: Callable[[_Value], Attributes],
        resent: int = 0,
    ) -> _Value:
        asked: Attributes = {"http.request.method": method, **server_attributes(url)}
        repeated: Attributes = {"http.request.resend_count": resent} if resent else {}
        ended: dict[str, AttributeValue] = {}
        began = self.clock()
        try:
            with self._span(method, {**asked, "url.full": full_url(url), **repeated}, ended, SpanKind.CLIENT) as span:
                value = send(span)
                ended.update(describe(value))
                return value
        finally:
            self.duration.record(self.clock() - began, {**asked, **ended})

    @contextmanager
    def _span(
        self, name: str, started: Attributes, ended: dict[str, AttributeValue], kind: SpanKind = SpanKind.INTERNAL
    ) -> Iterator[Span]:
        """Open a span, and close it with what is in *ended* by then. What is raised may quote a secret."""
        with self.tracer.start_as_current_span(
            name, kind=kind, attributes=started, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield span
            except BaseException as error:
                ended[ERROR_TYPE] = "interrupted" if isinstance(error, KeyboardInterrupt) else type(error).__name__
                raise
            finally:
                span.set_attributes(ended)
                if ERROR_TYPE in ended:
                    span.set_status(StatusCode.ERROR)


def tracing_by(tracers: TracerProvider | None = None, meters: MeterProvider | None = None) -> Tracing:
    """Return the tracing that reports to these providers; None is the one that the program has set, or comes to set."""
    meter = get_meter(_NAME, VERSION, meters)
    return Tracing(get_tracer(_NAME, VERSION, tracers), _duration_by(meter))


@cache
def tracing_of_the_program() -> Tracing:
    """Return the tracing that reports to what the program has set, or comes to set."""
    return tracing_by()


def _duration_by(meter: Meter) -> Histogram:
    name, unit, description = REQUEST_DURATION, "s", "Duration of HTTP client requests."
    if _ADVICE not in signature(meter.create_histogram).parameters:  # an API before 1.30, which an extra cannot replace
        return meter.create_histogram(name, unit, description)
    return meter.create_histogram(name, unit, description, explicit_bucket_boundaries_advisory=REQUEST_BUCKETS)


def _traceparent(span: Span) -> str | None:
    """Return the context of a span as W3C Trace Context writes it; None if it is not recorded."""
    carrier: dict[str, str] = {}
    if span.is_recording():
        TraceContextTextMapPropagator().inject(carrier, set_span_in_context(span))
    return carrier.get("traceparent")
