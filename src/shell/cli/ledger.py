"""``trackpost ledger``: where what was sent is recorded."""

from pathlib import Path

import click

from ...core.delivery.move import LedgerMoved
from ...core.parsing.text import counted
from ...core.reporting.move_report import move_report
from ..service import TrackerService
from . import options
from .lazy import Group
from .output import end, warn_of
from .terminal import say, say_done


@click.group(cls=Group)
def ledger() -> None:
    """Move the ledger of this machine into a shared one."""


@ledger.command()
@click.argument("url", metavar="URL", envvar="TRACKPOST_LEDGER")
@options.as_json
def move(url: str, as_json: bool) -> None:
    """Move the ledger of this machine into the shared ledger at URL.

    A URL is postgresql://[USER@]HOST/DATABASE; by default it is that of TRACKPOST_LEDGER. Waits for publishes that
    are under way, takes everything over, and renames the local ledger. It is safe to repeat.
    """
    moved = TrackerService(Path()).move_ledger(url)
    end(moved, _say_moved, move_report(moved) if as_json else None)


def _say_moved(moved: LedgerMoved) -> None:
    if moved.aside is None:
        say("There is no ledger on this machine, so nothing was moved.")
    else:
        entries, targets = counted(moved.entries, "snapshot"), counted(moved.targets, "target")
        say_done("Moved", f"{entries} of {targets} to {moved.ledger}")
        say(f"The local ledger is now {moved.aside}; nothing reads it any more.")
        say("From now on, publish with --ledger or TRACKPOST_LEDGER on every machine.")
    warn_of(moved.warnings)
