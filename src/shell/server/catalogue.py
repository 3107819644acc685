"""The tables for people who look at the server: what each snapshot is, issue by issue, and what was refused.

They are written in the transaction of what they tell about, so that they never tell anything else. The pages read them.
"""

import sqlite3

import msgspec
from attrs import frozen
from returns.result import Success

from ...core.contract.admission import AccountKey
from ...core.contract.server import Refused, routing_key_of
from ...core.page.parts import Listing, head_of, listing_of
from ...core.result import sealed
from ...core.snapshot.body import Header
from .stored_keys import key_columns, loaded_key, stored_key

KEPT_EVENTS = 10_000
"""Replays and refusals that are remembered one by one; the count of replays is not bounded."""

_BEGINNING = 2_000
"""Bytes of a body that are shown beside it."""

# The parts of a snapshot have consecutive numbers, its issues first, so that a page of them needs no search.
_TABLES = (
    """CREATE TABLE IF NOT EXISTS snapshots (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        account INTEGER NOT NULL,
        idempotency_key TEXT NOT NULL UNIQUE,
        provider TEXT NOT NULL,
        workspace TEXT NOT NULL,
        resource_type TEXT NOT NULL,
        resource_id TEXT NOT NULL,
        project TEXT NOT NULL,
        head BLOB NOT NULL,
        beginning BLOB NOT NULL,
        size INTEGER NOT NULL,
        issues INTEGER NOT NULL,
        links INTEGER NOT NULL,
        first_part INTEGER NOT NULL,
        resolved_by TEXT,
        mapping TEXT,
        mapped_at TEXT
    )""",
    """CREATE INDEX IF NOT EXISTS snapshots_waiting ON snapshots (provider, workspace, resource_type, resource_id)
        WHERE mapping IS NULL""",
    """CREATE TABLE IF NOT EXISTS parts (
        number INTEGER PRIMARY KEY,
        snapshot INTEGER NOT NULL,
        kind TEXT NOT NULL,
        identity TEXT NOT NULL,
        words TEXT NOT NULL,
        content BLOB NOT NULL
    )""",
    "CREATE INDEX IF NOT EXISTS parts_by_identity ON parts (snapshot, kind, identity)",
    """CREATE TABLE IF NOT EXISTS replays (
        number INTEGER PRIMARY KEY AUTOINCREMENT, idempotency_key TEXT NOT NULL, at TEXT NOT NULL
    )""",
    "CREATE INDEX IF NOT EXISTS replays_by_key ON replays (idempotency_key)",
    """CREATE TABLE IF NOT EXISTS refusals (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        status_code INTEGER NOT NULL,
        code TEXT NOT NULL,
        message TEXT NOT NULL,
        path TEXT,
        fragment TEXT,
        project TEXT,
        account INTEGER,
        idempotency_key TEXT,
        sender TEXT NOT NULL
    )""",
    "CREATE INDEX IF NOT EXISTS refusals_by_key ON refusals (idempotency_key)",
    """CREATE TABLE IF NOT EXISTS mappings (
        provider TEXT NOT NULL,
        workspace TEXT NOT NULL,
        resource_type TEXT NOT NULL,
        resource_id TEXT NOT NULL,
        mapping TEXT NOT NULL,
        made_at TEXT NOT NULL,
        PRIMARY KEY (provider, workspace, resource_type, resource_id)
    )""",
)
# Earlier versions had none of these tables, and the first one kept each body in the row itself.
_NOT_LISTED = """
SELECT idempotency_key, answer FROM received
WHERE answer IS NOT NULL AND idempotency_key NOT IN (SELECT idempotency_key FROM snapshots) ORDER BY rowid
"""
_BODY = """
SELECT coalesce(bodies.body, received.body) FROM received LEFT JOIN bodies USING (idempotency_key)
WHERE idempotency_key = ?
"""
_ADD = "INSERT INTO snapshots VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_ADD_PART = "INSERT INTO parts VALUES (?, ?, ?, ?, ?, ?)"
_NEXT_PART = "SELECT coalesce(max(number), 0) + 1 FROM parts"
_ADD_REPLAY = "INSERT INTO replays VALUES (NULL, ?, ?)"
_ADD_REFUSAL = "INSERT INTO refusals VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_FORGET_REPLAYS = "DELETE FROM replays WHERE number <= ?"
_FORGET_REFUSALS = "DELETE FROM refusals WHERE number <= ?"
_TOO_OLD = "SELECT idempotency_key FROM snapshots ORDER BY number DESC LIMIT -1 OFFSET ?"
_PARTS_OF = "SELECT first_part, first_part + issues + links FROM snapshots WHERE idempotency_key = ?"
_FORGET_PARTS = "DELETE FROM parts WHERE number >= ? AND number < ?"
_FORGET_SNAPSHOT = "DELETE FROM snapshots WHERE idempotency_key = ?"
_FORGET_RECEIVED = (
    "DELETE FROM received WHERE idempotency_key = ?",
    "DELETE FROM bodies WHERE idempotency_key = ?",
    "DELETE FROM replays WHERE idempotency_key = ?",
)


