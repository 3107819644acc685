"""What a command exports, over a real socket to a collector, and what it costs one that exports nothing."""

import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from time import monotonic

import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.support.files import Files, make_project
from tests.support.patience import PROMPTLY
from tests.support.process import Ended, bare, trackpost
from tests.support.scripted_server import TAKEN, Reply, ScriptedServer, http, scripted
from trackpost.shell.cli.telemetry import signals_to_export
from trackpost.shell.telemetry.export import LONGEST_FLUSH, Faults, run_for

SECRET = "c4nary-h3ader"  # a header for the collector
COLLECTED = http(200, b"", {"Content-Type": "application/x-protobuf"})
WARNING = "trackpost: warning: not all telemetry could be exported; check the variables OTEL_*\n"


def exported_to(url: str, files: Files, kitty: str, **more: str) -> Ended:
    """Publish a project, and export what is seen of it."""
    environ = {"OTEL_EXPORTER_OTLP_ENDPOINT": url, "OTEL_EXPORTER_OTLP_HEADERS": f"api-key={SECRET}"}
    arguments = ("publish", "--server-url", kitty, "--json")
    return trackpost(*arguments, env={**files.env, **environ, **more}, cwd=files.root)


def bodies(collector: ScriptedServer, path: str) -> list[bytes]:
    """Return what the collector got under a path."""
    assert {asked.headers["api-key"] for asked in collector.asked} == {SECRET}
    return [asked.body for asked in collector.asked if asked.path == path]


def test_spans_and_metrics_reach_a_collector(tmp_path: Path) -> None:
    """All of a publish is there when the command has ended, under one name, and the request carried its trace."""
    with scripted(TAKEN) as kitty, scripted(COLLECTED) as collector:
        ended = exported_to(collector.url, make_project(tmp_path), kitty.url)
    assert (ended.exit_code, ended.report["outcome"], ended.stderr) == (0, "delivered", "")
    (traces,) = map(ExportTraceServiceRequest.FromString, bodies(collector, "/v1/traces"))
    (measured,) = map(ExportMetricsServiceRequest.FromString, bodies(collector, "/v1/metrics"))
    (resource,) = traces.resource_spans
    names = {one.key: one.value.string_value for one in resource.resource.attributes}
    spans = {span.name: span for scope in resource.scope_spans for span in scope.spans}
    assert names["service.name"] == "trackpost"
    assert spans.keys() == {"publish", "POST"}
    assert spans["POST"].trace_id.hex() in kitty.only.headers["traceparent"]
    assert [
        metric.name
        for found in measured.resource_metrics
        for scope in found.scope_metrics
        for metric in scope.metrics
        if not metric.name.startswith("otel.")
    ] == ["http.client.request.duration"]


COLLECTORS: Mapping[str, Reply] = {
    "refuses": http(401, b"bad header"),
    "never answers": Reply(holds=True),
}


@pytest.mark.parametrize("reply", COLLECTORS.values(), ids=COLLECTORS.keys())
def test_a_collector_that_fails(reply: Reply, tmp_path: Path) -> None:
    """It changes neither outcome nor status; the command waits a little, and warns without a secret."""
    with ExitStack() as stack:
        kitty, collector = stack.enter_context(scripted(TAKEN)), stack.enter_context(scripted(reply))
        ended = exported_to(collector.url, make_project(tmp_path), kitty.url, OTEL_METRICS_EXPORTER="none")
    assert (ended.exit_code, ended.report["outcome"], ended.stderr) == (0, "delivered", WARNING)


def test_a_failure_keeps_its_status(tmp_path: Path) -> None:
    """The status is that of the publish, not that of the export."""
    with scripted(http(403)) as kitty, scripted(http(401)) as collector:
        ended = exported_to(collector.url, make_project(tmp_path), kitty.url)
    assert (ended.exit_code, ended.report["outcome"], ended.stderr) == (77, "not_allowed", WARNING)


MISTAKEN: Mapping[str, tuple[Mapping[str, str], str]] = {
    "another protocol": (
        {"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc", "OTEL_METRICS_EXPORTER": "none"},
        (
            "trackpost: warning: cannot export traces: OTEL_EXPORTER_OTLP_PROTOCOL is 'grpc', "
            "and only http/protobuf is supported\n"
        ),
    ),
    "no number": ({"OTEL_BSP_SCHEDULE_DELAY": "soon", "OTEL_METRICS_EXPORTER": "none"}, WARNING),
}


@pytest.mark.parametrize(("environ", "said"), MISTAKEN.values(), ids=MISTAKEN.keys())
def test_variables_that_cannot_be_used(environ: Mapping[str, str], said: str, tmp_path: Path) -> None:
    """One line says so, and the publish goes on without telemetry."""
    with scripted(TAKEN) as kitty:
        ended = exported_to("http://127.0.0.1:1", make_project(tmp_path), kitty.url, **environ)
    assert (ended.exit_code, ended.report["outcome"], ended.stderr) == (0, "delivered", said)


ASKED: Mapping[str, tuple[Mapping[str, str], tuple[str, ...]]] = {
    "nothing": ({}, ()),
    "a name alone": ({"OTEL_SERVICE_NAME": "kitty"}, ()),
    "an endpoint": ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}, ("TRACES", "METRICS")),
    "a blank endpoint": ({"OTEL_EXPORTER_OTLP_ENDPOINT": " "}, ()),
    "an endpoint of one signal": ({"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "http://collector:4318"}, ("METRICS",)),
    "an exporter": ({"OTEL_TRACES_EXPORTER": "console, otlp"}, ("TRACES",)),
    "no exporter": ({"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://c"}, ("METRICS",)),
    "disabled": ({"OTEL_SDK_DISABLED": "True", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://c"}, ()),
}


@pytest.mark.parametrize(("environ", "expected"), ASKED.values(), ids=ASKED.keys())
def test_what_is_exported(environ: Mapping[str, str], expected: tuple[str, ...]) -> None:
    """Only what an endpoint or an exporter is named for."""
    assert signals_to_export(environ) == expected


def test_nothing_is_imported_for_nothing(tmp_path: Path) -> None:
    """A publish that nobody watches imports neither the API nor an SDK, whatever else is in the environment."""
    files = make_project(tmp_path)
    program = (
        "import atexit, sys\n"
        "from trackpost.shell.cli import run\n"
        "atexit.register(lambda: print([name for name in sys.modules if 'opentelemetry' in name], file=sys.stderr))\n"
        f"sys.argv[1:] = ['publish', '--server-url', 'http://127.0.0.1:1', '--root', {str(files.root)!r}, '--json']\n"
        "run()\n"
    )
    environ = bare({**files.env, "OTEL_SERVICE_NAME": "kitty"})
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, env=environ)
    assert (ended.returncode, ended.stderr) == (69, "[]\n")


def test_the_end_is_not_waited_for() -> None:
    """What hangs is left behind, and counts as a fault."""
    never, faults, began = Event(), Faults(), monotonic()
    run_for([never.wait, lambda: True], 0.01, faults)
    assert faults.are_there
    assert monotonic() - began < PROMPTLY
    never.set()


def failing() -> bool:
    """Behave like a flush that fails."""
    raise OSError


def test_a_fault_is_remembered() -> None:
    """What raises is one; what ends well is none."""
    well, ill = Faults(), Faults()
    run_for([lambda: True], LONGEST_FLUSH, well)
    run_for([failing], LONGEST_FLUSH, ill)
    assert (well.are_there, ill.are_there) == (False, True)
