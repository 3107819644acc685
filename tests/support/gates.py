"""Goes through the gates of a fleet as a worker does."""

from collections.abc import Callable

from trackpost.core.fleet.outcome import Credential
from trackpost.core.fleet.project import FleetProject
from trackpost.shell.fleet.gates import Gatekeeper, Waiting

_PROJECT = FleetProject(path="/srv/a", name="/srv/a", home="/home", every=60)


def through(gates: Gatekeeper, credential: Credential, work: Callable[[], None]) -> None:
    """Do *work* inside; leave it at a gate that is full, and do what others have left there when coming out."""
    job: Waiting | None = Waiting(_PROJECT, work)
    while job is not None and gates.enter(credential, job):
        try:
            job.done()
        finally:
            job = gates.leave(credential)
