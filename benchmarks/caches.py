"""Make projects with caches of any size, for both tools to publish."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from attrs import frozen

from . import issues
from .issues import WORKSPACE

_EMAIL = "dev@acme.example"
_SITE = f"https://{WORKSPACE}"
_CONFIG = f"""\
project:
  uuid: 550e8400-e29b-41d4-a716-446655440000
  slug: acme-board
tracker:
  provider: jira
  workspace: {WORKSPACE}
  doctrine:
    mode: external_authoritative
    field_owners: {{}}
"""
_CREDENTIALS = f"""\
[tracker.providers.jira]
base_url = "{_SITE}"
email = "{_EMAIL}"
api_token = "stays-here"
project_key = "ACME"
"""
_TABLES = """
CREATE TABLE tracker_issues (
    identity TEXT PRIMARY KEY, system TEXT NOT NULL, workspace TEXT NOT NULL, issue_id TEXT NOT NULL,
    payload TEXT NOT NULL, updated_at TEXT
);
CREATE TABLE tracker_checkpoints (checkpoint_key TEXT PRIMARY KEY, cursor TEXT, updated_since TEXT);
CREATE TABLE tracker_mappings (
    wp_id TEXT NOT NULL, system TEXT NOT NULL, workspace TEXT NOT NULL, external_id TEXT NOT NULL,
    external_key TEXT, external_url TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    PRIMARY KEY (wp_id, system), UNIQUE (system, workspace, external_id)
);
"""
_LINKS = 20
_MADE_BY = sha256(Path(__file__).read_bytes() + Path(issues.__file__).read_bytes()).hexdigest()


@frozen
class Project:
    """The files of a project and its user, all in *folder*."""

    folder: Path

    @property
    def root(self) -> Path:
        """The project's folder."""
        return self.folder / "project"

    @property
    def user(self) -> Path:
        """The user's home folder."""
        return self.folder / "user"

    @property
    def home(self) -> Path:
        """The folder in which both tools look for credentials and cache."""
        return self.user / ".spec-kitty"

    def forget(self) -> None:
        """Remove the records of earlier publishes, so that the next one is a first publish."""
        for path in self.home.iterdir():
            if path.is_dir() and path.name != "trackers":
                shutil.rmtree(path)


def project_of(folder: Path, count: int) -> Project:
    """Return the project with *count* issues in *folder*; make it if it is absent or was made by older code."""
    project = Project(folder / str(count))
    made_by = project.folder / "made-by"
    if not made_by.exists() or made_by.read_text() != _MADE_BY:
        shutil.rmtree(project.folder, ignore_errors=True)
        _make(project, count)
        made_by.write_text(_MADE_BY)
    return project


def empty_project(folder: Path, site: str) -> Project:
    """Return a project in *folder*, which is emptied, that nobody has pulled yet from the *site*, a URL."""
    shutil.rmtree(folder, ignore_errors=True)
    project = Project(folder)
    _describe(project, site)
    return project


def _describe(project: Project, site: str) -> None:
    for made in (project.root / ".kittify", project.home):
        made.mkdir(parents=True)
    (project.root / ".kittify" / "config.yaml").write_text(_CONFIG)
    credentials = project.home / "credentials"
    credentials.touch(mode=0o600)
    credentials.write_text(_CREDENTIALS.replace(_SITE, site))


def _make(project: Project, count: int) -> None:
    _describe(project, _SITE)
    cache = project.home / "trackers" / f"{_scope()}.db"
    cache.parent.mkdir()
    with closing(sqlite3.connect(cache)) as connection:
        connection.executescript(_TABLES)
        _fill(connection, count)


def _fill(connection: sqlite3.Connection, count: int) -> None:
    checkpoint = (f"jira:{WORKSPACE}", "cursor-17", issues.updated_at(count))
    with connection:
        connection.executemany("INSERT INTO tracker_issues VALUES (?, ?, ?, ?, ?, ?)", _issue_rows(count))
        connection.executemany("INSERT INTO tracker_mappings VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _mapping_rows(count))
        connection.execute("INSERT INTO tracker_checkpoints VALUES (?, ?, ?)", checkpoint)


def _issue_rows(count: int) -> Iterator[tuple[str, ...]]:
    for number in range(1, count + 1):
        issue_id = issues.issue_id(number)
        identity = f"jira:{WORKSPACE}:{issue_id}"
        yield identity, "jira", WORKSPACE, issue_id, issues.payload(number), issues.updated_at(number)


def _mapping_rows(count: int) -> Iterator[tuple[str, ...]]:
    for number in range(1, min(count, _LINKS) + 1):
        names = issues.issue_id(number), issues.issue_key(number), issues.issue_url(number)
        times = issues.updated_at(number), issues.updated_at(number)
        yield f"WP{number:02}", "jira", WORKSPACE, *names, *times


def _scope() -> str:
    """Return the stem of the cache's file name; docs/reference/files.md has the rule."""
    return sha256(f"jira|{WORKSPACE}|{_SITE}|{_EMAIL}|no-team".encode()).hexdigest()[:16]
