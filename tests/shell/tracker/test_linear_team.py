"""A Linear team whose key changes, and one that the credentials name first by its key, then by its UUID."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.shell.tracker import Project
from tests.support.jira_server import bound_project
from tests.support.linear_server import linear_credentials, team_uuid
from tests.support.listing import answer
from tests.support.scripted_server import Reply, scripted
from trackpost.core.trackers.pulled import PullCounts

UUID = team_uuid("ENG")
TEAM = answer(200, {"data": {"teams": {"nodes": [{"id": UUID, "key": "ENG"}]}}})


def _listed(key: str, *numbers: int, broken: int = 0) -> Reply:
    nodes = [
        {"id": f"u-{number}", "identifier": f"{key}-{number}", "title": "t", "labels": 7 if number == broken else None}
        for number in numbers
    ]
    return answer(200, {"data": {"issues": {"nodes": nodes, "pageInfo": {"hasNextPage": False}}}})


def _project(folder: Path, url: str, team: str) -> Project:
    access = {**linear_credentials(url), "team_id": team}
    return Project(bound_project(folder, "linear", "acme", access))


def _name_team(project: Project, old: str, new: str) -> None:
    credentials = project.files.credentials
    credentials.write_text(credentials.read_text().replace(f'team_id = "{old}"', f'team_id = "{new}"'))


def test_a_skipped_issue_with_a_new_key(tmp_path: Path) -> None:
    """It is the same issue as the one that is cached under the old key, which stays."""
    with scripted(_listed("ENG", 1, 2, 3), _listed("PLAT", 1, 2, 3, broken=3)) as server:
        project = _project(tmp_path, server.url, UUID)
        project.pull().unwrap()
        pulled = project.pull(full=True).unwrap()
    assert (pulled.counts, pulled.removed) == (PullCounts(updated=2, skipped=1), ())
    assert len(project.titles()) == 3


def test_each_issue_is_gone_once(tmp_path: Path) -> None:
    """An issue that still has the team's old key counts once: half of the issues may go."""
    with scripted(_listed("ENG", 1, 2, 3, 4), _listed("PLAT", 1, 2)) as server:
        project = _project(tmp_path, server.url, UUID)
        project.pull().unwrap()
        pulled = project.pull(full=True).unwrap()
    assert (pulled.counts, pulled.removed) == (PullCounts(updated=2, removed=2), ("ENG-3", "ENG-4"))


SPELLINGS: Mapping[str, tuple[str, str]] = {
    "as pull advises": ("ENG", UUID),
    "in lower case before": ("eng", UUID),
    "in another case": ("eng", "ENG"),
    "against the advice": (UUID, "ENG"),
}


@pytest.mark.parametrize(("old", "new"), SPELLINGS.values(), ids=SPELLINGS.keys())
def test_a_team_that_is_spelled_otherwise(old: str, new: str, tmp_path: Path) -> None:
    """What was seen under the former spelling was seen of the same team, and keeps no deleted issue alive."""
    first, then = ([] if name == UUID else [TEAM] for name in (old, new))
    with scripted(*first, _listed("ENG", 1, 2, 3), *then, _listed("ENG", 1, 3)) as server:
        project = _project(tmp_path, server.url, old)
        project.pull().unwrap()
        _name_team(project, old, new)
        pulled = project.pull(full=True).unwrap()
    assert (pulled.counts, pulled.removed) == (PullCounts(unchanged=2, removed=1), ("ENG-2",))


def test_a_team_that_is_spelled_otherwise_and_has_nothing_left(tmp_path: Path) -> None:
    """No issue says its key, so the team does."""
    with scripted(TEAM, _listed("ENG", 1, 2), _listed("ENG"), TEAM) as server:
        project = _project(tmp_path, server.url, "ENG")
        project.pull().unwrap()
        _name_team(project, "ENG", UUID)
        assert project.pull(full=True, allow_shrink=True).unwrap().removed == ("ENG-1", "ENG-2")


def test_another_team_that_is_given_by_its_key(tmp_path: Path) -> None:
    """Its issues stay: no issue of this team has its key."""
    with scripted(TEAM, _listed("OPS", 7, 8), _listed("ENG", 1, 2)) as server:
        project = _project(tmp_path, server.url, "OPS")
        project.pull().unwrap()
        _name_team(project, "OPS", UUID)
        pulled = project.pull(full=True).unwrap()
    assert pulled.counts == PullCounts(created=2)
    assert len(project.titles()) == 4


def test_another_team_from_which_an_issue_moved_with_its_number(tmp_path: Path) -> None:
    """That team was not renamed, so its other issues stay."""
    with scripted(TEAM, _listed("OPS", 7, 8, 9), _listed("ENG", 1, 2, 3), _listed("ENG", 1, 2, 3, 7)) as server:
        project = _project(tmp_path, server.url, "OPS")
        project.pull().unwrap()
        _name_team(project, "OPS", UUID)
        project.pull().unwrap()
        assert project.pull(full=True).unwrap().removed == ()
    assert len(project.titles()) == 6
