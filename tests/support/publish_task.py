"""Publish a project repeatedly, each time in a fork. A task is a line: ``root``, ``home``, URL, ledger if any."""

from pathlib import Path

import trackpost.shell.delivery.transport
import trackpost.shell.ledger.postgres.ledger  # noqa: F401 - imported once for all forks
from tests.support.forked import forks
from trackpost import TrackerService

if __name__ == "__main__":
    for task in forks():
        root, home, url, ledger = task.split("\t")
        TrackerService(root, home=Path(home), ledger=ledger or None).sync_publish(server_url=url)
