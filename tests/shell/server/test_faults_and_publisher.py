"""What a publish says when the server fails on purpose: whether anything may have changed, and how often it tried."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from attrs import frozen
from returns.result import Failure

from tests.support.clocks import Stopwatch
from tests.support.failing_server import failing_server, stored
from tests.support.files import make_project
from tests.support.ledger import held
from tests.support.process import called, trackpost
from tests.support.reference_server import received
from tests.support.serve_process import serving
from trackpost import Effect, TrackerService, Undelivered
from trackpost.core.contract.fault_options import FaultOptions
from trackpost.core.errors import kind_of
from trackpost.core.reporting.exit_codes import exit_code


@frozen
class Lost:
    """How a publish ends to which the server always shows one fault, and how many snapshots are stored then."""

    kind: str
    effect: Effect
    attempts: int
    exit_code: int
    stored: int = 0


LOST: Mapping[str, tuple[FaultOptions, Lost]] = {
    "a proxy's 503": (FaultOptions(answer="503"), Lost("retry_later", "unknown", 4, 75)),
    "the server's own 503": (FaultOptions(answer="unavailable"), Lost("retry_later", "none", 4, 75)),
    "a proxy's own status": (FaultOptions(answer="524"), Lost("retry_later", "unknown", 4, 75)),
    "a request under way": (FaultOptions(answer="request_in_progress"), Lost("retry_later", "unknown", 4, 75)),
    "a token that is unknown": (FaultOptions(answer="unauthorized"), Lost("not_allowed", "none", 1, 77)),
    "a snapshot that is refused": (FaultOptions(answer="invalid_snapshot"), Lost("rejected", "none", 1, 76)),
    "a key that was used": (FaultOptions(answer="idempotency_key_reused"), Lost("rejected", "none", 1, 76)),
    "a redirect": (FaultOptions(answer="307,Location=https://x.invalid/"), Lost("redirected", "none", 1, 76)),
    "a success that is no JSON": (FaultOptions(answer="200"), Lost("broken_protocol", "unknown", 1, 76)),
    "after the head": (FaultOptions(hang_up="after-head"), Lost("effect_unknown", "unknown", 4, 75)),
    "after the body": (FaultOptions(hang_up="after-body"), Lost("effect_unknown", "unknown", 4, 75)),
    "before the answer": (FaultOptions(hang_up="before-answer"), Lost("effect_unknown", "unknown", 4, 75, stored=1)),
    "in the answer": (FaultOptions(hang_up="in-answer"), Lost("effect_unknown", "unknown", 4, 75, stored=1)),
    "too late": (FaultOptions(delay="1"), Lost("effect_unknown", "unknown", 4, 75, stored=1)),
}


def _failure(folder: Path, url: str, stopwatch: Stopwatch) -> Undelivered:
    files = make_project(folder)
    service = TrackerService(files.root, home=files.home, clock=stopwatch.clock)
    match service.sync_publish(server_url=url, timeout_seconds=0.4):
        case Failure(Undelivered() as error):
            return error
        case other:
            return pytest.fail(str(other))


@pytest.mark.parametrize(("options", "expected"), LOST.values(), ids=LOST.keys())
def test_a_fault_that_stays(options: FaultOptions, expected: Lost, tmp_path: Path) -> None:
    """The publish repeats what may pass, and never says less than what it may have done."""
    with failing_server(options) as url:
        error = _failure(tmp_path, url, Stopwatch())
        ended = Lost(kind_of(error.verdict), error.effect, error.attempts, exit_code(error), stored(url))
    assert ended == expected


def test_dropped_connections(tmp_path: Path) -> None:
    """The publish tries four times; whether a byte left before the end is a matter of chance."""
    with failing_server(FaultOptions(hang_up="before-head")) as url:
        error = _failure(tmp_path, url, Stopwatch())
    assert (error.attempts, exit_code(error)) in {(4, 69), (4, 75)}
    assert error.effect in {"none", "unknown"}


def test_retry_after(tmp_path: Path) -> None:
    """The publish waits as long as the server asks, and its own pause on top."""
    stopwatch = Stopwatch(draw=0.5)
    with failing_server(FaultOptions(answer="429,Retry-After=2")) as url:
        _failure(tmp_path, url, stopwatch)
    assert stopwatch.pauses == [2.25, 2.5, 3.0]


PASSING: Mapping[str, tuple[FaultOptions, str, int]] = {
    "an answer": (FaultOptions(answer="503", fail_every=2), "delivered", 0),
    "after the body": (FaultOptions(hang_up="after-body", fail_every=2), "delivered", 0),
    "before the answer": (FaultOptions(hang_up="before-answer", fail_every=2), "replayed", 1),
    "in the answer": (FaultOptions(hang_up="in-answer", fail_every=2), "replayed", 1),
}


@pytest.mark.parametrize(("options", "outcome", "replays"), PASSING.values(), ids=PASSING.keys())
def test_a_fault_that_passes(options: FaultOptions, outcome: str, replays: int, tmp_path: Path) -> None:
    """The second attempt arrives, and the snapshot is stored once, also if the first one was stored."""
    files = make_project(tmp_path)
    with failing_server(options) as url:
        arguments = ("publish", "--server-url", url, "--json")
        called(*arguments, env=files.env, cwd=files.root)
        held(files, "one", "two")
        ended = called(*arguments, env=files.env, cwd=files.root)
        entries = received(url).body
    assert isinstance(entries, list)
    assert (ended.exit_code, ended.report["outcome"], ended.report["effect"]) == (0, outcome, "applied")
    assert (ended.report["attempts"], [entry["replays"] for entry in entries]) == (2, [0, replays])


def test_two_processes(tmp_path: Path) -> None:
    """A real server fails as its options say, and a real publish says so."""
    files = make_project(tmp_path)
    with serving("--answer", "unavailable,Retry-After=100", "--fail-every", "2") as server:
        arguments = ("publish", "--server-url", server.url, "--json")
        ends = [trackpost(*arguments, env=files.env, cwd=files.root) for _ in range(2)]
    assert [(end.exit_code, end.report["outcome"], end.report["attempts"]) for end in ends] == [
        (0, "delivered", 1),
        (75, "retry_later", 1),
    ]
    assert ends[1].report["retry_at"] is not None
