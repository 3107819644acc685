"""Publish a project repeatedly, each time in a fork. A task is a line with ``root``, ``home`` and URL."""

from pathlib import Path

import trackpost.shell.delivery.transport  # noqa: F401 - imported once for all forks
from tests.support.forked import forks
from trackpost import TrackerService

if __name__ == "__main__":
    for task in forks():
        root, home, url = task.split("\t")
        TrackerService(root, home=Path(home)).sync_publish(server_url=url)
