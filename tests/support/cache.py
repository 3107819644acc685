"""Issue caches in the form in which other tools write them."""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from trackpost.core.issues.model import Issue, IssueRef

WORKSPACE = "acme.example"
NOON = "2026-03-01T12:00:00+00:00"

TABLES = """
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
UNTYPED_TABLES = """
CREATE TABLE tracker_issues (identity, system, workspace, issue_id, payload, updated_at);
CREATE TABLE tracker_checkpoints (checkpoint_key, cursor, updated_since);
CREATE TABLE tracker_mappings (
    wp_id, system, workspace, external_id, external_key, external_url, created_at, updated_at
);
"""
"""The same columns without types or constraints, as another tool or a person could have created them."""

Row = tuple[str, tuple[object, ...]]
"""A table, and the values of all its columns."""


def make_cache(path: Path, rows: Iterable[Row] = (), tables: str = TABLES) -> Path:
    """Write an SQLite file with these *tables* and *rows*."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(tables)
        add_rows(connection, rows)
    return path


def add_rows(connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Write *rows* in one transaction."""
    with connection:
        for table, values in rows:
            marks = ", ".join("?" * len(values))
            connection.execute(f"INSERT INTO {table} VALUES ({marks})", values)  # noqa: S608 - names from this file


def issue_row(number: int = 1, *, system: str = "jira", payload: object = None) -> Row:
    """Return the row of one issue; *payload* replaces a valid one."""
    text = sound_payload(number, system) if payload is None else payload
    identity = f"{system}:{WORKSPACE}:{number}"
    return "tracker_issues", (identity, system, WORKSPACE, str(number), text, NOON)


def mapping_row(wp_id: object = "WP01", system: object = "jira", external_id: object = "1", **others: object) -> Row:
    """Return the row of one mapping; *others* replace the values of other columns."""
    rest = {"external_key": "ACME-1", "external_url": None, "created_at": NOON, "updated_at": NOON, **others}
    return "tracker_mappings", (wp_id, system, WORKSPACE, external_id, *rest.values())


def checkpoint_row(key: object = f"jira:{WORKSPACE}", cursor: object = "42", updated_since: object = NOON) -> Row:
    """Return the row of one checkpoint."""
    return "tracker_checkpoints", (key, cursor, updated_since)


def payload_object(number: int = 1, system: str = "jira") -> dict[str, object]:
    """Return one issue with all members that are in a cache."""
    return {
        "ref": {"system": system, "workspace": WORKSPACE, "id": str(number), "key": f"ACME-{number}", "url": None},
        "title": f"Issue {number}",
        "body": None,
        "status": "todo",
        "issue_type": "task",
        "priority": 2,
        "assignees": ["first"],
        "labels": [],
        "parent": None,
        "links": [{"type": "blocks"}],
        "custom_fields": {"points": 3},
        "created_at": None,
        "updated_at": NOON,
        "raw": {"private": "stays here"},
    }


def sound_payload(number: int = 1, system: str = "jira", **changed: object) -> str:
    """Return the valid payload of one issue as JSON, with some members changed."""
    return json.dumps({**payload_object(number, system), **changed})


def issue(number: int = 1, system: str = "jira") -> Issue:
    """Return the issue that `sound_payload` decodes to."""
    return Issue(
        ref=IssueRef(system=system, workspace=WORKSPACE, id=str(number), key=f"ACME-{number}", url=None),
        title=f"Issue {number}",
        body=None,
        status="todo",
        issue_type="task",
        priority=2,
        assignees=("first",),
        labels=(),
        updated_at=NOON,
    )
