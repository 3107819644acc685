"""A fleet in real files: projects that are pinned to a Jira project each, and a fleet file."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen

from tests.support.files import write
from tests.support.jira_server import JIRA_SITE, Tracker, jira_credentials, jira_site, stories
from tests.support.reference_server import reference_server

_ROUTING_KEY = "project_key"


@frozen
class FleetFiles:
    """The files of a fleet, all in *folder*."""

    folder: Path

    @property
    def file(self) -> Path:
        """The fleet file."""
        return self.folder / "fleet.toml"

    @property
    def repos(self) -> Path:
        """The folder of the projects."""
        return self.folder / "repos"

    @property
    def state(self) -> Path:
        """The database."""
        return self.folder / "fleet.db"

    def project(self, name: str, key: str | None = None, more: str = "") -> Path:
        """Make a project that is pinned to a Jira project, by default to the one of its own name in capitals."""
        root = self.repos / name
        pin = f"  resource:\n    type: jira_project\n    id: {key or name.upper()}\n"
        config = f"project:\n  slug: {name}\ntracker:\n  provider: jira\n  workspace: {JIRA_SITE}\n{pin}{more}"
        write(root / ".kittify" / "config.yaml", config)
        return root

    def describe(self, *, server_url: str, credentials: Mapping[str, object], more: str = "", after: str = "") -> None:
        """Write the fleet file: all folders in the folder of the projects, and one table of credentials.

        Args:
            server_url: of the server.
            credentials: of Jira; None leaves one out.
            more: lines for the first table.
            after: lines for the end.
        """
        given = {key: value for key, value in credentials.items() if value is not None}
        table = "".join(f"{key} = {json.dumps(value)}\n" for key, value in given.items())
        self.replace(
            f'[fleet]\nserver_url = "{server_url}"\n{more}\n[[discover]]\npath = "repos/*"\n'
            f"[credentials.jira]\n{table}{after}",
        )

    def replace(self, text: str) -> None:
        """Put another fleet file in the place of the one that is there: whoever reads it sees one or the other."""
        new = write(self.file.with_suffix(".new"), text)
        new.chmod(0o600)
        new.replace(self.file)


@frozen
class RunningFleet:
    """A fleet whose tracker and server run on loopback.

    Attributes:
        files: its files.
        tracker: a Jira site.
        server_url: of the reference server.
    """

    files: FleetFiles
    tracker: Tracker
    server_url: str

    def describe(self, more: str = "", after: str = "", **credentials: object) -> None:
        """Write the fleet file anew."""
        self.files.describe(
            server_url=self.server_url,
            credentials={**account(self.tracker.url), **credentials},
            more=more,
            after=after,
        )


def account(tracker_url: str) -> dict[str, object]:
    """Return the credentials of an account: everything but the project."""
    return {key: text for key, text in jira_credentials(tracker_url).items() if key != _ROUTING_KEY}


def name_of(number: int) -> str:
    """Return the name of a project."""
    return f"p{number:03}"


@contextmanager
def running_fleet(folder: Path, projects: int, issues: int = 2) -> Iterator[RunningFleet]:
    """Run a tracker and a server, and write a fleet of so many projects, each with so many issues."""
    files, names = FleetFiles(folder), [name_of(number) for number in range(projects)]
    with (
        jira_site({name.upper(): stories(issues) for name in names}) as tracker,
        reference_server() as server_url,
    ):
        for name in names:
            files.project(name)
        fleet = RunningFleet(files, tracker, server_url)
        fleet.describe()
        yield fleet
