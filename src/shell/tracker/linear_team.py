"""Finds a team of Linear.

Its UUID stays, and so is what snapshots should be routed by; people know its key, which they can change.
"""

import re
from collections.abc import Mapping

import msgspec
from returns.result import Failure, Result, Success

from ...core.issues.tracker_fault import TrackerFault, TrackerNotAllowed
from ...core.trackers.answers import Answered, decode
from .graphql import GraphQL
from .http import TrackerHttp

_TEAMS = """
query Teams($filter: TeamFilter) {
  teams(filter: $filter, first: 1) { nodes { id key } }
}
"""
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9]{0,6}")


class Team(msgspec.Struct):
    """A team, by both of its names."""

    id: str
    key: str | None = None

    @property
    def names(self) -> frozenset[str]:
        """Both, as far as they are known."""
        return frozenset({self.id, self.key or self.id})


class _Teams(msgspec.Struct):
    nodes: list[Team]


class _Data(msgspec.Struct):
    teams: _Teams


class _Answer(msgspec.Struct):
    data: _Data


_ANSWER = msgspec.json.Decoder(_Answer)


def resolve_team(access: Mapping[str, str], http: TrackerHttp) -> Result[Team, TrackerFault]:
    """Return the team. Nobody is asked unless the credentials name it by its key.

    Args:
        access: of `LinearReader`.
        http: asks.
    """
    team = access["team_id"]
    return _found(access, http, {"key": {"eq": team.upper()}}) if _KEY.fullmatch(team) else Success(Team(team))


def confirm_team(access: Mapping[str, str], http: TrackerHttp, team: str) -> Result[Team, TrackerFault]:
    """Return the team that has this UUID, if the key may see it.

    Args:
        access: of `LinearReader`.
        http: asks.
        team: its UUID.
    """
    return _found(access, http, {"id": {"eq": team}})


def _found(access: Mapping[str, str], http: TrackerHttp, wanted: Mapping[str, object]) -> Result[Team, TrackerFault]:
    return Result.do(
        team
        for answered in GraphQL(access, http).ask(_TEAMS, {"filter": wanted})
        for answer in decode("linear", answered.content, _ANSWER)
        for team in _only(answer.data.teams, answered, access["team_id"])
    )


def _only(teams: _Teams, answered: Answered, given: str) -> Result[Team, TrackerNotAllowed]:
    if not teams.nodes:
        return Failure(TrackerNotAllowed("linear", answered.status, f"they have no access to team {given}"))
    return Success(teams.nodes[0])