@frozen(kw_only=True)
class _Found:
    """What an answer says of the mapping."""

    resolved_by: str | None = None
    mapping: str | None = None


_FOUND = msgspec.json.Decoder(_Found)


@frozen(kw_only=True)
class NotedRefusal:
    """A request that was refused.

    Attributes:
        at: ISO 8601.
        refused: the answer.
        account: whose token it showed; None if it showed none that is known.
        key: the idempotency key that it came with, if it had one.
        sender: who sent it: the address, and what the program calls itself.
    """

    at: str
    refused: Refused
    account: int | None
    key: str | None
    sender: str


@frozen
class Catalogue:
    """The tables in an open database, each method within the transaction of its caller."""

    connection: sqlite3.Connection

    def prepare(self) -> None:
        """Make the tables where there are none, and list what an earlier version has kept, body by body."""
        for statement in _TABLES:
            self.connection.execute(statement)
        for key, answer in self.connection.execute(_NOT_LISTED).fetchall():
            body: bytes = self.connection.execute(_BODY, (key,)).fetchone()[0]
            match sealed(listing_of(body)):
                case Success(listing):
                    self.add(loaded_key(key), answer, body, listing)
                case _:  # only a damaged file has a body that is no snapshot
                    pass

    def add(self, key: AccountKey, answer: bytes, body: bytes, listing: Listing) -> None:
        """List a snapshot that was taken.

        Args:
            key: of the request.
            answer: to it.
            body: of it.
            listing: what is in the body.
        """
        self._take_off(stored_key(key))
        self._add(key, answer, body, listing)

    def add_replay(self, key: AccountKey, at: str) -> None:
        """Note that the stored answer was given again."""
        number = self.connection.execute(_ADD_REPLAY, (stored_key(key), at)).lastrowid or 0
        self.connection.execute(_FORGET_REPLAYS, (number - KEPT_EVENTS,))

    def add_refusal(self, noted: NotedRefusal) -> None:
        """Note that a request was refused."""
        complaint, evidence = noted.refused.complaint, noted.refused.evidence
        row = (
            noted.at,
            noted.refused.status_code,
            complaint.error,
            complaint.message,
            complaint.path,
            evidence.fragment,
            evidence.project,
            noted.account,
            noted.key,
            noted.sender,
        )
        number = self.connection.execute(_ADD_REFUSAL, row).lastrowid or 0
        self.connection.execute(_FORGET_REFUSALS, (number - KEPT_EVENTS,))

    def forget(self, kept: int) -> None:
        """Delete all but the newest *kept* snapshots, with everything that belongs to them."""
        for (key,) in self.connection.execute(_TOO_OLD, (kept,)).fetchall():
            self._take_off(key)
            for statement in _FORGET_RECEIVED:
                self.connection.execute(statement, (key,))

    def _take_off(self, key: str) -> None:
        for places in self.connection.execute(_PARTS_OF, (key,)).fetchall():
            self.connection.execute(_FORGET_PARTS, places)
        self.connection.execute(_FORGET_SNAPSHOT, (key,))

    def _add(self, key: AccountKey, answer: bytes, body: bytes, listing: Listing) -> None:
        header, contents = listing.frame.header, listing.frame.contents
        (first,) = self.connection.execute(_NEXT_PART).fetchone()
        found = _FOUND.decode(answer)
        row = (
            key.account,
            stored_key(key),
            *key_columns(routing_key_of(header)),
            _project(header),
            head_of(listing.frame),
            body[:_BEGINNING],
            len(body),
            listing.issues,
            len(contents.mappings),
            first,
            found.resolved_by,
            found.mapping,
            None,
        )
        snapshot_number = self.connection.execute(_ADD, row).lastrowid
        parts = (
            (number, snapshot_number, part.kind, part.identity, part.words, part.content)
            for number, part in enumerate(listing.parts, start=first)
        )
        self.connection.executemany(_ADD_PART, parts)


def _project(header: Header) -> str:
    return header.project_slug or header.project_uuid or ""
