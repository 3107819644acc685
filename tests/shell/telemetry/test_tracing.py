"""What spans and metrics say about publishes and pulls over real sockets."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from attrs import frozen
from msgspec.structs import replace
from opentelemetry.metrics import Histogram, Meter, NoOpHistogram, NoOpMeter, NoOpMeterProvider
from returns.result import Result
from typing_extensions import override

from tests.shell.tracker import JIRA, Project
from tests.support.clocks import Stopwatch
from tests.support.files import make_project
from tests.support.jira_server import stories
from tests.support.requests import CANARY, endpoint_at, request_to
from tests.support.scripted_server import TAKEN, Reply, ScriptedServer, http, scripted
from tests.support.seen import Seen, described
from trackpost.core.delivery.endpoint import SNAPSHOT_PATH
from trackpost.core.delivery.publish import PublishOrder, PublishRequest
from trackpost.core.delivery.verdict import Verdict
from trackpost.core.reporting.observed import REQUEST_BUCKETS
from trackpost.core.trackers.order import PullOrder
from trackpost.core.trackers.pulled import Pulled, PullError
from trackpost.shell.operations.wiring import Wiring, wired
from trackpost.shell.telemetry.tracing import tracing_by

BUSY = http(503)
_TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-0[13]")


def watched(folder: Path, seen: Seen) -> Wiring:
    """Return the operations on a project, seen from outside, without real pauses."""
    files = make_project(folder)
    wiring = wired(files.root, home=files.home, post=None, clock=Stopwatch().clock, environ={}, ledger=None)
    tracing = seen.tracing()
    return replace(wiring, observer=lambda: tracing)


def publish(wiring: Wiring, url: str, *, skip_unchanged: bool = False) -> None:
    """Publish a project; how it ends is in the spans."""
    order = PublishOrder(auth_token=CANARY, skip_unchanged=skip_unchanged)
    wiring.publisher(order).unwrap().publish(endpoint_at(url))


def pull(project: Project, seen: Seen) -> Result[Pulled, PullError]:
    """Pull a project that is seen from outside."""
    wiring = wired(
        project.files.root, home=project.files.home, post=None, clock=project.watch.clock, environ={}, ledger=None
    )
    return replace(wiring, observer=seen.tracing).pull(PullOrder(), None).unwrap().run()


def client_attributes(server: ScriptedServer) -> dict[str, str | int]:
    """Return the attributes of a client span for one attempt."""
    return {
        "http.request.method": "POST",
        "server.address": "127.0.0.1",
        "server.port": int(server.url.rpartition(":")[2]),
        "url.full": server.url + SNAPSHOT_PATH,
    }


def test_a_publish_and_its_attempts(tmp_path: Path) -> None:
    """One span for the publish, a client span under it for each attempt, and each attempt in the histogram."""
    seen = Seen()
    with scripted(BUSY, TAKEN) as server:
        publish(watched(tmp_path, seen), server.url)
    busy, taken, whole = seen.spans
    busy_ending = {"http.response.status_code": 503, "error.type": "503"}
    taken_ending = {"http.response.status_code": 200}
    assert described(busy) == ("POST", "CLIENT", "ERROR", {**client_attributes(server), **busy_ending})
    assert described(taken) == (
        "POST",
        "CLIENT",
        "UNSET",
        {**client_attributes(server), "http.request.resend_count": 1, **taken_ending},
    )
    name, kind, status, attributes = described(whole)
    assert (name, kind, status) == ("publish", "INTERNAL", "UNSET")
    assert dict(attributes) == {
        "trackpost.provider": "jira",
        "server.address": "127.0.0.1",
        "server.port": attributes["server.port"],
        "trackpost.outcome": "delivered",
        "trackpost.effect": "applied",
        "trackpost.route_type": "jira_project",
        "trackpost.attempts": 2,
        "trackpost.issues": 2,
        "trackpost.links": 1,
        "trackpost.bytes": len(server.asked[0].body),
    }
    assert whole.context is not None
    assert [one.parent and one.parent.span_id for one in (busy, taken)] == [whole.context.span_id] * 2
    asked = {name: text for name, text in client_attributes(server).items() if name != "url.full"}
    assert seen.durations == [
        ({**asked, **busy_ending}, 1, REQUEST_BUCKETS),
        ({**asked, **taken_ending}, 1, REQUEST_BUCKETS),
    ]


def test_a_request_carries_the_context_of_its_span(tmp_path: Path) -> None:
    """The header ``traceparent`` names the client span; nothing else differs from a request that is not watched."""
    seen = Seen()
    with scripted(TAKEN) as server:
        publish(watched(tmp_path / "watched", seen), server.url)
        publish(watched(tmp_path / "not", Seen(is_recording=False)), server.url)
    with_trace, without = server.asked
    named = _TRACEPARENT.fullmatch(with_trace.headers["traceparent"])
    client = seen.spans[0].context
    assert named is not None
    assert client is not None
    assert (int(named[1], 16), int(named[2], 16)) == (client.trace_id, client.span_id)
    assert {name: text for name, text in with_trace.headers.items() if name != "traceparent"} == without.headers
    assert with_trace.body == without.body


@frozen
class Ending:
    """What a server does, and how the attempt and the publish are described."""

    reply: Reply
    attempt: str
    publish: str


ENDINGS: Mapping[str, Ending] = {
    "refused": Ending(http(400, b'{"error":"invalid_snapshot"}'), "400", "rejected"),
    "not allowed": Ending(http(401, CANARY.encode()), "401", "not_allowed"),
    "redirected": Ending(http(307, b"", {"Location": f"https://kitty.example/{CANARY}"}), "redirected", "redirected"),
    "no answer": Ending(Reply(), "effect_unknown", "effect_unknown"),
    "a success that is none": Ending(http(200, b"<html>"), "broken_protocol", "broken_protocol"),
}


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS.keys())
def test_a_failure_is_named(ending: Ending, tmp_path: Path) -> None:
    """By its status, or else by its kind; never by its text."""
    seen = Seen()
    with scripted(ending.reply) as server:
        publish(watched(tmp_path, seen), server.url)
    *attempts, whole = map(described, seen.spans)
    assert {(status, attributes["error.type"]) for _, _, status, attributes in attempts} == {("ERROR", ending.attempt)}
    named = (whole[2], whole[3]["trackpost.outcome"], whole[3]["error.type"])
    assert named == ("ERROR", ending.publish, ending.publish)


def test_no_project_and_no_secret_is_named(tmp_path: Path) -> None:
    """Neither spans nor metrics have a token, a project's name or key, its folder, or what a server said."""
    seen = Seen()
    with scripted(http(500, CANARY.encode()), http(403, CANARY.encode())) as server:
        publish(watched(tmp_path, seen), f"{server.url}")
    shown = f"{[described(span) for span in seen.spans]} {seen.durations}"
    assert shown
    assert not any(text in shown for text in (CANARY, "ACME", "acme", "project/", str(tmp_path)))
    assert [span.events for span in seen.spans] == [()] * len(seen.spans)


