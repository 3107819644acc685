"""One line for a person, for everything that a server or an issue tracker can do to us."""

from collections.abc import Mapping
from typing import get_args

import pytest

from tests.core.builders import undelivered
from trackpost.core.delivery.verdict import (
    Answer,
    BrokenProtocol,
    EffectUnknown,
    NotAllowed,
    Redirected,
    Refusal,
    Rejected,
    RetryLater,
    Unreachable,
)
from trackpost.core.issues.pull import (
    BrokenTracker,
    TrackerBusy,
    TrackerFault,
    TrackerNotAllowed,
    TrackerRefused,
    TrackerUnreachable,
)
from trackpost.core.reporting.explain import explain

BUSY = Answer(503, {"message": "busy"})

REFUSALS: Mapping[str, tuple[Refusal, str]] = {
    "rejected": (
        Rejected(Answer(400, {"error": "invalid_body"})),
        "the server refused the snapshot (HTTP 400: invalid_body); nothing changed there",
    ),
    "not allowed": (
        NotAllowed(Answer(401, None)),
        "the server does not accept this token (HTTP 401); give another with --auth-token",
    ),
    "retry later": (
        RetryLater(BUSY, None),
        "the server cannot take it now (HTTP 503: busy); try again later, it is safe to repeat",
    ),
    "retry at a given time": (
        RetryLater(BUSY, "120"),
        "the server cannot take it now (HTTP 503: busy); try again later (Retry-After: 120), it is safe to repeat",
    ),
    "redirected": (
        Redirected(Answer(307, None), "https://other.example/"),
        (
            "the server redirects (HTTP 307) to https://other.example/; redirects are not followed, "
            "so give the server's own URL"
        ),
    ),
    "redirected to nowhere": (
        Redirected(Answer(304, None), None),
        "the server redirects (HTTP 304) to nowhere; redirects are not followed, so give the server's own URL",
    ),
    "broken protocol": (
        BrokenProtocol("a success whose body is not JSON", Answer(200, "<html>")),
        (
            "what answered is no Spec Kitty server: a success whose body is not JSON (HTTP 200: <html>); "
            "check the server URL"
        ),
    ),
    "broken protocol without an answer": (
        BrokenProtocol("an answer that cannot be decompressed", None),
        "what answered is no Spec Kitty server: an answer that cannot be decompressed; check the server URL",
    ),
    "unreachable": (
        Unreachable("connection refused"),
        "the server could not be reached (connection refused); nothing was sent",
    ),
    "effect unknown": (
        EffectUnknown("connection reset"),
        (
            "the connection failed after the snapshot had left (connection reset); whether it arrived is unknown, "
            "it is safe to repeat"
        ),
    ),
}


@pytest.mark.parametrize(("refusal", "expected"), REFUSALS.values(), ids=REFUSALS.keys())
def test_what_a_server_did(refusal: Refusal, expected: str) -> None:
    """Each end of a publish that did not arrive has exactly this sentence."""
    assert expected == explain(undelivered(refusal))


LONG = "x" * 201
CUT = "x" * 200 + "…"

TRACKERS: Mapping[str, tuple[TrackerFault, str]] = {
    "not allowed": (
        TrackerNotAllowed("jira", 401, "bad token"),
        "jira does not accept the credentials (bad token); bind again with others",
    ),
    "refused": (
        TrackerRefused("jira", 400, "no such project"),
        ("jira refused to list the issues (no such project); check the credentials with `trackpost status`"),
    ),
    "refused, without a status": (
        TrackerRefused("linear", None, "no such team"),
        "linear refused to list the issues (no such team); check the credentials with `trackpost status`",
    ),
    "busy": (
        TrackerBusy("linear", 503, None),
        "linear is busy (HTTP 503); pull again later, it goes on where it stopped",
    ),
    "busy for a time": (
        TrackerBusy("linear", 429, 30),
        "linear is busy (HTTP 429); it asks to wait 30 s; pull again later, it goes on where it stopped",
    ),
    "busy for no time": (
        TrackerBusy("linear", 429, 0),
        "linear is busy (HTTP 429); it asks to wait 0 s; pull again later, it goes on where it stopped",
    ),
    "busy, without a status": (
        TrackerBusy("linear", None, None),
        "linear is busy; pull again later, it goes on where it stopped",
    ),
    "unreachable": (
        TrackerUnreachable("github", "timed out"),
        "github could not be reached (timed out); pull again, it goes on where it stopped",
    ),
    "broken": (
        BrokenTracker("gitlab", "no JSON"),
        "what answered is not gitlab as it is known (no JSON); check its address in the credentials",
    ),
    "not allowed, at length": (
        TrackerNotAllowed("jira", 403, LONG),
        f"jira does not accept the credentials ({CUT}); bind again with others",
    ),
    "refused at length": (
        TrackerRefused("jira", 400, LONG),
        f"jira refused to list the issues ({CUT}); check the credentials with `trackpost status`",
    ),
    "unreachable at length": (
        TrackerUnreachable("jira", LONG),
        f"jira could not be reached ({CUT}); pull again, it goes on where it stopped",
    ),
    "broken at length": (
        BrokenTracker("jira", LONG),
        f"what answered is not jira as it is known ({CUT}); check its address in the credentials",
    ),
    "on two lines": (
        BrokenTracker("jira", "no\nJSON\x1b[31m"),
        "what answered is not jira as it is known (no\\nJSON\\x1b[31m); check its address in the credentials",
    ),
}


@pytest.mark.parametrize(("error", "expected"), TRACKERS.values(), ids=TRACKERS.keys())
def test_what_a_tracker_did(error: TrackerFault, expected: str) -> None:
    """Each fault of a tracker has exactly this sentence, with no more of the tracker's words than a line has room."""
    assert expected == explain(error)


def test_every_error_of_the_wire_has_a_sentence() -> None:
    """No variant is without a row above."""
    assert {type(refusal) for refusal, _ in REFUSALS.values()} == set(get_args(Refusal))
    assert {type(error) for error, _ in TRACKERS.values()} == set(get_args(TrackerFault))
