"""Projects that share a cache and have different filters: each publishes its own part, from ``bind`` to the server."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from attrs import evolve, frozen

from tests.shell.tracker import KINDS, Kind
from tests.shell.tracker.test_filtered_pull import mixed
from tests.support.jira_server import Tracker
from tests.support.process import Ended, called
from tests.support.scripted_server import ScriptedServer, scripted
from trackpost import TrackerService

both = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())


@frozen
class Desk:
    """A user with several projects, a tracker and a server.

    Attributes:
        folder: of everything.
        kind: of the tracker.
        tracker: while it runs.
        server: takes every snapshot.
    """

    folder: Path
    kind: Kind
    tracker: Tracker
    server: ScriptedServer

    @property
    def home(self) -> Path:
        """The folder in place of ``~/.spec-kitty``."""
        return self.folder / "home"

    def runs(self, project: str, *arguments: str) -> Ended:
        """Run a command in the folder of a project."""
        root = self.folder / project
        root.mkdir(exist_ok=True)
        return called(*arguments, "--json", env={"SPEC_KITTY_HOME": self.home}, cwd=root)

    def succeeds(self, project: str, *arguments: str) -> dict[str, object]:
        """Run a command that must succeed without a warning, and return its report."""
        ended = self.runs(project, *arguments)
        assert (ended.exit_code, ended.report["warnings"]) == (0, []), ended
        return ended.report

    def binds(self, project: str, *options: str) -> dict[str, object]:
        """Bind a project."""
        pairs = self.kind.credentials(self.tracker.url, "ACME").items()
        credentials = (word for key, text in pairs for word in ("--credential", f"{key}={text}"))
        whereto = ("--provider", self.kind.name, "--workspace", self.kind.workspace)
        return self.succeeds(project, "bind", *whereto, *credentials, *options)

    def filters(self, project: str, part: str) -> dict[str, object]:
        """Bind a project to a part of the issues."""
        return self.binds(project, "--filter", self.kind.filter_of(part))

    def sends(self, project: str, *options: str) -> Ended:
        """Publish, or try to."""
        return self.runs(project, "publish", "--server-url", self.server.url, "--auth-token", "t", *options)

    def publishes(self, project: str) -> list[str]:
        """Publish, and return the keys of the issues in the body, as many as status and preview said before."""
        counts = [self.succeeds(project, command)["issues"] for command in ("status", "preview")]
        receipt = self.sends(project).report
        body = json.loads(self.server.asked[-1].body)
        keys = [issue["ref"]["key"] for issue in body["issues"]]
        assert [*counts, receipt["issues"]] == [len(keys)] * 3
        return keys


@contextmanager
def _desk(kind: Kind, folder: Path, *parts: str) -> Iterator[Desk]:
    with kind.serve(ACME=mixed(*parts)) as tracker, scripted() as server:
        yield Desk(folder, kind, tracker, server)


@both
def test_each_has_its_own_part(kind: Kind, tmp_path: Path) -> None:
    """They share the cache file and an issue may be in both; a third project has everything."""
    with _desk(kind, tmp_path, "web", "api", "web", "ux") as desk:
        assert desk.filters("site", "web")["filter"] == kind.filter_of("web")
        desk.filters("core", "api")
        assert desk.binds("all")["filter"] is None
        pulled = [desk.succeeds(project, "pull")["issues"] for project in ("site", "core", "all")]
        assert pulled == [2, 1, 4]
        assert len(list((desk.home / "trackers").glob("*.db"))) == 1
        assert desk.publishes("site") == ["ACME-1", "ACME-3"]
        assert desk.publishes("core") == ["ACME-2"]
        assert desk.publishes("all") == ["ACME-1", "ACME-2", "ACME-3", "ACME-4"]


@both
def test_what_one_pulls_is_not_published_by_the_other(kind: Kind, tmp_path: Path) -> None:
    """An issue that changes sides is the other's once that one has pulled it, and leaves with a full pull."""
    with _desk(kind, tmp_path, "web", "web", "web", "api") as desk:
        desk.filters("site", "web")
        desk.filters("core", "api")
        for project in ("site", "core"):
            desk.succeeds(project, "pull")
        listed = desk.tracker.stories["ACME"]
        listed[0] = evolve(listed[0], part="api", title="Moved", updated=desk.tracker.now)
        desk.succeeds("core", "pull")
        assert desk.publishes("core") == ["ACME-1", "ACME-4"]
        assert desk.succeeds("site", "pull", "--full")["removed"] == 1
        assert desk.publishes("site") == ["ACME-2", "ACME-3"]
        assert desk.publishes("core") == ["ACME-1", "ACME-4"]


@both
def test_another_filter(kind: Kind, tmp_path: Path) -> None:
    """Nothing is published before a pull under it; a list that became much shorter needs a word."""
    with _desk(kind, tmp_path, "web", "web", "web", "api") as desk:
        desk.filters("site", "web")
        desk.succeeds("site", "pull")
        desk.publishes("site")
        desk.filters("site", "api")
        assert _kind_of_error(desk.sends("site")) == "missing_cache"
        desk.succeeds("site", "pull")
        assert _kind_of_error(desk.sends("site")) == "snapshot_shrank"
        assert desk.sends("site", "--allow-shrink").report["issues"] == 1


def _kind_of_error(ended: Ended) -> object:
    error = ended.report["error"]
    assert (ended.exit_code, isinstance(error, dict)) == (65, True)
    return error["kind"] if isinstance(error, dict) else None


@both
def test_a_filter_that_leaves_nothing(kind: Kind, tmp_path: Path) -> None:
    """A word that is mistyped does not empty the server's copy."""
    with _desk(kind, tmp_path, "web", "api") as desk:
        desk.binds("site")
        desk.succeeds("site", "pull")
        desk.publishes("site")
        desk.filters("site", "wbe")
        assert desk.succeeds("site", "pull")["issues"] == 0
        assert _kind_of_error(desk.sends("site")) == "snapshot_shrank"


@both
def test_the_filter_is_removed(kind: Kind, tmp_path: Path) -> None:
    """The project has everything again."""
    with _desk(kind, tmp_path, "web", "api", "ux") as desk:
        desk.filters("site", "web")
        desk.succeeds("site", "pull")
        assert desk.publishes("site") == ["ACME-1"]
        assert desk.binds("site")["filter"] == kind.filter_of("web")
        assert desk.binds("site", "--filter", "")["filter"] is None
        desk.succeeds("site", "pull")
        assert desk.publishes("site") == ["ACME-1", "ACME-2", "ACME-3"]


@both
def test_foreign_issues_are_removed(kind: Kind, tmp_path: Path) -> None:
    """A pull that drops what belongs to others makes them read their parts anew, and publish nothing before."""
    with _desk(kind, tmp_path, "web", "api") as desk:
        desk.filters("site", "web")
        desk.succeeds("site", "pull")
        desk.binds("all")
        desk.succeeds("all", "pull", "--drop-foreign")
        error = TrackerService(desk.folder / "site", home=desk.home).preview().failure()
        assert "run `trackpost pull` first" in error.message
        desk.succeeds("site", "pull")
        assert desk.publishes("site") == ["ACME-1"]
