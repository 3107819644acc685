"""Linear on loopback: the part of its GraphQL API that lists the issues of a team."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import msgspec

from tests.support.jira_server import SECRET, Answer, Query, Received, Story, Tracker, tracker_at

LINEAR_WORKSPACE = "acme"
_GRAPHQL = "/graphql"


class _Equal(msgspec.Struct, forbid_unknown_fields=True):
    eq: str


class _Team(msgspec.Struct, forbid_unknown_fields=True):
    id: _Equal


class _After(msgspec.Struct, forbid_unknown_fields=True):
    gte: str


class _Filter(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    team: _Team
    updated_at: _After | None = None


class _Variables(msgspec.Struct, forbid_unknown_fields=True):
    first: int
    after: str | None
    filter: _Filter


class _Request(msgspec.Struct, forbid_unknown_fields=True):
    query: str
    variables: _Variables


@contextmanager
def linear_server(**teams: list[Story]) -> Iterator[Tracker]:
    """Run Linear with these teams."""
    with tracker_at(Tracker(stories=teams), _speak) as tracker:
        yield tracker


def linear_credentials(url: str, team: str = "ACME") -> dict[str, str]:
    """Return the credentials for the team."""
    return {"api_key": SECRET, "team_id": team, "graphql_url": url + _GRAPHQL}


def _speak(tracker: Tracker, received: Received) -> Answer:
    if (received.method, received.target) != ("POST", _GRAPHQL):
        return 404, _complaint("not found", "NOT_FOUND")
    variables = msgspec.json.decode(received.body, type=_Request).variables
    updated = variables.filter.updated_at
    since = None if updated is None else updated.gte
    query = Query(variables.filter.team.id.eq, since, variables.after, variables.first)
    tracker.asked.append(query)
    if received.authorization != SECRET:
        return 401, _complaint("authentication required", "AUTHENTICATION_ERROR")
    found = tracker.found(query, None if since is None else datetime.fromisoformat(since))
    return (200, _complaint("no such cursor", "INVALID_INPUT")) if found is None else _page(query, *found)


def _page(query: Query, page: list[Story], following: str | None) -> Answer:
    nodes = [_issue(query.resource, story) for story in page]
    info = {"hasNextPage": following is not None, "endCursor": following}
    return 200, {"data": {"issues": {"nodes": nodes, "pageInfo": info}}}


def _issue(team: str, story: Story) -> dict[str, object]:
    return {
        "id": str(10_000 + story.number),
        "identifier": f"{team}-{story.number}",
        "title": story.title,
        "description": None,
        "priority": 2,
        "createdAt": "2026-01-01T09:00:00.000Z",
        "updatedAt": story.updated.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "url": f"https://linear.app/{LINEAR_WORKSPACE}/issue/{team}-{story.number}",
        "state": {"id": "s", "name": "In Progress", "type": "started"},
        "labels": {"nodes": [{"name": "web"}]},
        "assignee": None,
        "parent": None,
    }


def _complaint(message: str, code: str) -> dict[str, object]:
    return {"errors": [{"message": message, "extensions": {"code": code}}]}
