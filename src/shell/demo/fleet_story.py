"""The story of a fleet: thirty projects, a bad token, a snapshot that the server refuses, and a run that is killed."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path

from attrs import field, frozen
from returns.result import Result

from ...core.contract.server_setup import UnusablePort
from ...core.fleet.causes import Cause
from ...core.fleet.faults import FleetError
from ..fleet.fleet import RunOrder, read_fleet
from ..fleet.run import Listener, run
from ..fleet.summary import Summary
from ..server.app import ReferenceServer
from ..server.journal import Journal
from ..server.server import listen, served
from .fleet_sample import LARGEST_BODY, PROJECTS, SampleFleet, SampleTracker

_BEFORE_THE_KILL = 5
_BAD = 2
_GOOD = PROJECTS - _BAD
_MANY = 1_000
_ACCOUNT = 0
"""Of a server that needs no token."""


@frozen
class Scene:
    """What came of a run.

    Attributes:
        published: how many projects the server has, whether or not anything was sent.
        failed: how many projects failed in this run.
        held: how many were not tried, because they had failed for good.
        applied: how many snapshots the server has applied so far.
    """

    published: int
    failed: int
    held: int
    applied: int


@frozen
class Step:
    """One step of the story: a change, and a run after it.

    Attributes:
        title: what happens.
        before: the change.
        expected: what comes of the run.
    """

    title: str
    before: "Callable[[_Stage], None]"
    expected: Scene


@frozen
class Told:
    """A step, and how it really ended.

    Attributes:
        step: the step.
        scene: what came of the run.
        causes: what went wrong in it.
    """

    step: Step
    scene: Scene
    causes: tuple[Cause, ...]

    @property
    def is_as_described(self) -> bool:
        """Whether it is what was expected."""
        return self.scene == self.step.expected


@frozen(kw_only=True)
class _Stage:
    sample: SampleFleet
    tracker: SampleTracker
    tracker_url: str
    server_url: str
    environ: Mapping[str, str] = field(repr=False)

    def run(self) -> Result[Summary, FleetError]:
        """Run the fleet once, in this process."""
        listener = Listener(begin=lambda *_: None, tell=lambda *_: None, is_stopped=lambda: False)
        return Result.do(
            summary
            for fleet in read_fleet(self.sample.file, self.sample.folder, self.environ)
            for summary in run(fleet, RunOrder(), listener)
        )

    def killed(self) -> None:
        """Change every project in the tracker, run the fleet in another process, and kill it after a few projects."""
        self.tracker.edition += 1
        command = [sys.executable, "-m", __name__.partition(".")[0], "fleet", "run", "--config", str(self.sample.file)]
        with subprocess.Popen(  # noqa: S603 - ourselves
            command, env=self.environ, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as process:
            for _ in range(_BEFORE_THE_KILL):
                if process.stderr is not None:
                    process.stderr.readline()
            process.kill()

    def mend(self) -> None:
        """Shorten the title that is too long for the server, and give the one project the token of all others."""
        self.tracker.has_long_title = False
        self.sample.describe(self.tracker_url, self.server_url, bad_token=False)


def _nothing(_stage: _Stage) -> None:
    pass


STORY = (
    Step("publish thirty projects", _nothing, Scene(published=_GOOD, failed=_BAD, held=0, applied=_GOOD)),
    # The refused snapshot is held; each run tries the refused token once.
    Step("run again", _nothing, Scene(published=_GOOD, failed=1, held=1, applied=_GOOD)),
    Step("change all, kill a run, run again", _Stage.killed, Scene(_GOOD, failed=1, held=1, applied=2 * _GOOD)),
    Step("fix the token and the long title", _Stage.mend, Scene(PROJECTS, failed=0, held=0, applied=2 * _GOOD + _BAD)),
)


def played(folder: Path) -> Result[Iterator[Result[Told, FleetError]], UnusablePort]:
    """Play the story step by step, with files in *folder*, and a tracker and a server on loopback."""
    return listen(0).map(lambda listener: _told(SampleFleet(folder), listener))


def _told(sample: SampleFleet, listener: socket.socket) -> Iterator[Result[Told, FleetError]]:
    journal, tracker = Journal(None), SampleTracker()
    app = ReferenceServer(journal=journal, max_body=LARGEST_BODY).app()
    with closing(journal), served(app, listener) as server_url, tracker.served() as tracker_url:
        sample.write(tracker_url, server_url)
        environ = {**os.environ, "HOME": str(sample.folder)}
        stage = _Stage(sample=sample, tracker=tracker, tracker_url=tracker_url, server_url=server_url, environ=environ)
        for step in STORY:
            step.before(stage)
            yield stage.run().map(partial(_as_told, step, journal))


def _as_told(step: Step, journal: Journal, summary: Summary) -> Told:
    return Told(step, _scene(summary, journal), summary.causes)


def _scene(summary: Summary, journal: Journal) -> Scene:
    counts = summary.counts
    return Scene(
        published=counts["delivered"] + counts["replayed"] + counts["unchanged"],
        failed=counts["failed"],
        held=counts["held"],
        applied=_applied(journal),
    )


def _applied(journal: Journal) -> int:
    page = asyncio.run(journal.ask(lambda records: records.page(_ACCOUNT, None, _MANY)))
    return page.map(lambda found: 0 if found is None else len(found.entries)).value_or(0)
