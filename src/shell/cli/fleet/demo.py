"""``trackpost fleet demo``."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click
from returns.result import Failure, Success

from ....core.result import sealed
from ..output import fail, need_sandbox
from ..terminal import say
from .run import say_causes

if TYPE_CHECKING:
    from ...demo.fleet_story import Told


@click.command()
def demo() -> None:
    """Publish thirty sample projects, and show how a fleet deals with failures.

    Runs a tracker and a reference server on loopback, with files in a temporary folder. One project has a bad token,
    the server refuses the snapshot of another one, and one run is killed. Exits 0 if every step has the expected
    result, and 1 if not.
    """
    need_sandbox()
    from ...demo.fleet_story import played

    as_described = True
    with TemporaryDirectory(prefix="trackpost-demo-") as folder:
        match sealed(played(Path(folder))):
            case Failure(error):
                fail(error)
            case Success(story):
                for number, told in enumerate(story, start=1):
                    match sealed(told):
                        case Failure(wrong):
                            fail(wrong)
                        case Success(step):
                            _say(number, step)
                            as_described = as_described and step.is_as_described
    say("Every step had the expected result." if as_described else "Not every step had the expected result.")
    raise click.exceptions.Exit(0 if as_described else 1)


def _say(number: int, told: "Told") -> None:
    scene, mark = told.scene, "" if told.is_as_described else f"  UNEXPECTED: not {told.step.expected}"
    counts = f"{scene.published} published, {scene.failed} failed, {scene.held} held"
    say(f"{number}. {told.step.title:<34} {counts}; the server applied {scene.applied}{mark}")
    say_causes(told.causes)
