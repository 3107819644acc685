"""What the reference server received and answered, in an SQLite file or in memory."""

import sqlite3
from pathlib import Path

from attrs import frozen

from ...core.contract.server import Seen, StoredAnswer
from ...core.snapshot.idempotency import Digest

_SCHEMA = """
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
_COLUMNS = "idempotency_key, digest, body, received_at, replays, status_code, answer"


@frozen(kw_only=True)
class Entry:
    """One request that was taken, in the order of arrival.

    Attributes:
        idempotency_key: of the request.
        digest: SHA-256 of its body.
        body: byte by byte.
        received_at: ISO 8601.
        replays: how often the stored answer was given again.
        answer: None while it is under way.
    """

    idempotency_key: str
    digest: Digest
    body: bytes
    received_at: str
    replays: int
    answer: StoredAnswer | None


class Journal:
    """Keeps every request under its key. One thread at a time.

    Args:
        path: of the SQLite file, which is made where it does not exist; None keeps all in memory.

    Raises:
        sqlite3.DatabaseError: the file cannot be opened, or is no database of ours.
    """

    def __init__(self, path: Path | None) -> None:
        self._connection = sqlite3.connect(
            ":memory:" if path is None else path, isolation_level=None, check_same_thread=False
        )
        try:
            self._connection.execute(_SCHEMA)
            # What was under way when a server ended is under way no more.
            self._connection.execute("DELETE FROM received WHERE status_code IS NULL")
        except sqlite3.DatabaseError:
            self._connection.close()
            raise

    def seen(self, key: str) -> Seen | None:
        """Return what *key* is known for."""
        entry = self.entry(key)
        return None if entry is None else Seen(entry.digest, entry.answer)

    def begin(self, key: str, digest: Digest, body: bytes, received_at: str) -> None:
        """Note that a request under a new key is under way."""
        self._connection.execute(
            "INSERT INTO received (idempotency_key, digest, body, received_at) VALUES (?, ?, ?, ?)",
            (key, digest, body, received_at),
        )

    def finish(self, key: str, answer: StoredAnswer) -> None:
        """Keep the answer for the times that the request comes again."""
        self._connection.execute(
            "UPDATE received SET status_code = ?, answer = ? WHERE idempotency_key = ?",
            (answer.status_code, answer.body, key),
        )

    def count_replay(self, key: str) -> None:
        """Note that the stored answer was given again."""
        self._connection.execute("UPDATE received SET replays = replays + 1 WHERE idempotency_key = ?", (key,))

    def entry(self, key: str) -> Entry | None:
        """Return what was received under *key*."""
        row = self._connection.execute(
            f"SELECT {_COLUMNS} FROM received WHERE idempotency_key = ?",  # noqa: S608 - a constant list
            (key,),
        ).fetchone()
        return None if row is None else _entry(row)

    def entries(self) -> list[Entry]:
        """Return everything that was received, the oldest first."""
        rows = self._connection.execute(f"SELECT {_COLUMNS} FROM received ORDER BY rowid")  # noqa: S608 - as above
        return [_entry(row) for row in rows]

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _entry(row: tuple[str, str, bytes, str, int, int | None, bytes | None]) -> Entry:
    key, digest, body, received_at, replays, status_code, answer = row
    return Entry(
        idempotency_key=key,
        digest=Digest(digest),
        body=body,
        received_at=received_at,
        replays=replays,
        answer=None if status_code is None or answer is None else StoredAnswer(status_code, answer),
    )
