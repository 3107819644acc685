"""Machines that share a ledger, and the time that passes there."""

from pathlib import Path

from tests.support.files import CONFIG, Files, make_project
from tests.support.ledger import held
from tests.support.postgres import Postgres
from trackpost import Post, Receipt, Result, TrackerService
from trackpost.core.delivery.receipt import PublishError
from trackpost.shell.clock import Clock

PROJECT = f"{CONFIG}project:\n  slug: billing\n"


def machine(folder: Path, ledger: str, *titles: str) -> Files:
    """Return a machine with its own home folder, and a copy of the project that has issues of these titles."""
    files = make_project(folder, config=PROJECT, ledger=ledger)
    held(files, *titles)
    return files


def publish(
    files: Files, url: str, post: Post | None = None, clock: Clock | None = None, seconds: float = 60.0
) -> Result[Receipt, PublishError]:
    """Publish from a machine."""
    service = TrackerService(files.root, home=files.home, ledger=files.ledger, post=post, clock=clock)
    return service.sync_publish(server_url=url, deadline_seconds=seconds)


def pass_time(postgres: Postgres, seconds: float) -> None:
    """Let so many seconds pass by the database's clock; a negative number sets it back.

    Leases are all that goes by this clock, so it is the same if they end that much earlier.
    """
    postgres.ask("UPDATE trackpost.leases SET until = until - make_interval(secs => %(seconds)s)", {"seconds": seconds})