def test_a_publish_that_sends_nothing(tmp_path: Path) -> None:
    """The span of the publish says why; there is no attempt."""
    seen = Seen()
    files = make_project(tmp_path, rows=None)
    wiring = replace(
        wired(files.root, home=files.home, post=None, clock=None, environ={}, ledger=None), observer=seen.tracing
    )
    publish(wiring, "http://127.0.0.1:1")
    ((name, _, status, attributes),) = map(described, seen.spans)
    assert (name, status) == ("publish", "ERROR")
    assert (attributes["trackpost.outcome"], attributes["error.type"]) == ("not_sent", "missing_cache")


def test_a_publish_that_is_not_needed(tmp_path: Path) -> None:
    """The server has the snapshot already: no attempt, and no error."""
    seen = Seen()
    wiring = watched(tmp_path, seen)
    with scripted(TAKEN) as server:
        publish(wiring, server.url)
        publish(wiring, server.url, skip_unchanged=True)
    *_, first, second = map(described, seen.spans)
    assert (first[0], first[3]["trackpost.outcome"]) == ("publish", "delivered")
    assert (second[0], second[2]) == ("publish", "UNSET")
    assert (second[3]["trackpost.outcome"], second[3]["trackpost.attempts"]) == ("unchanged", 0)


def interrupted(_request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
    """Behave like a transport that somebody interrupts."""
    raise KeyboardInterrupt


def broken(_request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
    """Behave like a transport that has a bug."""
    raise LookupError(CANARY)


RAISED = {"interrupted": (interrupted, KeyboardInterrupt, "interrupted"), "a bug": (broken, LookupError, "LookupError")}


@pytest.mark.parametrize(("post", "raised", "named"), RAISED.values(), ids=RAISED.keys())
def test_what_is_raised_ends_the_span(post: object, raised: type[BaseException], named: str) -> None:
    """It goes on its way, and neither its text nor its frames are recorded."""
    seen = Seen()
    assert callable(post)
    with pytest.raises(raised):
        seen.tracing().attempts(post)(request_to("http://127.0.0.1:1"), 1.0, 1.0)
    (span,) = seen.spans
    assert (described(span)[2], described(span)[3]["error.type"], span.events) == ("ERROR", named, ())
    assert [attributes["error.type"] for attributes, _, _ in seen.durations] == [named]


def test_a_pull_and_its_requests(tmp_path: Path) -> None:
    """One span for the pull, and a client span for each request, without the query, which names the project."""
    seen = Seen()
    with JIRA.bound(tmp_path, stories(3)) as (_, project):
        pulled = pull(project, seen)
    *asked, whole = map(described, seen.spans)
    name, kind, status, attributes = whole
    assert (name, kind, status) == ("pull", "INTERNAL", "UNSET")
    assert attributes["trackpost.issues"] == pulled.unwrap().counts.issues == 3
    assert asked
    for name, kind, status, attributes in asked:
        assert (name, kind, status) == (attributes["http.request.method"], "CLIENT", "UNSET")
        assert attributes["http.response.status_code"] == 200
        assert "?" not in str(attributes["url.full"])


def test_a_tracker_out_of_reach(tmp_path: Path) -> None:
    """The pull and each of its requests say so."""
    seen = Seen()
    pull(JIRA.project(tmp_path, "http://127.0.0.1:1"), seen)
    assert {(span[2], span[3]["error.type"]) for span in map(described, seen.spans)} == {
        ("ERROR", "tracker_unreachable")
    }


class OldMeter(NoOpMeter):
    """A meter of an API that has no advice about buckets."""

    made: Sequence[str] = ()

    @override
    def create_histogram(self, name: str, unit: str = "", description: str = "") -> Histogram:  # type: ignore[override] # as it was
        self.made = [*self.made, name]
        return NoOpHistogram(name)


class OldMeters(NoOpMeterProvider):
    """The provider of one old meter."""

    def __init__(self) -> None:
        self.meter = OldMeter("old")

    @override
    def get_meter(self, *_arguments: object, **_named: object) -> Meter:
        return self.meter


def test_an_old_api() -> None:
    """Without advice, the histogram is the same otherwise."""
    meters = OldMeters()
    tracing_by(meters=meters)
    assert meters.meter.made == ["http.client.request.duration"]
