"""What can be done to the ledger of a machine while it is in use."""

import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from .plan import Spoiling

Undo: TypeAlias = Callable[[], None]
_GARBAGE = b"this is no database, and never was one " * 100


def _copied(ledger: Path) -> Undo | None:
    with suppress(FileNotFoundError):
        shutil.copy(ledger, _backup(ledger))
    return None


def _deleted(ledger: Path) -> Undo | None:
    ledger.unlink(missing_ok=True)
    return None


def _replaced(ledger: Path) -> Undo | None:
    new = ledger.with_name("new")
    new.write_bytes(_GARBAGE)
    _put(new, ledger)
    return None


def _restored(ledger: Path) -> Undo | None:
    """Put the copy in the place of the ledger, as a file of its own."""
    if _backup(ledger).exists():
        _put(Path(shutil.copy(_backup(ledger), ledger.with_name("new"))), ledger)
    return None


def _removed_and_restored(ledger: Path) -> Undo | None:
    """Do the same in the order in which a person does it: the file system may give the new file the old number."""
    if _backup(ledger).exists():
        ledger.unlink(missing_ok=True)
        _put(Path(shutil.copy(_backup(ledger), ledger.with_name("new"))), ledger)
    return None


def _locked(ledger: Path) -> Undo | None:
    """Hold the ledger, as a program does that looks into it for long."""
    connection = sqlite3.connect(ledger, timeout=0.0, isolation_level=None)
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error:  # somebody writes it, or it is garbage
        connection.close()
        return None
    return connection.close


def _read_only(ledger: Path) -> Undo | None:
    """Let nobody make a file beside the ledger; root does so nevertheless, unless it gives that up."""
    ledger.parent.chmod(0o500)
    return lambda: ledger.parent.chmod(0o700)


SPOILING: Mapping[Spoiling, Callable[[Path], Undo | None]] = {
    "copied": _copied,
    "deleted": _deleted,
    "replaced by garbage": _replaced,
    "restored": _restored,
    "removed and restored": _removed_and_restored,
    "locked": _locked,
    "read-only": _read_only,
}
"""Each returns what ends it; None if it is over at once."""


def _backup(ledger: Path) -> Path:
    return ledger.parent.with_name("backup.db")


def _put(new: Path, ledger: Path) -> None:
    """Replace the ledger, and remove what an interrupted writer left beside it: it belongs to the old one."""
    new.replace(ledger)
    for suffix in ("-journal", "-wal", "-shm"):
        ledger.with_name(ledger.name + suffix).unlink(missing_ok=True)
