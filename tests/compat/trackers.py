"""Trackers that answer by a script: a page of one issue, after which there should be more, and then nothing."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen

from tests.compat.spec_kitty import NEWEST, User, json_object, user_of
from tests.support.github_server import github_access
from tests.support.gitlab_server import gitlab_access
from tests.support.jira_server import JIRA_SITE, bound_project, jira_credentials, jira_issue, stories
from tests.support.linear_server import LINEAR_WORKSPACE, linear_credentials
from tests.support.listing import answer
from tests.support.scripted_server import Reply, ScriptedServer, scripted

_AT = "2026-02-01T11:50:00.250Z"


@frozen
class Scripted:
    """A tracker in the table.

    Attributes:
        workspace: of the binding.
        credentials: returns those for a URL.
        first: the first page, of one issue.
        last: a page without issues, which both tools understand.
    """

    workspace: str
    credentials: Callable[[str], Mapping[str, str]]
    first: Reply
    last: Reply


def _next(name: str) -> Mapping[str, str]:
    return {"Link": f'<https://tracker.example/issues?{name}=c1>; rel="next"'}


def _linear(*nodes: Mapping[str, object], cursor: str | None = None) -> Reply:
    page = {"hasNextPage": cursor is not None, "endCursor": cursor}
    return answer(200, {"data": {"issues": {"nodes": nodes, "pageInfo": page}}})


_LINEAR_ISSUE = {
    "id": "9cfb482a-81e3-4154-b5b9-2c805e70a02d",
    "identifier": "ACME-1",
    "title": "Login fails on Safari",
    "description": "→ blank page",
    "url": "https://linear.app/acme/issue/ACME-1",
    "priority": 1,
    "state": {"type": "started", "name": "In Progress"},
    "assignee": {"name": "alice"},
    "labels": {"nodes": [{"name": "web"}]},
    "createdAt": _AT,
    "updatedAt": _AT,
}
_GITHUB_ISSUE = {
    "number": 1,
    "title": "Naïve café 日本語 😺",
    "body": None,
    "html_url": "https://github.com/acme/web/issues/1",
    "state": "closed",
    "state_reason": "not_planned",
    "labels": [{"name": "bug"}],
    "assignees": [{"login": "alice"}, {"login": "bob"}],
    "created_at": _AT,
    "updated_at": _AT,
}
_GITLAB_ISSUE = {
    "iid": 1,
    "title": "Fifth \\ column",
    "description": "",
    "web_url": "https://gitlab.com/acme/shop/web/-/issues/1",
    "state": "opened",
    "labels": ["blocked", "p1"],
    "assignees": [{"username": "éloïse"}],
    "created_at": _AT,
    "updated_at": _AT,
}

TRACKERS: Mapping[str, Scripted] = {
    "jira": Scripted(
        JIRA_SITE,
        jira_credentials,
        answer(200, {"issues": [jira_issue("ACME", stories(1)[0], "10001")], "nextPageToken": "CAEaAggD"}),
        answer(200, {"issues": [], "isLast": True, "total": 0}),
    ),
    "linear": Scripted(LINEAR_WORKSPACE, linear_credentials, _linear(_LINEAR_ISSUE, cursor="e1"), _linear()),
    "github": Scripted("acme", github_access, answer(200, [_GITHUB_ISSUE], _next("after")), answer(200, [])),
    "gitlab": Scripted("acme", gitlab_access, answer(200, [_GITLAB_ISSUE], _next("cursor")), answer(200, [])),
}


@contextmanager
def bound(provider: str, folder: Path) -> Iterator[tuple[ScriptedServer, User]]:
    """Run a tracker beside a project that is bound to it, and from which nothing was pulled yet."""
    tracker = TRACKERS[provider]
    with scripted(tracker.first, tracker.last) as server:
        files = bound_project(folder, provider, tracker.workspace, tracker.credentials(server.url))
        yield server, user_of(files)


def filled(provider: str, folder: Path) -> User:
    """Let trackpost pull the issue of a tracker, and link a work package to it."""
    with bound(provider, folder) as (_, user):
        NEWEST.trackpost("pull", user=user)
    (issue,) = issues_in(json_object(NEWEST.trackpost("preview", "--body", user=user)))
    ref = issue["ref"]
    assert isinstance(ref, dict)
    NEWEST.trackpost("map", "add", "--wp-id", "WP01", "--external-id", ref["id"], user=user)
    return user


def issues_in(body: Mapping[str, object]) -> list[Mapping[str, object]]:
    """Return the issues of a snapshot."""
    issues = body["issues"]
    assert isinstance(issues, list)
    return issues
