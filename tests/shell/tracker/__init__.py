"""Shared helpers for the tests of pulls: a table of trackers, and a project bound to one of them."""

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
    """A bound project and its clock."""

    files: Files
    watch: Stopwatch = Factory(Stopwatch)

    @property
    def service(self) -> TrackerService:
        """The facade of the project."""
        return TrackerService(self.files.root, home=self.files.home, clock=self.watch.clock)

    @property
    def cache(self) -> Path:
        """The only cache."""
        (path,) = (self.files.home / "trackers").glob("*.db")
        return path

    def pull(self, **options: Unpack[PullOptions]) -> Result[Pulled, PullError]:
        """Pull the issues."""
        return self.service.pull(**options)

    def titles(self) -> dict[str, str]:
        """Return the titles of the cached issues, by identity."""
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
        """Return the rows of a query on the cache."""
        with closing(sqlite3.connect(self.cache)) as connection:
            return connection.execute(query).fetchall()


@frozen
class Kind:
    """A tracker in the table.

    Attributes:
        serve: runs it.
        credentials: returns the credentials for its URL and a resource.
        id_of: the resource's id, which is in the credentials.
        filter_of: returns the filter that leaves one part of the issues.
    """

    name: str
    workspace: str
    serve: Callable[..., AbstractContextManager[Tracker]]
    credentials: Callable[[str, str], Mapping[str, str]]
    id_of: Callable[[str], str] = str
    filter_of: Callable[[str], str] = str

    def project(self, folder: Path, url: str, resource: str = "ACME", doctrine: str = "") -> Project:
        """Return a new project bound to the tracker."""
        return Project(bound_project(folder, self.name, self.workspace, self.credentials(url, resource), doctrine))

    @contextmanager
    def bound(self, folder: Path, stories: list[Story], doctrine: str = "") -> Iterator[tuple[Tracker, Project]]:
        """Run the tracker, and return it with a new project bound to it."""
        with self.serve(ACME=stories) as tracker:
            yield tracker, self.project(folder, tracker.url, doctrine=doctrine)

    def identity(self, number: int) -> str:
        """Return the primary key of an issue in the cache."""
        return f"{self.name}:{self.workspace}:{10_000 + number}"

    def all_of(self, *titles: str) -> dict[str, str]:
        """Return the titles, by identity, of a cache with the first issues under these *titles*."""
        return {self.identity(number): title for number, title in enumerate(titles, start=1)}


JIRA = Kind("jira", JIRA_SITE, jira_server, jira_credentials, filter_of="labels = {}".format)
LINEAR = Kind("linear", LINEAR_WORKSPACE, linear_server, linear_credentials, team_uuid)
KINDS = {"jira": JIRA, "linear": LINEAR}


def place_of(row: object) -> object:
    """Return the cursor of the next page in the row of a resource."""
    assert isinstance(row, str)
    point: dict[str, object] = json.loads(row)
    return point["page"]
