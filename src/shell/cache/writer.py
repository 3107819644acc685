"""The tables of the issue cache, as every tool that shares it knows them."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec
from attrs import frozen
from returns.result import Failure, Result, Success

from ...core.errors import BusyCache, UnreadableCache, UnwritableFile
from ...core.issues.model import Checkpoint, IssueRef, WorkPackageLink, identity_of
from ...core.result import sealed
from ..files.reading import shown

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
SELECT CAST(cursor AS TEXT), CAST(updated_since AS TEXT) FROM tracker_checkpoints WHERE checkpoint_key = ?
"""
_FIND = """
SELECT CAST(payload AS BLOB) FROM tracker_issues WHERE system = ? AND (
    issue_id = ? OR CASE WHEN json_valid(payload) THEN json_extract(payload, '$.ref.key') END = ?
) ORDER BY issue_id = ? DESC LIMIT 1
"""
_REFS = "SELECT identity, CAST(payload AS BLOB) FROM tracker_issues WHERE system = ?"
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
_MAPPED_TO = "SELECT wp_id FROM tracker_mappings WHERE system = ? AND workspace = ? AND external_id = ? AND wp_id <> ?"

_LINKED = "SELECT wp_id FROM tracker_mappings WHERE system = ? AND (external_id = ? OR external_key = ?) ORDER BY wp_id"

_NOT_WRITABLE = frozenset(
    {
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_READONLY,
    }
)


@frozen
class CacheWriter:
    """A cache inside of one transaction. Any of its methods raises `sqlite3.Error`, which `write_cache` understands."""

    connection: sqlite3.Connection

    def payload(self, identity: str) -> bytes | None:
        """Return the JSON of one issue, as it stands there."""
        found = self.connection.execute(
            "SELECT CAST(payload AS BLOB) FROM tracker_issues WHERE identity = ?", (identity,)
        ).fetchone()
        return None if found is None else bytes(found[0])

    def find_issue(self, system: str, name: str) -> IssueRef | None:
        """Return the ref of the issue that has this id, or else of the one that has this key."""
        found = self.connection.execute(_FIND, (system, name, name, name)).fetchone()
        return None if found is None else ref_of(bytes(found[0]))

    def payloads(self) -> Iterator[bytes]:
        """Return the JSON of all issues, ordered by identity."""
        for (payload,) in self.connection.execute("SELECT CAST(payload AS BLOB) FROM tracker_issues ORDER BY identity"):
            yield bytes(payload)

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
        gone = [(identity,) for identity, payload in rows if not _is_kept(payload, is_kept)]
        self.connection.executemany("DELETE FROM tracker_issues WHERE identity = ?", gone)
        return len(gone)

    def drop_checkpoints(self, prefix: str, kept: str) -> None:
        """Remove the checkpoints whose keys begin with *prefix*, all but the *kept* one."""
        self.connection.execute(_DROP_CHECKPOINTS, (len(prefix), prefix, kept))

    def checkpoint(self, key: str) -> Checkpoint | None:
        """Return a checkpoint as it stands there."""
        found = self.connection.execute(_CHECKPOINT, (key,)).fetchone()
        return None if found is None else Checkpoint(cursor=found[0], updated_since=found[1])

    def put_checkpoint(self, key: str, checkpoint: Checkpoint) -> None:
        """Write a checkpoint, in place of the one under its key."""
        self.connection.execute(_PUT_CHECKPOINT, (key, checkpoint.cursor, checkpoint.updated_since))

    def package_of(self, mapped: WorkPackageLink) -> str | None:
        """Return the other work package that the issue of *mapped* is mapped to, if there is one."""
        row = (mapped.system, mapped.workspace, mapped.external_id, mapped.wp_id)
        found = self.connection.execute(_MAPPED_TO, row).fetchone()
        return None if found is None else str(found[0])

    def packages_linked_to(self, ref: IssueRef) -> tuple[str, ...]:
        """Return the work packages that are linked to an issue, by its id or by its key."""
        found = self.connection.execute(_LINKED, (ref.system, ref.id, ref.key))
        return tuple(str(wp_id) for (wp_id,) in found)

    def put_mapping(self, mapped: WorkPackageLink) -> None:
        """Write a mapping, in place of the work package's one; of that, only ``created_at`` stays."""
        row = (mapped.wp_id, mapped.system, mapped.workspace, mapped.external_id, mapped.external_key)
        self.connection.execute(_PUT_MAPPING, (*row, mapped.external_url, mapped.created_at, mapped.updated_at))

    def drop_mapping(self, wp_id: str, system: str) -> bool:
        """Remove the mapping of a work package, and say whether there was one."""
        gone = self.connection.execute("DELETE FROM tracker_mappings WHERE wp_id = ? AND system = ?", (wp_id, system))
        return gone.rowcount > 0


@frozen
class _Referred:
    ref: IssueRef


_REFERRED = msgspec.json.Decoder(_Referred)


def ref_of(payload: bytes) -> IssueRef | None:
    """Return the ref of a cached issue; None if its payload cannot be read."""
    try:
        return _REFERRED.decode(payload).ref
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _is_kept(payload: bytes, is_kept: Callable[[IssueRef], bool]) -> bool:
    ref = ref_of(payload)
    return ref is None or is_kept(ref)


def write_cache(
    path: Path, busy_seconds: float, write: Callable[[CacheWriter], Result[_Value, _Error]]
) -> Result[_Value, _Error | BusyCache | UnreadableCache | UnwritableFile]:
    """Return what *write* returns; what it wrote is kept if that is a success, and else it is as if it had not been.

    Args:
        path: of the SQLite file, made if it is absent.
        busy_seconds: how long to wait for another writer.
        write: is called with the cache while nobody else writes it.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _transaction(path, busy_seconds) as connection:
            result = write(CacheWriter(connection))
            connection.execute("COMMIT" if _is_success(result) else "ROLLBACK")
    except sqlite3.Error as error:
        return Failure(_fault(shown(path), error))
    except OSError as error:  # of the folder
        return Failure(UnwritableFile(shown(path.parent), error.strerror or type(error).__name__))
    return result


def _is_success(result: Result[_Value, _Error]) -> bool:
    return isinstance(sealed(result), Success)


@contextmanager
def _transaction(path: Path, busy_seconds: float) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, timeout=busy_seconds, isolation_level=None)) as connection:
        _prefer_wal(connection)
        for table in SCHEMA:
            connection.execute(table)
        connection.execute("BEGIN IMMEDIATE")
        yield connection


def _prefer_wal(connection: sqlite3.Connection) -> None:
    """Let readers go on reading while others write. Another writer is not waited for here, and so not minded either."""
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if not _is_busy(error):
            raise


def _is_busy(error: sqlite3.Error) -> bool:
    return _code(error) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def _code(error: sqlite3.Error) -> int:
    """Return the primary code of an extended one."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _fault(path: str, error: sqlite3.Error) -> BusyCache | UnreadableCache | UnwritableFile:
    if _is_busy(error):
        return BusyCache(path)
    return UnwritableFile(path, str(error)) if _code(error) in _NOT_WRITABLE else UnreadableCache(path, str(error))
