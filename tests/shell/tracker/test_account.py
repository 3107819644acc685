"""Each tracker is asked once whose the credentials are, with what a pull would show it."""

from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path

import pytest
from returns.result import Failure, Result, Success

from tests.support.files import make_project, write
from tests.support.scripted_server import Reply, http, scripted
from trackpost.core.issues.tracker_fault import TrackerFault, TrackerNotAllowed
from trackpost.core.trackers.order import PullOrder
from trackpost.shell.clock import Clock
from trackpost.shell.runtime import load_runtime
from trackpost.shell.tracker.account import account_of
from trackpost.shell.tracker.patience import Deadline
from trackpost.shell.tracker.start import PullStart


def ask(folder: Path, provider: str, credentials: Mapping[str, str]) -> Result[str, TrackerFault]:
    """Ask the tracker of a project with these credentials."""
    lines = "".join(f'{key} = "{text}"\n' for key, text in credentials.items())
    files = make_project(
        folder,
        config=f"tracker:\n  provider: {provider}\n  workspace: w\n",
        credentials=f"[tracker.providers.{provider}]\n{lines}",
        rows=None,
    )
    runtime, clock = load_runtime(files.root, files.home).unwrap(), Clock()
    start = PullStart(runtime=runtime, clock=clock, order=PullOrder(), environ={})
    with start.asking(start.ready().unwrap(), Deadline.after(60, clock)) as asking:
        return account_of(asking)


def basic(name: str, token: str) -> str:
    """Return a header of RFC 7617."""
    return "Basic " + b64encode(f"{name}:{token}".encode()).decode()


HTTP: Mapping[str, tuple[str, str, Mapping[str, str], str, bytes, str]] = {
    "jira": (
        "jira",
        "base_url",
        {"email": "dev@acme.example", "api_token": "t0ken", "project_key": "ACME"},
        f"GET /rest/api/2/myself {basic('dev@acme.example', 't0ken')}",
        b'{"displayName": "Dev"}',
        "Dev",
    ),
    "linear": (
        "linear",
        "graphql_url",
        {"api_key": "t0ken", "team_id": "ENG"},
        "POST / t0ken",
        b'{"data": {"viewer": {"name": "Dev", "email": "dev@acme.example"}}}',
        "Dev (dev@acme.example)",
    ),
    "github": (
        "github",
        "base_url",
        {"owner": "acme", "repo": "shop", "token": "t0ken"},
        "GET /user Bearer t0ken",
        b'{"login": "dev"}',
        "dev",
    ),
    "gitlab": (
        "gitlab",
        "base_url",
        {"project_id": "7", "token": "t0ken"},
        "GET /user t0ken",
        b'{"username": "dev"}',
        "dev",
    ),
    "azure devops": (
        "azure_devops",
        "base_url",
        {"organization": "acme", "project": "Board", "personal_access_token": "t0ken"},
        f"GET /acme/_apis/connectionData?api-version=7.1-preview {basic('', 't0ken')}",
        b'{"authenticatedUser": {"providerDisplayName": "Dev"}}',
        "Dev",
    ),
}


@pytest.mark.parametrize(
    ("provider", "address", "credentials", "request_line", "content", "account"), HTTP.values(), ids=HTTP.keys()
)
def test_over_http(
    provider: str,
    address: str,
    credentials: Mapping[str, str],
    request_line: str,
    content: bytes,
    account: str,
    tmp_path: Path,
) -> None:
    """One request, and the name in its answer."""
    with scripted(http(200, content)) as server:
        found = ask(tmp_path, provider, {address: server.url, **credentials})
    (asked,) = server.asked
    shown = asked.headers.get("authorization", asked.headers.get("private-token"))
    assert (found, f"{asked.method} {asked.path} {shown}") == (Success(account), request_line)


_JIRA = {"email": "dev@acme.example", "api_token": "t0ken", "project_key": "ACME"}
DATA_CENTER: Mapping[str, tuple[tuple[Reply, ...], Result[str, TrackerFault]]] = {
    "it takes the token alone": ((http(401, b"{}"), http(200, b'{"displayName": "Dev"}')), Success("Dev")),
    "it takes neither": (
        (http(401, b"{}"), http(401, b'{"message": "no"}')),
        Failure(TrackerNotAllowed("jira", 401, "HTTP 401: no")),
    ),
}


@pytest.mark.parametrize(("replies", "expected"), DATA_CENTER.values(), ids=DATA_CENTER.keys())
def test_jira_data_center(replies: tuple[Reply, ...], expected: Result[str, TrackerFault], tmp_path: Path) -> None:
    """A site that may be of either kind is asked in both ways."""
    with scripted(*replies) as server:
        assert ask(tmp_path, "jira", {"base_url": server.url, **_JIRA}) == expected
    assert [one.headers["authorization"].partition(" ")[0] for one in server.asked] == ["Basic", "Bearer"]


@pytest.mark.parametrize(("provider", "usual"), [("beads", "bd"), ("fp", "fp")])
def test_a_command(provider: str, usual: str, tmp_path: Path) -> None:
    """Its version takes the place of an account."""
    command = write(tmp_path / usual, f'#!/bin/sh\n[ "$*" = --version ] && echo "{usual} version 1.2"\n')
    command.chmod(0o700)
    assert ask(tmp_path, provider, {"command": str(command)}) == Success(f"{command}: {usual} version 1.2")
