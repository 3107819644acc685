"""Tells the state which process works on the fleet, so that `fleet status` can show it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socket import gethostname
from typing import Literal

from ...core.errors import one_line
from ...core.fleet.port import FleetState, Worker
from ..clock import Clock


def own_name() -> str:
    """Return the name of this process among the workers of all machines."""
    return one_line(f"{gethostname()}/{os.getpid()}")


@contextmanager
def present(
    state: FleetState, doing: Literal["run", "watch", "work"], clock: Clock, *, alone: bool = True
) -> Iterator[Callable[[], None]]:
    """Return a function that says that this process is still there, and forget the process in the end.

    If the state cannot be written, nobody sees the process, which is no reason not to work. Where only one process at
    a time works on a state, whoever is there was killed, and is forgotten.
    """
    name, began = own_name(), clock.now().timestamp()

    def greet() -> None:
        state.greet(Worker(name=name, doing=doing, began=began, seen=clock.now().timestamp()))

    if alone:
        state.workers().map(lambda workers: [state.dismiss(worker.name) for worker in workers])
    greet()
    try:
        yield greet
    finally:
        state.dismiss(name)
