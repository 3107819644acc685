"""Reads Linear (GraphQL).

https://linear.app/developers/pagination
https://linear.app/developers/filtering
"""

import re
from collections.abc import Mapping

import msgspec
from attrs import evolve
from returns.result import Failure, Result, Success

from ...core.errors import Problem
from ...core.issues.tracker_fault import BrokenTracker, TrackerFault
from ...core.trackers.answers import decode
from ...core.trackers.linear import FIELDS, TeamGivenByKey, is_trashed
from ...core.trackers.tracker_json import Scalar, present
from .graphql import GraphQL
from .http import TrackerHttp, clock_of
from .linear_team import Team, confirm_team, resolve_team
from .reader import IdList, IdPage, RawPage, ids_on

ISSUES = f"""
query Issues($filter: IssueFilter, $first: Int, $after: String) {{
  issues(filter: $filter, first: $first, after: $after, includeArchived: true, orderBy: createdAt) {{
    nodes {{ {FIELDS} }}
    pageInfo {{ hasNextPage endCursor }}
  }}
}}
"""
"""An edit does not move an issue in this order, and a cursor does not move if others are deleted."""
IDS = ISSUES.replace(FIELDS, "id trashed")
LARGEST = 100
"""Issues. Linear takes up to 250, but refuses a query of more than 10,000 points, and an issue has about 60: an object
counts 1, a member 0.1, and a list of no given size, as that of the labels, 50 times what is in it."""
MOST_IDS = 250
_MOST_LISTED = 5_000

_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


class _PageInfo(msgspec.Struct, rename="camel"):
    has_next_page: Scalar
    end_cursor: Scalar = None


class _Issues(msgspec.Struct, rename="camel"):
    nodes: list[msgspec.Raw]
    page_info: _PageInfo


class _Data(msgspec.Struct):
    issues: _Issues


class _Answer(msgspec.Struct):
    data: _Data


_ANSWER = msgspec.json.Decoder(_Answer)


class LinearReader:
    """Reads the issues of one team, the archived ones too.

    Args:
        access: ``graphql_url``, ``api_key``, and ``team_id``: the team's UUID or its key.
        http: asks.
        project: only those of one project, by its name or its UUID.
    """

    def __init__(self, access: Mapping[str, str], http: TrackerHttp, project: str | None = None) -> None:
        self._wanted = {} if project is None else {"project": _named(project)}
        self._access = access
        self._http = http
        self._graphql = GraphQL(access, http)
        self._team: Team | None = None
        self._warnings: tuple[Problem, ...] = ()
        self.ids = IdList(_MOST_LISTED, self._id_page)

    def page(self, since: str | None, cursor: str | None, size: int) -> Result[RawPage, TrackerFault]:
        """Return one page. The first one that is given warns if the credentials name the team by its key.

        Linear gives an empty list if there is no such team, so it is asked for the team then.
        """
        return Result.do(
            evolve(page, warnings=self._warnings_once(), names=confirmed.names)
            for team in self._resolved()
            for page in self._page(team.id, since, cursor, size)
            for confirmed in (self._confirm(team) if _is_empty(since, cursor, page) else Success(team))
        )

    def _resolved(self) -> Result[Team, TrackerFault]:
        if self._team is not None:
            return Success(self._team)
        given = Team(self._access["team_id"])
        return resolve_team(self._access, self._http).lash(lambda fault: _as_given(given, fault)).map(self._remember)

    def _remember(self, team: Team) -> Team:
        given = self._access["team_id"]
        self._team = team
        self._warnings = () if team.id == given else (TeamGivenByKey(given, team.id),)
        return team

    def _warnings_once(self) -> tuple[Problem, ...]:
        warnings, self._warnings = self._warnings, ()
        return warnings

    def _confirm(self, team: Team) -> Result[Team, TrackerFault]:
        return confirm_team(self._access, self._http, team.id).lash(lambda fault: _as_given(team, fault))

    def _page(self, team: str, since: str | None, cursor: str | None, size: int) -> Result[RawPage, TrackerFault]:
        changed = {} if since is None else {"updatedAt": {"gte": since}}
        return self._listed(ISSUES, team, changed, {"first": min(size, LARGEST), "after": cursor})

    def _id_page(self, cursor: str | None) -> Result[IdPage, TrackerFault]:
        """Return a page of ids, without those in the trash."""
        return Result.do(
            ids_on(evolve(page, issues=tuple(issue for issue in page.issues if not is_trashed(issue))))
            for team in self._resolved()
            for page in self._listed(IDS, team.id, {}, {"first": MOST_IDS, "after": cursor})
        )

    def _listed(
        self, query: str, team: str, changed: Mapping[str, object], place: Mapping[str, object]
    ) -> Result[RawPage, TrackerFault]:
        filter_ = {"team": {"id": {"eq": team}}, **self._wanted, **changed}
        return Result.do(
            RawPage(issues=tuple(map(bytes, answer.data.issues.nodes)), next=following, now=clock_of(answered))
            for answered in self._graphql.ask(query, {"filter": filter_, **place})
            for answer in decode("linear", answered.content, _ANSWER)
            for following in _following(answer.data.issues.page_info)
        )


def _named(project: str) -> Mapping[str, Mapping[str, str]]:
    """Return a ``ProjectFilter``."""
    return {"id": {"eq": project}} if _UUID.fullmatch(project) else {"name": {"eqIgnoreCase": project}}


def _is_empty(since: str | None, cursor: str | None, page: RawPage) -> bool:
    """Say whether the whole list is empty."""
    return since is None and cursor is None and not page.issues and page.next is None


def _following(info: _PageInfo) -> Result[str | None, BrokenTracker]:
    if info.has_next_page is False:
        return Success(None)
    cursor = present(info.end_cursor)
    return Failure(BrokenTracker("linear", "it does not name the next page")) if cursor is None else Success(cursor)


def _as_given(team: Team, fault: TrackerFault) -> Result[Team, TrackerFault]:
    """Take the team as it is given if an endpoint gives the list of issues and nothing else."""
    return Success(team) if isinstance(fault, BrokenTracker) else Failure(fault)
