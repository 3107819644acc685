"""Two projects with one home: neither is ever published as the other."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from attrs import frozen
from returns.result import Failure, Success

from tests.support.cache import WORKSPACE, checkpoint_row, issue_row, make_cache, payload_object, sound_payload
from tests.support.files import scope
from tests.support.scripted_server import scripted
from trackpost import TrackerService
from trackpost.core.routing.pin import RouteDrift, Routing
from trackpost.core.routing.route import ResourceRoute
from trackpost.core.snapshot.guards import ForeignIssues, ForeignIssuesIncluded

ACME, BETA = ResourceRoute("jira_project", "ACME"), ResourceRoute("jira_project", "BETA")
SITE = {"base_url": "https://acme.example", "email": "dev@acme.example"}
DRIFT = RouteDrift(pinned=ACME, derived=BETA)


@frozen
class Pair:
    """Two projects of one user: the first is ACME, the second BETA, and the cache has issues of ACME."""

    folder: Path

    def project(self, name: str) -> TrackerService:
        """Return the facade of one project."""
        root = self.folder / name
        root.mkdir(exist_ok=True)
        return TrackerService(root, home=self.folder / "home")

    def bind(self, name: str, key: str) -> TrackerService:
        """Bind a project to a Jira project, with its credentials."""
        service = self.project(name)
        service.bind(provider="jira", workspace=WORKSPACE, credentials={**SITE, "project_key": key}).unwrap()
        return service

    @property
    def cache(self) -> Path:
        """The only cache of the account."""
        return self.folder / "home" / "trackers" / f"{scope()}.db"


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    """Bind the first project and fill its cache, without binding the second one."""
    made = Pair(tmp_path)
    made.bind("first", "ACME")
    make_cache(made.cache, [issue_row(1), issue_row(2), checkpoint_row()])
    return made


def test_the_first_alone_is_published(pair: Pair) -> None:
    """With its own credentials, the first project can be published."""
    with scripted() as server:
        receipt = pair.project("first").sync_publish(server_url=server.url).unwrap()
    assert (receipt.routing, receipt.issues, len(server.asked)) == (Success(ACME), 2, 1)


def test_the_first_drifts_when_the_second_is_bound(pair: Pair) -> None:
    """Once the credentials are those of the second, the first is never sent, whatever the caller allows."""
    pair.bind("second", "BETA")
    first = pair.project("first")
    with scripted() as server:
        found = [
            first.sync_publish(server_url=server.url),
            first.sync_publish(server_url=server.url, allow_foreign=True, allow_shrink=True),
            first.preview(server_url=server.url),
            first.preview(allow_foreign=True),
            first.routing(),
        ]
    assert (found, server.asked) == ([Failure(DRIFT)] * 5, [])
    assert first.status().unwrap().drift == DRIFT


def test_its_own_credentials_repair_the_first(pair: Pair) -> None:
    """With the credentials of the first project, the second one drifts."""
    second = pair.bind("second", "BETA")
    first = pair.bind("first", "ACME")
    with scripted() as server:
        assert first.sync_publish(server_url=server.url).unwrap().routing == Success(ACME)
        assert second.sync_publish(server_url=server.url) == Failure(RouteDrift(pinned=BETA, derived=ACME))
    assert len(server.asked) == 1
    assert (first.status().unwrap().drift, second.routing()) == (None, Failure(RouteDrift(BETA, ACME)))


GONE: Mapping[str, str | None] = {
    "the file": None,
    "the table": "[tokens]\n",
    "the key": '[tracker.providers.jira]\nbase_url = "https://acme.example"\nemail = "dev@acme.example"\n',
    "the text of the key": (
        '[tracker.providers.jira]\nbase_url = "https://acme.example"\nemail = "dev@acme.example"\nproject_key = " "\n'
    ),
}


@pytest.mark.parametrize("content", GONE.values(), ids=GONE.keys())
def test_a_pinned_project_never_falls_back_to_no_route(content: str | None, pair: Pair) -> None:
    """Without its credentials, a pinned project is not published under the mapping of the whole workspace."""
    path = pair.folder / "home" / "credentials"
    path.unlink() if content is None else path.write_text(content)
    first = pair.project("first")
    with scripted() as server:
        found = [first.sync_publish(server_url=server.url), first.preview()]
    assert (found, server.asked) == ([Failure(RouteDrift(ACME, None))] * 2, [])


def _identities(*numbers: int) -> tuple[str, ...]:
    return tuple(f"jira:{WORKSPACE}:{number} (ACME-{number})" for number in numbers)


def test_the_second_does_not_publish_the_issues_of_the_first(pair: Pair) -> None:
    """The issues in the shared cache belong to another project: the error has them, and nothing is sent."""
    second = pair.bind("second", "BETA")
    expected = Failure(ForeignIssues(_identities(1, 2), 2))
    with scripted() as server:
        assert second.sync_publish(server_url=server.url) == expected
        assert second.preview() == expected
    routing = Routing(provider="jira", workspace=WORKSPACE, route=Success(BETA))
    assert (server.asked, second.routing()) == ([], Success(routing))


def test_foreign_issues_can_be_allowed(pair: Pair) -> None:
    """Allowed foreign issues are published, with a warning that counts them."""
    second = pair.bind("second", "BETA")
    with scripted() as server:
        receipt = second.sync_publish(server_url=server.url, allow_foreign=True).unwrap()
    assert (receipt.routing, receipt.issues, len(server.asked)) == (Success(BETA), 2, 1)
    assert receipt.warnings == (ForeignIssuesIncluded(2),)
    assert second.preview(allow_foreign=True).unwrap().snapshot.warnings == (ForeignIssuesIncluded(2),)


def _ref(**changed: object) -> object:
    ref = payload_object()["ref"]
    assert isinstance(ref, dict)
    return {**ref, **changed}


REFS: Mapping[str, tuple[dict[str, object], bool]] = {
    "its own": ({}, False),
    "its own, in lower case": ({"key": "acme-1"}, False),
    "no key": ({"key": None}, False),
    "the connector's workspace": ({"workspace": "https://acme.example"}, False),
    "another project": ({"key": "BETA-1"}, True),
    "another project with the same prefix": ({"key": "ACMES-1"}, True),
    "another workspace": ({"workspace": "other.example"}, True),
    "another tracker": ({"system": "linear"}, True),
}


@pytest.mark.parametrize(("changed", "is_foreign"), REFS.values(), ids=REFS.keys())
def test_which_issues_are_foreign(changed: dict[str, object], is_foreign: bool, pair: Pair) -> None:  # noqa: FBT001 - a column of the table
    """An issue is foreign by its tracker, its workspace or the prefix of its key."""
    pair.cache.unlink()
    make_cache(pair.cache, [issue_row(payload=sound_payload(ref=_ref(**changed)))])
    found = pair.project("first").preview()
    assert isinstance(found.swap().value_or(None), ForeignIssues) == is_foreign
    assert isinstance(found, Failure) == is_foreign
