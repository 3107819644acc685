"""A repository or a project that was renamed."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from attrs import frozen
from returns.result import Failure

from tests.shell.tracker import Project
from tests.support.jira_server import bound_project
from tests.support.listing import TOKEN, answer
from tests.support.scripted_server import Reply, scripted
from trackpost.core.issues.tracker_fault import TrackerMoved

GITHUB = {"owner": "acme", "repo": "old", "token": TOKEN}
GITLAB = {"project_id": "acme/old", "token": TOKEN}
ELSEWHERE = "https://elsewhere.example"


@frozen
class Move:
    """A move.

    Attributes:
        replies: of the tracker.
        new: the new name, as far as it is told.
        now: the credentials that name it.
        asked: the paths of the requests.
    """

    provider: str
    credentials: Mapping[str, str]
    replies: tuple[Reply, ...]
    new: str | None
    now: Mapping[str, str]
    asked: tuple[str, ...]


def _to(place: str) -> Reply:
    return answer(301, {"message": "Moved Permanently"}, {"Location": f"{ELSEWHERE}{place}?state=all"})


_ISSUES = "/repos/acme/old/issues"
_NUMBER = "/repositories/7"
MOVES: Mapping[str, Move] = {
    "GitHub, by number": Move(
        "github",
        GITHUB,
        (_to(f"{_NUMBER}/issues"), answer(200, {"full_name": "shop/new"})),
        "shop/new",
        {"owner": "shop", "repo": "new"},
        (_ISSUES, _NUMBER),
    ),
    "GitHub, by name": Move(
        "github", GITHUB, (_to("/repos/acme/new/issues"),), "acme/new", {"owner": "acme", "repo": "new"}, (_ISSUES,)
    ),
    "GitHub, which does not tell the name": Move(
        "github",
        GITHUB,
        (_to(f"{_NUMBER}/issues"), answer(404, {"message": "Not Found"})),
        None,
        {"owner": "OWNER", "repo": "REPO"},
        (_ISSUES, _NUMBER),
    ),
    "GitLab, by number": Move(
        "gitlab",
        GITLAB,
        (_to("/api/v4/projects/42/issues"), answer(200, {"path_with_namespace": "acme/shop/new"})),
        "acme/shop/new",
        {"project_id": "acme/shop/new"},
        ("/projects/acme%2Fold/issues", "/projects/42"),
    ),
    "GitLab, by path": Move(
        "gitlab",
        GITLAB,
        (_to("/api/v4/projects/acme%2Fnew/issues"),),
        "acme/new",
        {"project_id": "acme/new"},
        ("/projects/acme%2Fold/issues",),
    ),
}


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES.keys())
def test_a_move(move: Move, tmp_path: Path) -> None:
    """The new name is told with the command that moves the binding; nothing is sent to where the redirect leads."""
    with scripted(*move.replies) as server:
        credentials = {"base_url": server.url, **move.credentials}
        told = Project(bound_project(tmp_path, move.provider, "acme", credentials)).pull()
    assert told == Failure(TrackerMoved(move.provider, "acme/old", move.new, move.now, "acme"))
    assert tuple(asked.path.partition("?")[0] for asked in server.asked) == move.asked
