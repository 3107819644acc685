"""One line for a person, for every error there is."""

from collections.abc import Mapping
from typing import TypeAlias, get_args

import pytest

from tests.core.builders import ACME, BETA
from trackpost.core.contract.server_setup import UnusableJournal, UnusablePort
from trackpost.core.delivery.endpoint import InsecureServerUrl, MissingServerUrl, UnusableServerUrl
from trackpost.core.delivery.ledger import ReceiptsError
from trackpost.core.delivery.publish import UnusableTimeout
from trackpost.core.delivery.receipt import AnotherPublish, Undelivered
from trackpost.core.delivery.token import MissingToken, TokenOfAnotherServer
from trackpost.core.errors import (
    BusyCache,
    BusyFile,
    CorruptRow,
    InterruptedCache,
    MalformedFile,
    MissingCache,
    MissingExtra,
    NoProject,
    NoRoom,
    NotAProject,
    UnreadableCache,
    UnreadableFile,
    UnwritableFile,
)
from trackpost.core.issues.pull import TrackerFault
from trackpost.core.parsing.secret import UnusableToken
from trackpost.core.parsing.untyped import WrongShape
from trackpost.core.project.binding import NotBound, UnknownDoctrineMode
from trackpost.core.reporting.explain import TrackpostError, explain
from trackpost.core.reporting.explain_files import OrderFault
from trackpost.core.routing.credentials import EmptyCredential, MalformedCredential, MissingCredential
from trackpost.core.routing.pin import RouteDrift, RouteRequired
from trackpost.core.routing.route import ResourceRoute, RoutingError, UnsupportedProvider
from trackpost.core.snapshot.guards import ForeignIssues, SnapshotShrank

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
    "route drift": (
        RouteDrift(ACME, BETA),
        (
            "this project is pinned to jira_project ACME, but the credentials file holds jira_project BETA; "
            "put its own credentials back with `trackpost bind` and --credential project_key=ACME, "
            "or bind anew if this project is BETA now"
        ),
    ),
    "route drift to none": (
        RouteDrift(ResourceRoute("linear_team", "t1"), None),
        (
            "this project is pinned to linear_team t1, but the credentials file holds no project; "
            "put its own credentials back with `trackpost bind` and --credential team_id=t1"
        ),
    ),
    "route drift from a resource that no provider has": (
        RouteDrift(ResourceRoute("notion_page", "p1"), None),
        (
            "this project is pinned to notion_page p1, but the credentials file holds no project; "
            "put its own credentials back with `trackpost bind` and --credential KEY=p1"
        ),
    ),
    "no project": (
        NoProject("/home/a"),
        "/home/a: no .kittify folder here or above; go into a Spec Kitty project, or name it with --root",
    ),
    "not a project": (NotAProject("/a"), "/a: is no Spec Kitty project, for it holds no .kittify folder"),
    "unreadable file": (UnreadableFile("f", "Permission denied"), "f: cannot be read (Permission denied)"),
    "malformed file": (MalformedFile("f", "YAML", "line 3"), "f: is no valid YAML (line 3); correct it there"),
    "no room": (
        NoRoom("f", "disk full"),
        "f: the snapshot cannot be kept there until it is sent (disk full); make room, or set TMPDIR",
    ),
    "unwritable file": (UnwritableFile("f", "disk full"), "f: cannot be written (disk full); nothing was changed"),
    "busy file": (BusyFile("f"), "f: another program is writing it; try again when that is done"),
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
    "foreign issues": (
        ForeignIssues(("jira:w:1 (BETA-1)", "jira:w:2"), 2),
        (
            "2 of the cached issues belong to another project or workspace: jira:w:1 (BETA-1), jira:w:2; "
            "remove them with `trackpost pull --drop-foreign`, or publish them all the same with --allow-foreign"
        ),
    ),
    "more foreign issues than are named": (
        ForeignIssues(("jira:w:1",), 40),
        (
            "40 of the cached issues belong to another project or workspace: jira:w:1 and others; "
            "remove them with `trackpost pull --drop-foreign`, or publish them all the same with --allow-foreign"
        ),
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
    "token of another server": (
        TokenOfAnotherServer("https://a.example:443", "https://b.example/api/"),
        (
            "the token of the credentials file is for https://a.example:443, and would go to https://b.example/api/; "
            "give another with --auth-token, or send it all the same with --trust-server"
        ),
    ),
    "token of a server that is no URL": (
        TokenOfAnotherServer(None, "https://b.example/api/"),
        (
            "the token of the credentials file is for a server that cannot be read, "
            "and would go to https://b.example/api/; "
            "give another with --auth-token, or send it all the same with --trust-server"
        ),
    ),
    "another publish": (
        AnotherPublish("https://a.example/"),
        "this project is being published to https://a.example/ already, and that does not end; try again later",
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

ELSEWHERE: TypeAlias = OrderFault | TrackerFault | ReceiptsError | SnapshotShrank | Undelivered
"""The errors of test_explain_order.py and test_explain_wire.py."""


@pytest.mark.parametrize(("error", "expected"), CASES.values(), ids=CASES.keys())
def test_explain(error: AnyError, expected: str) -> None:
    """Each error has exactly this sentence."""
    assert expected == explain(error)


def test_every_error_has_a_sentence() -> None:
    """No variant of any error is without a row above, or in one of the other tables."""
    elsewhere = set(get_args(ELSEWHERE))
    assert {type(error) for error, _ in CASES.values()} == set(get_args(AnyError)) - elsewhere
    assert elsewhere < set(get_args(AnyError))


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
