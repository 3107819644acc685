"""A small project in the formats that real ones have. Facts of the files: docs/reference/files.md."""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from attrs import frozen

from ...core.scope import cache_scope
from ..store import SCHEMA

WORKSPACE = "acme.atlassian.net"
_BASE_URL = f"https://{WORKSPACE}"
_NOON = "2026-03-01T12:00:00+00:00"

_CONFIG = f"""\
project:
  uuid: 550e8400-e29b-41d4-a716-446655440000
  slug: sample
tracker:
  provider: jira
  workspace: {WORKSPACE}
  doctrine:
    mode: external_authoritative
    field_owners: {{}}
"""


_ACCOUNT = {"base_url": _BASE_URL, "email": "dev@acme.example", "api_token": "the-tracker-s-own-secret"}


@frozen
class Sample:
    """A project bound to Jira, and the home folder that belongs to it, both under *folder*."""

    folder: Path

    @property
    def root(self) -> Path:
        """The project's folder."""
        return self.folder / "project"

    @property
    def home(self) -> Path:
        """What ``~/.spec-kitty`` is to a person."""
        return self.folder / "home"

    def bind(self, project_key: str | None) -> None:
        """Write config and credentials; None leaves the routing key out."""
        config = self.root / ".kittify" / "config.yaml"
        config.parent.mkdir(parents=True, exist_ok=True)
        config.write_text(_CONFIG, encoding="utf-8")
        self.home.mkdir(exist_ok=True)
        credentials = _ACCOUNT if project_key is None else {**_ACCOUNT, "project_key": project_key}
        lines = [f"{name} = {json.dumps(text)}" for name, text in credentials.items()]
        (self.home / "credentials").write_text("\n".join(["[tracker.providers.jira]", *lines, ""]), encoding="utf-8")

    def fill(self, project_key: str, titles: Mapping[int, str]) -> None:
        """Make the cache hold these issues and no others; the first is mapped to ``WP01``."""
        scope = cache_scope("jira", WORKSPACE, _ACCOUNT).unwrap()
        path = self.home / "trackers" / f"{scope}.db"
        path.parent.mkdir(exist_ok=True)
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.executescript(SCHEMA)
            connection.execute("DELETE FROM tracker_issues")
            connection.execute("DELETE FROM tracker_mappings")
            for number, title in titles.items():
                connection.execute(
                    "INSERT INTO tracker_issues VALUES (?, 'jira', ?, ?, ?, ?)",
                    (
                        f"jira:{WORKSPACE}:{number}",
                        WORKSPACE,
                        str(number),
                        json.dumps(_issue(project_key, number, title)),
                        _NOON,
                    ),
                )
            first = min(titles)
            connection.execute(
                "INSERT INTO tracker_mappings VALUES ('WP01', 'jira', ?, ?, ?, ?, ?, ?)",
                (WORKSPACE, str(first), f"{project_key}-{first}", _url(project_key, first), _NOON, _NOON),
            )


def _issue(project_key: str, number: int, title: str) -> dict[str, object]:
    return {
        "ref": {
            "system": "jira",
            "workspace": WORKSPACE,
            "id": str(number),
            "key": f"{project_key}-{number}",
            "url": _url(project_key, number),
        },
        "title": title,
        "body": None,
        "status": "in_progress",
        "issue_type": "task",
        "priority": 2,
        "assignees": [],
        "labels": ["sample"],
        "parent": None,
        "links": [],
        "custom_fields": {},
        "created_at": _NOON,
        "updated_at": _NOON,
        "raw": None,
    }


def _url(project_key: str, number: int) -> str:
    return f"{_BASE_URL}/browse/{project_key}-{number}"
