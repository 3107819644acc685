"""Serve a file repeatedly, each time in a fork. A task is a line with its path, the port and the mode."""

import asyncio
from pathlib import Path

from tests.support.forked import forks
from trackpost.shell.server.app import ReferenceServer
from trackpost.shell.server.journal import Journal
from trackpost.shell.server.server import listen, serve


async def _for_ever() -> None:
    await asyncio.Event().wait()


async def _not_at_all() -> None:
    pass


if __name__ == "__main__":
    for task in forks():
        path, port, how = task.split("\t")
        server = ReferenceServer(journal=Journal(Path(path)), pause=_for_ever if how == "hanging" else _not_at_all)
        serve(server.app(), listen(int(port)).unwrap())
