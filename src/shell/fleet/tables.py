"""The tables of the state of a fleet in SQLite, and their version, which is the file's ``user_version``."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from ...core.fleet.port import EARLIER_TRIES

# What a new try replaces goes among the earlier ones.
_EARLIER = f"""
CREATE TRIGGER replaced BEFORE INSERT ON projects BEGIN
    INSERT INTO earlier SELECT NULL, * FROM projects
    WHERE name = NEW.name AND (began, ended) IS NOT (NEW.began, NEW.ended);
    DELETE FROM earlier WHERE number IN (
        SELECT number FROM (
            SELECT number, row_number() OVER (
                PARTITION BY CASE WHEN json_valid(outcome) THEN json_extract(outcome, '$.word') END
                ORDER BY number DESC
            ) AS place FROM earlier WHERE name = NEW.name
        ) WHERE place > {EARLIER_TRIES}
    );
END
"""  # noqa: S608 - a number of our own
# Files without a version have the tables of the first, or some of them: the table of earlier tries came last.
_FIRST = (
    """
CREATE TABLE IF NOT EXISTS projects (
    name TEXT PRIMARY KEY, began REAL NOT NULL, ended REAL NOT NULL, outcome TEXT NOT NULL, is_failed INTEGER NOT NULL,
    published REAL, failures INTEGER NOT NULL, files TEXT NOT NULL, is_released INTEGER NOT NULL
) WITHOUT ROWID
""",
    """
CREATE TABLE IF NOT EXISTS workers (
    name TEXT PRIMARY KEY, doing TEXT NOT NULL, began REAL NOT NULL, seen REAL NOT NULL
)
""",
    """
CREATE TABLE IF NOT EXISTS earlier (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL, began REAL NOT NULL, ended REAL NOT NULL, outcome TEXT NOT NULL, is_failed INTEGER NOT NULL,
    published REAL, failures INTEGER NOT NULL, files TEXT NOT NULL, is_released INTEGER NOT NULL
)
""",
    "CREATE INDEX IF NOT EXISTS earlier_of ON earlier (name)",
)
# A release is counted, so that one during a try is not lost with it; and refused credentials are remembered.
_SECOND = (
    "DROP TRIGGER IF EXISTS replaced",
    "DROP INDEX IF EXISTS released",
    "ALTER TABLE projects RENAME COLUMN is_released TO asked",
    "ALTER TABLE projects ADD COLUMN answered INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE earlier RENAME COLUMN is_released TO asked",
    "ALTER TABLE earlier ADD COLUMN answered INTEGER NOT NULL DEFAULT 0",
    _EARLIER,
    "CREATE INDEX released ON projects (name) WHERE asked > answered",
    "CREATE TABLE refused (host TEXT NOT NULL, holder TEXT NOT NULL, PRIMARY KEY (host, holder)) WITHOUT ROWID",
)
_STEPS = (_FIRST, _SECOND)
VERSION = len(_STEPS)
"""The newest version that is known here."""


def brought_up_to_date(connection: sqlite3.Connection) -> int:
    """Make the tables, or change those of an older version, and return the version; a newer one stays as it is.

    Raises:
        sqlite3.Error: the file is no database, or cannot be written.
    """
    if _version_of(connection) >= VERSION:
        return _version_of(connection)
    with transaction(connection):
        version = _version_of(connection)  # another process may have been faster
        for step in _STEPS[version:]:
            for statement in step:
                connection.execute(statement)
        if version < VERSION:
            connection.execute(f"PRAGMA user_version = {VERSION}")
    return max(version, VERSION)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Keep all that is written in the block, or nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _version_of(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
