"""From the tracker to the server's mapping: bind, pull, map and publish, as real processes, over real sockets."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import evolve, frozen

from tests.shell.tracker import JIRA, LINEAR, Kind, Project
from tests.support.files import Files, make_project
from tests.support.jira_server import SECRET, stories
from tests.support.process import Ended, called, trackpost
from tests.support.reference_server import received, reference_server
from trackpost.core.contract.server import RoutingKey
from trackpost.core.routing.route import ResourceRoute

TRACKERS: Mapping[str, tuple[Kind, str, str]] = {
    "jira": (JIRA, "jira_project", "api_token"),
    "linear": (LINEAR, "linear_team", "api_key"),
}
ANSWER = {"resolved_by": "resource", "mapping": "acme-board", "issues": 3, "mappings": 1}
Run = Callable[..., Ended]


@frozen
class Person:
    """A user with an empty folder and an empty home."""

    files: Files

    def runs(self, *arguments: str, stdin: bytes = b"", by: Run = trackpost) -> dict[str, object]:
        """Run a command that must succeed without a warning, and return its report."""
        ended = by(*arguments, "--json", env=self.files.env, cwd=self.files.root, stdin=stdin)
        assert (ended.exit_code, ended.stderr, ended.report["warnings"]) == (0, "", [])
        return ended.report

    def binds(self, kind: Kind, url: str, secret: str, by: Run = trackpost) -> dict[str, object]:
        """Bind the project, with the secret on standard input."""
        pairs = {**kind.credentials(url, "ACME"), secret: "-"}.items()
        options = (word for key, text in pairs for word in ("--credential", f"{key}={text}"))
        workspace = ("--provider", kind.name, "--workspace", kind.workspace)
        return self.runs("bind", *workspace, *options, stdin=SECRET.encode(), by=by)


def _mappings(kind: Kind, resource_type: str) -> dict[RoutingKey, str]:
    def key(name: str, workspace: str = kind.workspace) -> RoutingKey:
        return RoutingKey(kind.name, workspace, ResourceRoute(resource_type, kind.id_of(name)))

    whole = RoutingKey(kind.name, kind.workspace, None)
    return {key("ACME"): "acme-board", key("BETA"): "beta", key("ACME", "elsewhere"): "elsewhere", whole: "everything"}


def _answers(url: str) -> list[object]:
    """Return the server's answer to each snapshot."""
    listed = received(url).body
    assert isinstance(listed, list)
    return [entry["answer"] for entry in listed]


def _bodies(url: str) -> list[dict[str, object]]:
    """Return the bodies that the server applied, in order."""
    listed = received(url).body
    assert isinstance(listed, list)
    wholes = [received(url, entry["idempotency_key"]).body for entry in listed]
    assert all(isinstance(whole, dict) for whole in wholes)
    return [whole["body"] for whole in wholes if isinstance(whole, dict)]


def _issues(body: dict[str, object]) -> list[tuple[str, str, str, str]]:
    """Return workspace, id, key and title of the issues of a snapshot."""
    issues = body["issues"]
    assert isinstance(issues, list)
    return [(issue["ref"]["workspace"], issue["ref"]["id"], issue["ref"]["key"], issue["title"]) for issue in issues]


def _of(kind: Kind, *titles: str) -> list[tuple[str, str, str, str]]:
    return [(kind.workspace, f"{10_000 + n}", f"ACME-{n}", title) for n, title in enumerate(titles, start=1)]


@pytest.mark.parametrize(("kind", "resource_type", "secret"), TRACKERS.values(), ids=TRACKERS.keys())
def test_the_whole_way(kind: Kind, resource_type: str, secret: str, tmp_path: Path) -> None:
    """The server finds the mapping of the resource, not that of the workspace, and applies the tracker's issues."""
    person = Person(make_project(tmp_path, config=None, credentials=None, rows=None))
    mappings = _mappings(kind, resource_type)
    with kind.serve(ACME=stories(3), BETA=stories(1)) as tracker, reference_server(mappings=mappings) as url:
        assert person.binds(kind, tracker.url, secret)["missing"] == []
        assert person.runs("pull")["created"] == 3
        person.runs("map", "add", "--wp-id", "WP01", "--external-id", "ACME-2")
        published = person.runs("publish", "--require-route", "--server-url", url)
        (body,) = _bodies(url)
        assert _answers(url) == [ANSWER]
    _check(kind, published, body)
    assert (body["external_resource_type"], SECRET in str((published, body))) == (resource_type, False)


def _check(kind: Kind, published: dict[str, object], body: dict[str, object]) -> None:
    assert (published["status_code"], published["body"]) == (200, ANSWER)
    assert _issues(body) == _of(kind, "Issue 1", "Issue 2", "Issue 3")
    assert isinstance(body["mappings"], list)
    (mapped,) = body["mappings"]
    assert (mapped["wp_id"], mapped["external_id"], mapped["external_key"]) == ("WP01", "10002", "ACME-2")


@pytest.mark.parametrize(
    ("kind", "secret"), [(kind, secret) for kind, _, secret in TRACKERS.values()], ids=TRACKERS.keys()
)
def test_a_change_in_the_tracker(kind: Kind, secret: str, tmp_path: Path) -> None:
    """A change in the tracker is pulled and published; unchanged content is not applied again."""
    person = Person(make_project(tmp_path, config=None, credentials=None, rows=None))
    first, *rest = stories(3)
    changed = evolve(first, title="Changed", updated=first.updated + timedelta(hours=1))
    with kind.serve(ACME=stories(3)) as tracker, reference_server() as url:
        person.binds(kind, tracker.url, secret, by=called)
        for story in (first, first, changed):
            tracker.stories["ACME"] = [story, *rest]
            person.runs("pull", by=called)
            person.runs("publish", "--server-url", url, by=called)
        assert [_issues(body)[0][3] for body in _bodies(url)] == ["Issue 1", "Changed"]
    assert Project(person.files).titles() == kind.all_of("Changed", "Issue 2", "Issue 3")
