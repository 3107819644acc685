"""What the tests of pulls share: a table of trackers, and a project bound to one of them."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from attrs import Factory, frozen
from returns.result import Result
from typing_extensions import Unpack

from tests.support.clocks import Stopwatch
from tests.support.files import Files
from tests.support.jira_server import JIRA_SITE, Story, Tracker, bound_project, jira_credentials, jira_server
from tests.support.linear_server import LINEAR_WORKSPACE, linear_credentials, linear_server, team_uuid
from trackpost import TrackerService
from trackpost.core.trackers.order import PullOptions
from trackpost.core.trackers.pulled import Pulled, PullError

ALL = ("Issue 1", "Issue 2", "Issue 3", "Issue 4", "Issue 5")


@frozen
class Project:
    """A project that is bound, and a watch that it goes by."""

    files: Files
    watch: Stopwatch = Factory(Stopwatch)

    @property
    def service(self) -> TrackerService:
        """The project's tracker."""
        return TrackerService(self.files.root, home=self.files.home, clock=self.watch.clock)

    @property
    def cache(self) -> Path:
        """The only cache."""
        (path,) = (self.files.home / "trackers").glob("*.db")
        return path

    def pull(self, **options: Unpack[PullOptions]) -> Result[Pulled, PullError]:
        """Pull."""
        return self.service.pull(**options)

    def titles(self) -> dict[str, str]:
        """Return the titles of what is cached, by identity."""
        found = self.rows("SELECT identity, json_extract(payload, '$.title') FROM tracker_issues ORDER BY issue_id")
        return {str(identity): str(title) for identity, title in found}

    def places(self) -> dict[str, tuple[object, object]]:
        """Return the checkpoints, by key."""
        found = self.rows("SELECT checkpoint_key, cursor, updated_since FROM tracker_checkpoints")
        return {str(key): (cursor, since) for key, cursor, since in found}

    def change(self, command: str) -> None:
        """Change the cache."""
        with closing(sqlite3.connect(self.cache)) as connection, connection:
            connection.execute(command)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Return what the cache answers."""
        with closing(sqlite3.connect(self.cache)) as connection:
            return connection.execute(query).fetchall()


@frozen
class Kind:
    """A tracker of the table.

    Attributes:
        serve: runs it.
        credentials: open it, given its URL and the resource.
        id_of: the resource's id, which is in the credentials.
    """

    name: str
    workspace: str
    serve: Callable[..., AbstractContextManager[Tracker]]
    credentials: Callable[[str, str], Mapping[str, str]]
    id_of: Callable[[str], str] = str

    def project(self, folder: Path, url: str, resource: str = "ACME", doctrine: str = "") -> Project:
        """Return a new project that is bound to the tracker."""
        return Project(bound_project(folder, self.name, self.workspace, self.credentials(url, resource), doctrine))

    @contextmanager
    def bound(self, folder: Path, stories: list[Story], doctrine: str = "") -> Iterator[tuple[Tracker, Project]]:
        """Run the tracker beside a new project that is bound to it."""
        with self.serve(ACME=stories) as tracker:
            yield tracker, self.project(folder, tracker.url, doctrine=doctrine)

    def identity(self, number: int) -> str:
        """Return the cache's name for an issue."""
        return f"{self.name}:{self.workspace}:{10_000 + number}"

    def all_of(self, *titles: str) -> dict[str, str]:
        """Return what the cache holds where it holds the first issues under these titles."""
        return {self.identity(number): title for number, title in enumerate(titles, start=1)}


JIRA = Kind("jira", JIRA_SITE, jira_server, jira_credentials)
LINEAR = Kind("linear", LINEAR_WORKSPACE, linear_server, linear_credentials, team_uuid)
KINDS = {"jira": JIRA, "linear": LINEAR}


def place_of(row: object) -> object:
    """Return the place at which the next pull goes on, as the row of a resource has it."""
    assert isinstance(row, str)
    place: dict[str, object] = json.loads(row)
    return place["page"]
