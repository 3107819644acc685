"""Publish a project repeatedly, each time in a fork.

A task is a line: ``root``, ``home``, URL, ledger if any, and whether to skip what is unchanged, by a clock by which
every file is quiet.
"""

from pathlib import Path

import trackpost.shell.delivery.transport
import trackpost.shell.ledger.postgres.ledger
import trackpost.shell.operations.recall  # noqa: F401 - imported once for all forks
from tests.support.clocks import AFTERWARDS
from tests.support.forked import forks
from trackpost import TrackerService

if __name__ == "__main__":
    for task in forks():
        root, home, url, ledger, skip = task.split("\t")
        service = TrackerService(root, home=Path(home), ledger=ledger or None, clock=AFTERWARDS if skip else None)
        service.sync_publish(server_url=url, skip_unchanged=bool(skip))
