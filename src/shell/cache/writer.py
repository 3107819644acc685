"""Writes the issue cache, in the tables that every tool that shares it knows."""

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import TypeVar

from attrs import frozen
from returns.result import Failure, Result, Success

from ...core.issues.cache_faults import BusyCache, UnreadableCache
from ...core.issues.model import Checkpoint, IssueRef, WorkPackageLink, identity_of, ref_in
from ...core.project.faults import NoFileLocks, UnwritableFile
from ...core.result import sealed
from ..files.database import Opened, is_busy, is_not_writable, keep_few_pages, transaction
from ..files.folders import make_folder, sync_folder
from ..files.reading import printable, reason_of
from .log import leave_log, prefer_log

SCHEMA = (
    """
CREATE TABLE IF NOT EXISTS tracker_issues (
    identity TEXT PRIMARY KEY, system TEXT NOT NULL, workspace TEXT NOT NULL, issue_id TEXT NOT NULL,
    payload TEXT NOT NULL, updated_at TEXT
)
""",
    """
CREATE TABLE IF NOT EXISTS tracker_checkpoints (checkpoint_key TEXT PRIMARY KEY, cursor TEXT, updated_since TEXT)
""",
    """
CREATE TABLE IF NOT EXISTS tracker_mappings (
    wp_id TEXT NOT NULL, system TEXT NOT NULL, workspace TEXT NOT NULL, external_id TEXT NOT NULL,
    external_key TEXT, external_url TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    PRIMARY KEY (wp_id, system), UNIQUE (system, workspace, external_id)
)
""",
)

_Value = TypeVar("_Value")
_Error = TypeVar("_Error")

_PUT_ISSUE = """
INSERT INTO tracker_issues (identity, system, workspace, issue_id, payload, updated_at) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (identity) DO UPDATE SET system = excluded.system, workspace = excluded.workspace,
issue_id = excluded.issue_id, payload = excluded.payload, updated_at = excluded.updated_at
"""
_CHECKPOINT = """
SELECT CAST(cursor AS BLOB), CAST(updated_since AS BLOB) FROM tracker_checkpoints WHERE checkpoint_key = ?
"""
_FIND = """
SELECT CAST(payload AS BLOB) FROM tracker_issues WHERE system = :system
AND (:places IS NULL OR workspace IN (SELECT value FROM json_each(:places))) AND (
    issue_id = :name OR CASE WHEN json_valid(payload) THEN json_extract(payload, '$.ref.key') END = :name
) ORDER BY issue_id = :name DESC LIMIT 1
"""
_REFS = "SELECT rowid, CAST(payload AS BLOB) FROM tracker_issues WHERE system = ?"
_DROP_CHECKPOINTS = "DELETE FROM tracker_checkpoints WHERE substr(checkpoint_key, 1, ?) = ? AND checkpoint_key <> ?"
_PUT_CHECKPOINT = """
INSERT INTO tracker_checkpoints (checkpoint_key, cursor, updated_since) VALUES (?, ?, ?)
ON CONFLICT (checkpoint_key) DO UPDATE SET cursor = excluded.cursor, updated_since = excluded.updated_since
"""
_PUT_MAPPING = """
INSERT INTO tracker_mappings
(wp_id, system, workspace, external_id, external_key, external_url, created_at, updated_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (wp_id, system) DO UPDATE SET workspace = excluded.workspace, external_id = excluded.external_id,
external_key = excluded.external_key, external_url = excluded.external_url, updated_at = excluded.updated_at
"""
_MAPPED_TO = """
SELECT CAST(wp_id AS BLOB) FROM tracker_mappings WHERE system = ? AND workspace = ? AND external_id = ? AND wp_id <> ?
"""
_LINKED = """
SELECT CAST(wp_id AS BLOB) FROM tracker_mappings WHERE system = :system
AND workspace IN (SELECT value FROM json_each(:places)) AND (external_id = :id OR external_key = :key)
AND (external_url = :url) IS NOT FALSE ORDER BY wp_id
"""


