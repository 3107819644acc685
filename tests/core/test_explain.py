"""One line for a person, for every error there is."""

from collections.abc import Mapping
from typing import TypeAlias, get_args

import pytest

from tests.core.builders import undelivered
from trackpost.core.binding import NotBound, UnknownDoctrineMode
from trackpost.core.credential import EmptyCredential, MalformedCredential, MissingCredential
from trackpost.core.disk_fault import (
    BusyCache,
    CorruptRow,
    InterruptedCache,
    MalformedFile,
    MissingCache,
    NoProject,
    NotAProject,
    UnreadableCache,
    UnreadableFile,
)
from trackpost.core.door import WrongShape
from trackpost.core.endpoint import InsecureServerUrl, MissingServerUrl, UnusableServerUrl
from trackpost.core.explain import TrackpostError, explain
from trackpost.core.receipt import RouteRequired, UnusableTimeout
from trackpost.core.routing import RoutingError, UnsupportedProvider
from trackpost.core.serving import MissingExtra, UnusableJournal, UnusablePort
from trackpost.core.token import MissingToken, UnusableToken
from trackpost.core.verdict import (
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

AnyError: TypeAlias = TrackpostError | RoutingError

CASES: Mapping[str, tuple[AnyError, str]] = {
    "unsupported provider": (
        UnsupportedProvider("beads"),
        "provider 'beads' has no routing rule; the server falls back to the workspace's mapping",
    ),
    "missing credential": (
        MissingCredential("jira", "project_key"),
        "[tracker.providers.jira] of the credentials file has no project_key; add it there",
    ),
    "empty credential": (
        EmptyCredential("jira", "project_key"),
        "project_key in [tracker.providers.jira] of the credentials file is blank; fill it in there",
    ),
    "malformed credential": (
        MalformedCredential("linear", "team_id", "list"),
        (
            "team_id in [tracker.providers.linear] of the credentials file is list, "
            "but must be text or a whole number; correct it there"
        ),
    ),
    "not bound": (
        NotBound("config.yaml", "tracker.provider"),
        "config.yaml: no tracker.provider; bind the project with `trackpost bind` first",
    ),
    "wrong shape": (
        WrongShape("config.yaml", "tracker", "a mapping", "list"),
        "config.yaml: tracker is list, but must be a mapping",
    ),
    "unknown doctrine mode": (
        UnknownDoctrineMode("config.yaml", "mine"),
        (
            "config.yaml: tracker.doctrine.mode is 'mine', but must be one of "
            "external_authoritative, spec_kitty_authoritative, split_ownership"
        ),
    ),
    "no project": (
        NoProject("/home/a"),
        "/home/a: no .kittify folder here or above; go into a Spec Kitty project, or name it with --root",
    ),
    "not a project": (NotAProject("/a"), "/a: is no Spec Kitty project, for it holds no .kittify folder"),
    "unreadable file": (UnreadableFile("f", "Permission denied"), "f: cannot be read (Permission denied)"),
    "malformed file": (MalformedFile("f", "YAML", "line 3"), "f: is no valid YAML (line 3); correct it there"),
    "missing cache": (
        MissingCache("c.db"),
        "c.db: no cached issues for this binding and these credentials; run `trackpost pull` first",
    ),
    "unreadable cache": (
        UnreadableCache("c.db", "file is not a database"),
        "c.db: is no readable issue cache (file is not a database); make it readable, or move it away and pull again",
    ),
    "interrupted cache": (
        InterruptedCache("c.db"),
        (
            "c.db: cannot be read without being written, as after an interrupted writer; "
            "let the tool that fills it open it once"
        ),
    ),
    "busy cache": (BusyCache("c.db"), "c.db: another program is writing it; try again when that is done"),
    "corrupt row": (
        CorruptRow("c.db", "tracker_issues", "jira:w:1", "no title"),
        "c.db: row 'jira:w:1' of tracker_issues cannot be published (no title); pull that issue again",
    ),
    "missing server URL": (MissingServerUrl(), "no server URL; give --server-url or set SAAS_API_URL"),
    "unusable server URL": (
        UnusableServerUrl("ftp://a", "it must begin with https://"),
        "server URL 'ftp://a' cannot be used: it must begin with https://",
    ),
    "insecure server URL": (
        InsecureServerUrl("http://a"),
        "server URL 'http://a' is plain http to another machine; use https://, or allow it with --insecure-http",
    ),
    "route required": (
        RouteRequired(MissingCredential("jira", "project_key")),
        (
            "a route is required, and there is none: "
            "[tracker.providers.jira] of the credentials file has no project_key; add it there"
        ),
    ),
    "missing token": (
        MissingToken("standard input"),
        "standard input holds no token; put one there, or leave the option out",
    ),
    "unusable token": (
        UnusableToken("the token that was given", 4),
        "the token that was given has a blank, a line break or a non-ASCII letter at position 4; copy it anew",
    ),
    "unusable timeout": (
        UnusableTimeout(-1.5),
        "a timeout of -1.5 seconds cannot be kept; give more than 0 and at most 86400",
    ),
    "missing extra": (MissingExtra("sandbox"), "this command needs more packages: pip install 'trackpost[sandbox]'"),
    "unusable port": (
        UnusablePort(80, "Permission denied"),
        "cannot listen on port 80 (Permission denied); choose another with --port",
    ),
    "unusable journal": (
        UnusableJournal("j.db", "disk full"),
        "j.db: what is received cannot be kept there (disk full); choose another file with --data",
    ),
}

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

ALL: Mapping[str, tuple[AnyError, str]] = {
    **CASES,
    **{name: (undelivered(refusal), sentence) for name, (refusal, sentence) in REFUSALS.items()},
}


@pytest.mark.parametrize(("error", "expected"), ALL.values(), ids=ALL.keys())
def test_explain(error: AnyError, expected: str) -> None:
    """Each error has exactly this sentence."""
    assert expected == explain(error)


def test_every_error_has_a_sentence() -> None:
    """No variant of any error is without a row above."""
    assert {type(error) for error, _ in ALL.values()} == set(get_args(AnyError))
    assert {type(refusal) for refusal, _ in REFUSALS.values()} == set(get_args(Refusal))


REASONS: Mapping[str, RoutingError] = {
    "unsupported provider": UnsupportedProvider("beads"),
    "missing credential": MissingCredential("jira", "project_key"),
    "empty credential": EmptyCredential("jira", "project_key"),
    "malformed credential": MalformedCredential("jira", "project_key", "list"),
}


@pytest.mark.parametrize("reason", REASONS.values(), ids=REASONS.keys())
def test_a_required_route_says_why_there_is_none(reason: RoutingError) -> None:
    """The sentence ends with the reason's own."""
    assert f"a route is required, and there is none: {explain(reason)}" == explain(RouteRequired(reason))
