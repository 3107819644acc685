"""Read a ledger, and change a project's cache between two publishes."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.support.cache import add_rows, issue_row, sound_payload
from tests.support.files import Files
from trackpost import TrackerService
from trackpost.core.delivery.history import LedgerEntry
from trackpost.shell.ledger.transactions import ledger_path


def entries(home: Path, ledger: str | None = None) -> list[LedgerEntry]:
    """Return the entries of the ledger in *home*, or of the shared *ledger*, the oldest first."""
    return [*reversed(TrackerService(Path(), home=home, ledger=ledger).receipts(limit=1000).unwrap())]


def recorded(files: Files) -> list[LedgerEntry]:
    """Return the entries of the ledger that a project uses, the oldest first."""
    return entries(files.home, files.ledger)


def held(files: Files, *titles: str) -> None:
    """Replace the issues in the cache with issues of these titles."""
    with closing(sqlite3.connect(files.cache)) as connection:
        connection.execute("DELETE FROM tracker_issues")
        add_rows(connection, [issue_row(number, payload=titled(number, title)) for number, title in enumerate(titles)])


def titled(number: int, title: str) -> str:
    """Return the payload of an issue with this title."""
    return sound_payload(number, title=title)


def ledger_of(files: Files) -> Path:
    """Return the path of the ledger."""
    return ledger_path(files.home)
