"""Whole answers of each tracker, read over a socket, translated, kept in the cache, and published."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest
from attrs import frozen

from tests.core.trackers.samples import FIXTURES
from tests.core.trackers.test_fixtures import EXPECTED
from tests.shell.tracker import Project
from tests.support.jira_server import bound_project
from tests.support.reference_server import received, reference_server
from tests.support.scripted_server import Reply, http, scripted
from trackpost.core.issues.model import Issue
from trackpost.core.trackers.model import Context, Translated

TOKEN = "c4nary-of-the-tracker"


@frozen
class Way:
    """A tracker that gives a whole answer.

    Attributes:
        fixture: its name.
        credentials: for the tracker, all but its address.
        address: the credential that holds it, and its path.
        before: what the tracker answers before it gives the list.
    """

    fixture: str
    credentials: Mapping[str, str]
    address: tuple[str, str] = ("base_url", "")
    before: tuple[Reply, ...] = ()


def answer_of(fixture: str) -> Reply:
    """Return a whole answer."""
    return http(200, (FIXTURES / f"{fixture}.json").read_bytes())


IDS = http(200, b'{"workItems": [{"id": 301}, {"id": 302}, {"id": 303}]}')
IN_BOARD = {"organization": "acme", "project": "Board", "personal_access_token": TOKEN}
IN_WEB = {"owner": "acme", "repo": "web", "token": TOKEN}
BY_EMAIL = {"email": "dev@acme.example", "api_token": TOKEN}
WAYS: Mapping[str, Way] = {
    "Jira Cloud": Way("jira_cloud", {**BY_EMAIL, "project_key": "ACME"}),
    "Jira Data Center": Way(
        "jira_data_center",
        {**BY_EMAIL, "project_key": "OPS"},
        before=(http(404), http(200, b'{"deploymentType": "Data Center"}')),
    ),
    "Linear": Way(
        "linear", {"api_key": TOKEN, "team_id": "0b2f6a1e-5f0e-4a0e-9d0c-0d7c6f1b2a99"}, ("graphql_url", "/graphql")
    ),
    "Azure DevOps": Way("azure_devops", IN_BOARD, before=(IDS, answer_of("azure_devops_types"))),
    "GitHub": Way("github", IN_WEB),
    "Gitea": Way("gitea", IN_WEB, ("base_url", "/api/v1")),
    "GitLab": Way("gitlab", {"project_id": "42", "token": TOKEN}),
}


class _Body(msgspec.Struct):
    issues: list[Issue]


class _Received(msgspec.Struct):
    body: _Body


def _expected(fixture: str) -> tuple[Context, list[Issue]]:
    context, outcomes = EXPECTED[fixture]
    issues = [one.issue for one in outcomes if isinstance(one, Translated)]
    return context, [msgspec.convert(issue, Issue, from_attributes=True) for issue in issues]


def _bound(folder: Path, way: Way, url: str) -> Project:
    context, _ = EXPECTED[way.fixture]
    key, path = way.address
    return Project(
        bound_project(folder, context.provider, f'"{context.workspace}"', {**way.credentials, key: f"{url}{path}"})
    )


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_what_the_tracker_says_is_what_the_server_gets(way: Way, tmp_path: Path) -> None:
    """The server receives the issues that the translation of the answer gives, and never the token."""
    _, expected = _expected(way.fixture)
    with scripted(*way.before, answer_of(way.fixture)) as tracker:
        project = _bound(tmp_path, way, tracker.url)
        assert project.pull(limit=1).unwrap().counts.issues == len(expected)
    with reference_server() as url:
        receipt = project.service.sync_publish(server_url=url, auth_token="shown", allow_incomplete=True).unwrap()
        answer = received(url, receipt.idempotency_key).body
    published = msgspec.convert(answer, _Received).body.issues
    assert sorted(published, key=lambda issue: issue.ref.id) == sorted(expected, key=lambda issue: issue.ref.id)
    assert TOKEN not in str(answer)
