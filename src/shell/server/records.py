"""The tables of what was received, answered and applied. All of a request is written in one transaction.

The bodies have a table of their own, because SQLite goes through a whole row, however few columns are asked for.
"""

import sqlite3
from typing import TypeAlias

from attrs import frozen

from ...core.contract.admission import AccountKey, Admission, Apply, Seen, StoredAnswer, admit, in_order
from ...core.contract.server import ProjectKey, RoutingKey
from ...core.page.parts import Listing
from ...core.snapshot.idempotency import Digest
from .catalogue import Catalogue, NotedRefusal
from .stored_keys import key_columns, key_prefix, loaded_key, route_in, stored_key

_RECEIVED = """
CREATE TABLE IF NOT EXISTS received (
    idempotency_key TEXT PRIMARY KEY,
    digest TEXT NOT NULL,
    body BLOB NOT NULL,
    received_at TEXT NOT NULL,
    replays INTEGER NOT NULL DEFAULT 0,
    status_code INTEGER,
    answer BLOB
)
"""
_BODIES = "CREATE TABLE IF NOT EXISTS bodies (idempotency_key TEXT PRIMARY KEY, body BLOB NOT NULL)"
# Version 0.1.0 kept the body in the row itself, and wrote the row before it had the answer. A row without an answer
# counts for nothing, and is overwritten.
_PROJECTS = """
CREATE TABLE IF NOT EXISTS projects (
    account INTEGER NOT NULL,
    provider TEXT NOT NULL,
    workspace TEXT NOT NULL,
    resource_type TEXT NOT NULL,
    resource_id TEXT NOT NULL,
    project TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    highest INTEGER,
    PRIMARY KEY (account, provider, workspace, resource_type, resource_id, project)
)
"""
_FORGET = "DELETE FROM received WHERE answer IS NULL"
_SEEN = "SELECT digest, status_code, answer FROM received WHERE idempotency_key = ? AND answer IS NOT NULL"
_KEEP = """
INSERT OR REPLACE INTO received (idempotency_key, digest, body, received_at, status_code, answer)
VALUES (?, ?, x'', ?, ?, ?)
"""
_KEEP_BODY = "INSERT OR REPLACE INTO bodies VALUES (?, ?)"
_APPLY = "INSERT OR REPLACE INTO projects VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_HIGHEST = """
SELECT highest FROM projects
WHERE account = ? AND provider = ? AND workspace = ? AND resource_type = ? AND resource_id = ? AND project = ?
"""
_COUNT_REPLAY = "UPDATE received SET replays = replays + 1 WHERE idempotency_key = ?"

_COLUMNS = "idempotency_key, digest, received_at, replays, status_code, answer"
_ENTRY = f"SELECT {_COLUMNS} FROM received WHERE idempotency_key = ? AND answer IS NOT NULL"  # noqa: S608 - constants
_BODY = """
SELECT coalesce(bodies.body, received.body) FROM received LEFT JOIN bodies USING (idempotency_key)
WHERE idempotency_key = ?
"""
_OF_ACCOUNT = "substr(idempotency_key, 1, length(idempotency_key) - 64) = ?"
_PLACE = f"SELECT rowid FROM received WHERE idempotency_key = ? AND {_OF_ACCOUNT}"  # noqa: S608 - constants
_PAGE = f"""
SELECT {_COLUMNS} FROM received WHERE rowid > ? AND answer IS NOT NULL AND {_OF_ACCOUNT} ORDER BY rowid LIMIT ?
"""  # noqa: S608 - constants

_STATES = """
SELECT provider, workspace, resource_type, resource_id, project, idempotency_key FROM projects WHERE account = ?
ORDER BY provider, workspace, resource_type, resource_id, project
"""

_Row: TypeAlias = tuple[str, str, str, int, int, bytes]


@frozen(kw_only=True)
class Entry:
    """One request that was taken.

    Attributes:
        key: of the request.
        digest: SHA-256 of its body.
        received_at: ISO 8601.
        replays: how often the stored answer was given again.
        answer: what the request was answered.
        sequence: its ``Snapshot-Sequence``; None if it had none, or where it was read back.
    """

    key: AccountKey
    digest: Digest
    received_at: str
    replays: int
    answer: StoredAnswer
    sequence: int | None = None


@frozen
class Page:
    """Some entries, the oldest first, and whether there are more behind them."""

    entries: tuple[Entry, ...]
    has_more: bool


@frozen
class AppliedProject:
    """A project, and the key of the snapshot that was applied for it last."""

    project: ProjectKey
    key: AccountKey


@frozen
class Records:
    """The tables in an open database. Whatever goes wrong with the file is an `sqlite3.Error`.

    Attributes:
        connection: to the database.
        keep_newest: how many snapshots are kept; None for all.
    """

    connection: sqlite3.Connection
    keep_newest: int | None = None

    def prepare(self) -> None:
        """Make the tables where there are none."""
        self.connection.execute(_RECEIVED)
        self.connection.execute(_BODIES)
        self.connection.execute(_FORGET)
        self.connection.execute(_PROJECTS)
        self.connection.execute("BEGIN IMMEDIATE")
        with self.connection:
            Catalogue(self.connection).prepare()

    def seen(self, key: AccountKey) -> Seen | None:
        """Return what *key* is known for."""
        row = self.connection.execute(_SEEN, (stored_key(key),)).fetchone()
        return None if row is None else Seen(Digest(row[0]), StoredAnswer(row[1], row[2]))

    def keep(self, entry: Entry, project: ProjectKey, body: bytes, listing: Listing) -> Admission:
        """Apply a snapshot and keep its answer, or change nothing if its key is known by now, or it comes too late."""
        where = (entry.key.account, *_columns(project))
        self.connection.execute("BEGIN IMMEDIATE")
        with self.connection:
            (highest,) = self.connection.execute(_HIGHEST, where).fetchone() or (None,)
            admission = in_order(admit(entry.digest, self.seen(entry.key)), entry.sequence, highest)
            if isinstance(admission, Apply):
                key, answer = stored_key(entry.key), entry.answer
                row = (key, entry.digest, entry.received_at, answer.status_code, answer.body)
                self.connection.execute(_KEEP, row)
                self.connection.execute(_KEEP_BODY, (key, body))
                highest = max(filter(None, (highest, entry.sequence)), default=None)
                self.connection.execute(_APPLY, (*where, key, highest))
                self._catalogue(entry, body, listing)
        return admission

    def _catalogue(self, entry: Entry, body: bytes, listing: Listing) -> None:
        catalogue = Catalogue(self.connection)
        catalogue.add(entry.key, entry.answer.body, body, listing)
        if self.keep_newest is not None:
            catalogue.forget(self.keep_newest)

    def count_replay(self, key: AccountKey, at: str) -> None:
        """Note that the stored answer was given again, and when."""
        self.connection.execute("BEGIN IMMEDIATE")
        with self.connection:
            self.connection.execute(_COUNT_REPLAY, (stored_key(key),))
            Catalogue(self.connection).add_replay(key, at)

    def note_refusal(self, noted: NotedRefusal) -> None:
        """Note that a request was refused, for a person who looks at it later."""
        self.connection.execute("BEGIN IMMEDIATE")
        with self.connection:
            Catalogue(self.connection).add_refusal(noted)

    def whole(self, key: AccountKey) -> tuple[Entry, bytes] | None:
        """Return what was received under *key*, with its body byte by byte."""
        row = self.connection.execute(_ENTRY, (stored_key(key),)).fetchone()
        return None if row is None else (_entry(row), self.connection.execute(_BODY, (stored_key(key),)).fetchone()[0])

    def page(self, account: int, after: str | None, limit: int) -> Page | None:
        """Return at most *limit* entries of an account.

        Returns:
            The oldest entries, or those that follow the key *after*; None if that is unknown.
        """
        prefix = key_prefix(account)
        place = (0,) if after is None else self.connection.execute(_PLACE, (prefix + after, prefix)).fetchone()
        if place is None:
            return None
        rows = self.connection.execute(_PAGE, (place[0], prefix, limit + 1)).fetchall()
        return Page(tuple(map(_entry, rows[:limit])), has_more=len(rows) > limit)

    def projects(self, account: int) -> tuple[AppliedProject, ...]:
        """Return all projects of an account, each with the snapshot that was applied last."""
        return tuple(map(_applied, self.connection.execute(_STATES, (account,))))


def _columns(key: ProjectKey) -> tuple[str, ...]:
    return (*key_columns(key.routing_key), key.project or "")


def _applied(row: tuple[str, ...]) -> AppliedProject:
    provider, workspace, resource_type, resource_id, project, key = row
    routing_key = RoutingKey(provider, workspace, route_in(resource_type, resource_id))
    return AppliedProject(ProjectKey(routing_key, project or None), loaded_key(key))


def _entry(row: _Row) -> Entry:
    key, digest, received_at, replays, status_code, answer = row
    return Entry(
        key=loaded_key(key),
        digest=Digest(digest),
        received_at=received_at,
        replays=replays,
        answer=StoredAnswer(status_code, answer),
    )