@frozen
class CacheWriter:
    """A cache inside one transaction. All its methods can raise `sqlite3.Error`, which `write_cache` understands.

    Other programs write the same file, and a column holds values of any type: an issue that cannot be read is as if it
    were absent.

    Attributes:
        connection: to the cache.
        unlocked: a warning where the file system has no locks.
    """

    connection: sqlite3.Connection
    unlocked: tuple[NoFileLocks, ...] = ()

    def payload(self, identity: str) -> bytes | None:
        """Return the JSON of one issue, as it is there."""
        found = self.connection.execute(
            "SELECT CAST(payload AS BLOB) FROM tracker_issues WHERE identity = ?", (identity,)
        ).fetchone()
        return None if found is None else found[0]

    def find_issue(self, system: str, name: str, places: Iterable[str] | None = None) -> IssueRef | None:
        """Return the ref of the issue that has this id, or else of the one that has this key.

        Args:
            system: of the tracker.
            name: the id or the key.
            places: the names that its workspace can have; None if it can be in any.
        """
        given = {"system": system, "name": name, "places": None if places is None else json.dumps(list(places))}
        found = self.connection.execute(_FIND, given).fetchone()
        return None if found is None else ref_in(found[0])

    def put_issue(self, ref: IssueRef, payload: str, now: str) -> None:
        """Write one issue, in place of the one with its identity."""
        row = (identity_of(ref), ref.system, ref.workspace, ref.id, payload, now)
        self.connection.execute(_PUT_ISSUE, row)

    def drop_issue(self, identity: str) -> None:
        """Remove one issue, if it is there."""
        self.connection.execute("DELETE FROM tracker_issues WHERE identity = ?", (identity,))

    def drop_issues(self, system: str, is_kept: Callable[[IssueRef], bool]) -> int:
        """Remove the issues of *system* that are not to be kept, and return how many; what cannot be read stays."""
        rows = self.connection.execute(_REFS, (system,)).fetchall()
        gone = [number for number, payload in rows if not _is_kept(payload, is_kept)]
        self.drop_rows(gone)
        return len(gone)

    def drop_rows(self, numbers: Iterable[int]) -> None:
        """Remove the issues in these rows."""
        self.connection.executemany("DELETE FROM tracker_issues WHERE rowid = ?", ((number,) for number in numbers))

    def drop_checkpoints(self, prefix: str, kept: str) -> None:
        """Remove the checkpoints whose keys begin with *prefix*, all but the *kept* one."""
        self.connection.execute(_DROP_CHECKPOINTS, (len(prefix), prefix, kept))

    def checkpoint(self, key: str) -> Checkpoint | None:
        """Return a checkpoint as it is there."""
        found = self.connection.execute(_CHECKPOINT, (key,)).fetchone()
        return None if found is None else Checkpoint(cursor=_text(found[0]), updated_since=_text(found[1]))

    def put_checkpoint(self, key: str, checkpoint: Checkpoint) -> None:
        """Write a checkpoint, in place of the one under its key."""
        self.connection.execute(_PUT_CHECKPOINT, (key, checkpoint.cursor, checkpoint.updated_since))

    def package_of(self, mapped: WorkPackageLink) -> str | None:
        """Return the other work package that is linked to the issue of *mapped*, if there is one."""
        row = (mapped.system, mapped.workspace, mapped.external_id, mapped.wp_id)
        found = self.connection.execute(_MAPPED_TO, row).fetchone()
        return None if found is None else _text(found[0]) or "NULL"

    def packages_linked_to(self, ref: IssueRef, places: Iterable[str], url: str | None = None) -> tuple[str, ...]:
        """Return the work packages that are linked to an issue, by its id or by its key.

        Args:
            ref: of the issue.
            places: the workspaces that the link can have.
            url: the link has this URL, or none; None if it can have any.
        """
        given = {"system": ref.system, "id": ref.id, "key": ref.key, "url": url, "places": json.dumps(list(places))}
        found = self.connection.execute(_LINKED, given)
        return tuple(_text(wp_id) or "NULL" for (wp_id,) in found)

    def put_mapping(self, mapped: WorkPackageLink) -> None:
        """Write a link, in place of the work package's own; of that, only ``created_at`` stays."""
        row = (mapped.wp_id, mapped.system, mapped.workspace, mapped.external_id, mapped.external_key)
        self.connection.execute(_PUT_MAPPING, (*row, mapped.external_url, mapped.created_at, mapped.updated_at))

    def drop_mapping(self, wp_id: str, system: str) -> bool:
        """Remove the link of a work package, and say whether there was one."""
        gone = self.connection.execute("DELETE FROM tracker_mappings WHERE wp_id = ? AND system = ?", (wp_id, system))
        return gone.rowcount > 0


def _is_kept(payload: bytes | None, is_kept: Callable[[IssueRef], bool]) -> bool:
    ref = ref_in(payload)
    return ref is None or is_kept(ref)


def _text(raw: bytes | None) -> str | None:
    return None if raw is None else raw.decode(errors="backslashreplace")


def write_cache(
    path: Path, busy_seconds: float, write: Callable[[CacheWriter], Result[_Value, _Error]]
) -> Result[_Value, _Error | BusyCache | UnreadableCache | UnwritableFile]:
    """Return what *write* returns; what it wrote is kept if that is a success, and rolled back otherwise.

    Args:
        path: of the SQLite file, which is made if it is absent.
        busy_seconds: how long to wait for another writer.
        write: is called with the cache while nobody else writes it.
    """
    try:
        make_folder(path.parent)
        return _written(path, busy_seconds, write)
    except sqlite3.Error as error:
        return Failure(_fault(printable(path), error))
    except OSError as error:  # of the folder
        return Failure(UnwritableFile(printable(path.parent), reason_of(error)))


def _written(
    path: Path, busy_seconds: float, write: Callable[[CacheWriter], Result[_Value, _Error]]
) -> Result[_Value, _Error]:
    with ExitStack() as stack:
        try:
            opened = stack.enter_context(_transaction(path, busy_seconds))
        except sqlite3.OperationalError as error:
            leave_log(path, error)
            opened = stack.enter_context(_transaction(path, busy_seconds))
        unlocked = () if opened.is_locked else (NoFileLocks(printable(path.parent)),)
        result = write(CacheWriter(opened.connection, unlocked))
        opened.connection.execute("COMMIT" if _is_success(result) else "ROLLBACK")
        if opened.connection.total_changes > 0:  # else nobody would miss what a power cut takes
            sync_folder(path.parent)
    return result


def _is_success(result: Result[_Value, _Error]) -> bool:
    return isinstance(sealed(result), Success)


def _transaction(path: Path, busy_seconds: float) -> AbstractContextManager[Opened]:
    def begin(connection: sqlite3.Connection) -> None:
        keep_few_pages(connection)
        prefer_log(path, connection)
        for table in SCHEMA:
            connection.execute(table)
        connection.execute("BEGIN IMMEDIATE")

    return transaction(path, "rwc", busy_seconds, begin)


def _fault(path: str, error: sqlite3.Error) -> BusyCache | UnreadableCache | UnwritableFile:
    if is_busy(error):
        return BusyCache(path)
    return UnwritableFile(path, str(error)) if is_not_writable(error) else UnreadableCache(path, str(error))
