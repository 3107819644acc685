"""Sets a ledger aside: a broken one, so that a new one can begin, and one that was moved into a shared one."""

import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

from returns.result import Failure, Result, Success

from ...core.delivery.ledger_faults import LedgerIsLost
from ...core.project.faults import BusyFile, NoFileLocks, WriteFault
from ..files.database import begin_alone, is_busy, transaction
from ..files.folders import sync_folder
from ..files.lock import holding
from ..files.reading import printable, reason_of, target_of


def set_aside(
    path: Path, busy_seconds: float, stamp: str, is_broken: Callable[[], bool]
) -> Result[str | None, LedgerIsLost]:
    """Rename the ledger if it *is_broken*, and return where it is then.

    One process at a time: otherwise a second one would rename the new ledger of the first. None means that another
    process has done it.

    Args:
        path: of the ledger.
        busy_seconds: how long to wait for another process.
        stamp: tells the ledger from others that were set aside before.
        is_broken: looks at the ledger once more.
    """

    def move(_unlocked: tuple[NoFileLocks, ...]) -> Result[str | None, LedgerIsLost]:
        return _moved(path, busy_seconds, stamp) if is_broken() else Success(None)

    moved: Result[str | None, LedgerIsLost | WriteFault] = holding(path, busy_seconds, move)
    return moved.alt(lambda fault: fault if isinstance(fault, LedgerIsLost) else _unlocked(path, fault))


def _moved(path: Path, busy_seconds: float, stamp: str) -> Result[str | None, LedgerIsLost]:
    """Rename a ledger once nobody is writing it: that works where only some rows are broken."""
    with ExitStack() as locked:
        try:
            locked.enter_context(transaction(target_of(path), "rw", busy_seconds, begin_alone))
        except sqlite3.Error as error:  # who cannot read it cannot write it either
            if is_busy(error):
                return Failure(LedgerIsLost(printable(path), str(error)))
        return renamed(path, f"broken-{stamp}")


def renamed(path: Path, suffix: str) -> Result[str, LedgerIsLost]:
    """Rename a ledger that nobody else can write now, and return where it is then.

    Its journals go first. A new ledger has journals of the same names, and must not lose them.
    """
    old = target_of(path)
    aside = old.with_name(f"{old.name}.{suffix}")
    try:
        for ending in ("-journal", "-wal", "-shm", ""):
            with suppress(FileNotFoundError):
                old.with_name(old.name + ending).rename(aside.with_name(aside.name + ending))
        sync_folder(old.parent)
    except OSError as error:
        return Failure(LedgerIsLost(printable(path), reason_of(error)))
    return Success(printable(aside))


def _unlocked(path: Path, fault: WriteFault) -> LedgerIsLost:
    return LedgerIsLost(printable(path), "it is locked" if isinstance(fault, BusyFile) else fault.reason)
