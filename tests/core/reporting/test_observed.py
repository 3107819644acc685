"""The attributes of spans and metrics."""

from collections.abc import Mapping

import pytest
from returns.result import Failure, Result, Success

from tests.core.fleet.samples import BUSY, DONE
from trackpost.core.delivery.answer import Answer
from trackpost.core.delivery.verdict import (
    BrokenProtocol,
    Delivered,
    EffectUnknown,
    Redirected,
    Replayed,
    RetryLater,
    Verdict,
)
from trackpost.core.issues.tracker_fault import PullTimeout, TrackerFault
from trackpost.core.reporting.observed import (
    Attributes,
    answered_attributes,
    full_url,
    job_attributes,
    pull_attributes,
    server_attributes,
    verdict_attributes,
)
from trackpost.core.trackers.answers import Answered
from trackpost.core.trackers.pulled import PullCounts, Pulled, PullError

SERVERS: Mapping[str, tuple[str, Attributes]] = {
    "the default port": ("https://kitty.example/x", {"server.address": "kitty.example", "server.port": 443}),
    "an address": ("http://[::1]/", {"server.address": "::1", "server.port": 80}),
    "a port": ("http://127.0.0.1:8400/", {"server.address": "127.0.0.1", "server.port": 8400}),
    "no host": ("mailto:bob", {}),
    "no known port": ("gopher://kitty.example/", {}),
    "malformed": ("http://[::1/", {}),
    "a malformed port": ("http://kitty.example:pw/", {}),
}


@pytest.mark.parametrize(("url", "expected"), SERVERS.values(), ids=SERVERS.keys())
def test_server(url: str, expected: Attributes) -> None:
    """Host and port, or nothing."""
    assert server_attributes(url) == expected


URLS: Mapping[str, tuple[str, str]] = {
    "whole": ("https://kitty.example/spec/", "https://kitty.example/spec/"),
    "a password": ("https://bob:pw@kitty.example/", "https://kitty.example/"),
    "a query": ("https://kitty.example/?jql=ACME", "https://kitty.example/"),
    "a fragment with a question": ("https://kitty.example/#a?b", "https://kitty.example/"),
}


@pytest.mark.parametrize(("url", "expected"), URLS.values(), ids=URLS.keys())
def test_full_url(url: str, expected: str) -> None:
    """Without what may be secret."""
    assert full_url(url) == expected


VERDICTS: Mapping[str, tuple[Verdict, Attributes]] = {
    "delivered": (Delivered(Answer(201, None)), {"http.response.status_code": 201}),
    "replayed": (Replayed(Answer(200, None)), {"http.response.status_code": 200}),
    "busy": (RetryLater(Answer(503, None), None), {"http.response.status_code": 503, "error.type": "503"}),
    "redirected": (
        Redirected(Answer(307, None), None),
        {"http.response.status_code": 307, "error.type": "redirected"},
    ),
    "not HTTP": (BrokenProtocol("why", None), {"error.type": "broken_protocol"}),
    "lost": (EffectUnknown("reset"), {"error.type": "effect_unknown"}),
}


@pytest.mark.parametrize(("verdict", "expected"), VERDICTS.values(), ids=VERDICTS.keys())
def test_attempt(verdict: Verdict, expected: Attributes) -> None:
    """The status, and the type of the error: the status where it says so, else the kind of the verdict."""
    assert verdict_attributes(verdict) == expected


ANSWERS: Mapping[str, tuple[Result[Answered, TrackerFault], Attributes]] = {
    "well": (Success(Answered(200, {}, b"[]")), {"http.response.status_code": 200}),
    "refused": (Success(Answered(404, {}, b"")), {"http.response.status_code": 404, "error.type": "404"}),
    "none": (Failure(PullTimeout(1.0)), {"error.type": "pull_timeout"}),
}


@pytest.mark.parametrize(("answered", "expected"), ANSWERS.values(), ids=ANSWERS.keys())
def test_request_to_a_tracker(answered: Result[Answered, TrackerFault], expected: Attributes) -> None:
    """The same for a tracker."""
    assert answered_attributes(answered) == expected


PULLS: Mapping[str, tuple[Result[Pulled, PullError], Attributes]] = {
    "well": (
        Success(Pulled(counts=PullCounts(created=2, updated=1), is_complete=True, updated_since=None)),
        {
            "trackpost.issues": 3,
            "trackpost.created": 2,
            "trackpost.updated": 1,
            "trackpost.removed": 0,
            "trackpost.complete": True,
            "trackpost.full": False,
        },
    ),
    "not at all": (Failure(PullTimeout(1.0)), {"error.type": "pull_timeout"}),
}


@pytest.mark.parametrize(("pulled", "expected"), PULLS.values(), ids=PULLS.keys())
def test_pull(pulled: Result[Pulled, PullError], expected: Attributes) -> None:
    """The counts, or the kind of the error."""
    assert pull_attributes(pulled) == expected


def test_job() -> None:
    """The outcome, and the kind of the failure."""
    assert job_attributes(DONE) == {"trackpost.outcome": "delivered"}
    assert job_attributes(BUSY) == {"trackpost.outcome": "failed", "error.type": "tracker_busy"}
