"""A pull inside a running event loop: it runs its own, and two cannot run in one thread."""

import asyncio
from pathlib import Path

from returns.result import Failure, Result

from tests.shell.tracker import KINDS
from tests.support.jira_server import stories
from trackpost import Pulled, PullError, RunningEventLoop, TrackerService


async def pull_in_the_loop(service: TrackerService) -> Result[Pulled, PullError]:
    """Pull inside a coroutine, which fails."""
    return service.pull()


async def pull_in_a_thread(service: TrackerService) -> Result[Pulled, PullError]:
    """Pull as the error advises."""
    return await asyncio.to_thread(service.pull)


def test_in_the_loop(tmp_path: Path) -> None:
    """The pull fails, and the tracker gets no request."""
    with KINDS["jira"].bound(tmp_path, stories(1)) as (tracker, project):
        assert asyncio.run(pull_in_the_loop(project.service)) == Failure(RunningEventLoop())
        assert tracker.asked == []


def test_it_is_found_before_anything_else(tmp_path: Path) -> None:
    """Even without a project, the running loop is the first error."""
    assert asyncio.run(pull_in_the_loop(TrackerService(tmp_path, home=tmp_path))) == Failure(RunningEventLoop())


def test_in_a_thread(tmp_path: Path) -> None:
    """A pull in a thread succeeds during the loop, and another one after it."""
    with KINDS["jira"].bound(tmp_path, stories(3)) as (_, project):
        pulled = asyncio.run(pull_in_a_thread(project.service)).unwrap()
        assert (pulled.counts.created, pulled.is_complete) == (3, True)
        assert project.pull().unwrap().counts.unchanged == 1
