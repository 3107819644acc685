"""Linear on loopback: the part of its GraphQL API that lists the issues of a team, and finds a team."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from math import ceil
from uuid import NAMESPACE_URL, uuid5

import msgspec
from attrs import Factory, define
from typing_extensions import override

from tests.support.jira_server import SECRET, Answer, Query, Received, Story, Tracker, tracker_at

LINEAR_WORKSPACE = "acme"
_GRAPHQL = "/graphql"


class _Equal(msgspec.Struct, forbid_unknown_fields=True):
    eq: str


class _Team(msgspec.Struct, forbid_unknown_fields=True):
    id: _Equal


class _After(msgspec.Struct, forbid_unknown_fields=True):
    gte: str


class _Alike(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    eq_ignore_case: str


class _Project(msgspec.Struct, forbid_unknown_fields=True):
    id: _Equal | None = None
    name: _Alike | None = None


class _Filter(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    team: _Team
    project: _Project | None = None
    updated_at: _After | None = None


class _Variables(msgspec.Struct, forbid_unknown_fields=True):
    first: int
    after: str | None
    filter: _Filter


class _TeamFilter(msgspec.Struct, forbid_unknown_fields=True):
    id: _Equal | None = None
    key: _Equal | None = None


class _TeamVariables(msgspec.Struct, forbid_unknown_fields=True):
    filter: _TeamFilter


class _Request(msgspec.Struct, forbid_unknown_fields=True):
    query: str
    variables: msgspec.Raw


@define
class Linear(Tracker):
    """Linear while it runs.

    Attributes:
        archived: the numbers of issues that are listed only if they are asked for.
        deleted: the numbers of those in the trash, which is a part of the archive.
        teams_asked: by which member and value teams were looked for.
    """

    archived: set[int] = Factory(set)
    deleted: set[int] = Factory(set)
    teams_asked: list[tuple[str, str]] = Factory(list)

    @override
    def found(self, query: Query, since: datetime | None) -> tuple[list[Story], str | None] | None:
        """Return a page; a cursor names the last issue before it, so that it stays where it is."""
        age, _, last = (query.page or f"{self.age}.0").partition(".")
        if age != str(self.age):
            return None
        rest = [story for story in self.changed(query, since) if story.number > int(last)]
        page = rest[: min(query.size, self.most)]
        return page, f"{self.age}.{page[-1].number}" if len(rest) > len(page) else None

    def team_named(self, id: str) -> str | None:  # noqa: A002 - Linear's name for it
        """Return the key of a team."""
        return next((key for key in self.stories if team_uuid(key) == id), None)


@contextmanager
def linear_server(**teams: list[Story]) -> Iterator[Linear]:
    """Run Linear with the issues of some teams."""
    linear = Linear(stories=teams)

    def speak(_tracker: Tracker, received: Received) -> Answer:
        return _speak(linear, received)

    with tracker_at(linear, speak):
        yield linear


def team_uuid(key: str) -> str:
    """Return the id of a team."""
    return str(uuid5(NAMESPACE_URL, key))


def project_uuid(name: str) -> str:
    """Return the id of a project."""
    return str(uuid5(NAMESPACE_URL, f"project {name}"))


def linear_credentials(url: str, team: str = "ACME") -> dict[str, str]:
    """Return what a person stores for the team."""
    return {"api_key": SECRET, "team_id": team_uuid(team), "graphql_url": url + _GRAPHQL}


def _speak(linear: Linear, received: Received) -> Answer:
    if (received.method, received.target) != ("POST", _GRAPHQL):
        return 404, _complaint("not found", "NOT_FOUND")
    request = msgspec.json.decode(received.body, type=_Request)
    if "teams(" in request.query:
        answer = _teams(linear, msgspec.json.decode(request.variables, type=_TeamVariables).filter)
    else:
        answer = _issues(linear, request.query, msgspec.json.decode(request.variables, type=_Variables))
    if received.authorization != SECRET:
        return 401, _complaint("authentication required", "AUTHENTICATION_ERROR")
    return answer


def _teams(linear: Linear, wanted: _TeamFilter) -> Answer:
    if wanted.key is not None:
        linear.teams_asked.append(("key", wanted.key.eq))
        found = wanted.key.eq if wanted.key.eq in linear.stories else None
    else:
        assert wanted.id is not None
        linear.teams_asked.append(("id", wanted.id.eq))
        found = linear.team_named(wanted.id.eq)
    nodes = [] if found is None else [{"id": team_uuid(found), "key": found}]
    return 200, {"data": {"teams": {"nodes": nodes}}}


def _issues(linear: Linear, text: str, variables: _Variables) -> Answer:
    assert "orderBy: createdAt" in text
    team, updated = linear.team_named(variables.filter.team.id.eq), variables.filter.updated_at
    since = None if updated is None else updated.gte
    part = _part(linear, variables.filter.project)
    query = Query(team or "", since, variables.after, variables.first, part)
    if complexity(text, variables.first) > _MOST_POINTS:
        return 400, _complaint("the query is too complex", "INPUT_ERROR")
    if "title" not in text:
        return linear.answer_ids(query, lambda listed: _page(linear, query, listed, None)[1])
    linear.asked.append(query)
    if team is None:
        return _page(linear, query, [], None)
    found = linear.found(query, None if since is None else datetime.fromisoformat(since))
    if found is None:
        return 200, _complaint("no such cursor", "INVALID_INPUT")
    page, following = found
    if "includeArchived: true" not in text:
        page = [story for story in page if story.number not in linear.archived | linear.deleted]
    return _page(linear, query, page, following)


def _part(linear: Linear, wanted: _Project | None) -> str | None:
    """Return the project that issues are asked of, as the issues have it; none of them has an empty one."""
    parts = {story.part for stories in linear.stories.values() for story in stories}
    match wanted:
        case None:
            return None
        case _Project(id=_Equal(eq=uuid)):
            return next((part for part in parts if project_uuid(part) == uuid), "")
        case _Project(name=_Alike(eq_ignore_case=name)):
            return next((part for part in parts if part.lower() == name.lower()), "")
        case _:
            raise AssertionError


_MOST_POINTS = 10_000
_DEFAULT_SIZE = 50
_LISTS = frozenset({"issues", "labels", "teams"})
_TOKEN = re.compile(r"(?P<name>\w+)\s*(\((?P<arguments>[^()]*)\))?|(?P<bracket>[{}])")


def complexity(query: str, first: int) -> int:
    """Return how many points a query takes.

    A member has a tenth of a point and an object one. What is in a list counts as often as its argument ``first``
    says; 50 times without one. The sum is rounded up.
    """
    tokens = list(_TOKEN.finditer(query.partition("{")[2]))
    points, rest = _points(tokens, first)
    assert not rest
    return ceil(points / 10)


def _points(tokens: list[re.Match[str]], first: int) -> tuple[int, list[re.Match[str]]]:
    """Return the tenths of points of a selection, and what stands behind it."""
    points = 0
    while tokens:
        field, *tokens = tokens
        if field["bracket"] == "}":
            break
        if not tokens or tokens[0]["bracket"] != "{":
            points += 1
            continue
        inner, tokens = _points(tokens[1:], first)
        is_list = field["name"] in _LISTS
        points += inner * _size(field["arguments"] or "", first) if is_list else 10 + inner
    return points, tokens


def _size(arguments: str, first: int) -> int:
    found = re.search(r"first: (\$first|[0-9]+)", arguments)
    if found is None:
        return _DEFAULT_SIZE
    return first if found[1] == "$first" else int(found[1])


def _page(linear: Linear, query: Query, page: list[Story], following: str | None) -> Answer:
    nodes = [_issue(linear, query.resource, story) for story in page]
    info = {"hasNextPage": following is not None, "endCursor": following}
    return 200, {"data": {"issues": {"nodes": nodes, "pageInfo": info}}}


def _issue(linear: Linear, team: str, story: Story) -> dict[str, object]:
    return {
        "id": str(10_000 * (1 + list(linear.stories).index(team)) + story.number),
        "identifier": f"{team}-{story.number}",
        "title": story.title,
        "description": None,
        "priority": 2,
        "createdAt": "2026-01-01T09:00:00.000Z",
        "updatedAt": story.updated.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "trashed": True if story.number in linear.deleted else None,
        "url": f"https://linear.app/{LINEAR_WORKSPACE}/issue/{team}-{story.number}",
        "state": {"id": "s", "name": "In Progress", "type": "started"},
        "labels": {"nodes": [{"name": "web"}]},
        "assignee": None,
        "parent": None,
    }


def _complaint(message: str, code: str) -> dict[str, object]:
    return {"errors": [{"message": message, "extensions": {"code": code}}]}
