"""``trackpost demo``."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click
from returns.result import Failure, Success

from ...core.result import sealed
from .output import fail, need_sandbox
from .terminal import say

if TYPE_CHECKING:
    from ..demo.story import Told

_KEY_HEAD = 8


@click.command()
def demo() -> None:
    """Publish a sample project and show how routing works.

    Publishes five times from a temporary folder to a reference server on loopback. Exits 0 if every step has the
    expected result, and 1 if not.
    """
    need_sandbox()
    from ..demo.story import played

    as_described = True
    with TemporaryDirectory(prefix="trackpost-demo-") as folder:
        match sealed(played(Path(folder))):
            case Failure(error):
                fail(error)
            case Success(story):
                for number, told in enumerate(story, start=1):
                    say(_line(number, told))
                    as_described = as_described and told.is_as_described
    say("Every step had the expected result." if as_described else "Not every step had the expected result.")
    raise click.exceptions.Exit(0 if as_described else 1)


def _line(number: int, told: "Told") -> str:
    head = f"{number}. {told.chapter.title:<23}"
    match sealed(told.scene):
        case Failure(error):
            return f"{head} FAILED: {error.message}"
        case Success(scene):
            mark = "" if told.is_as_described else f"  UNEXPECTED: not {told.chapter.expected}"
            key = f"{scene.key_is} key {scene.key[:_KEY_HEAD]}"
            return f"{head} {scene.outcome:<10} {scene.route:<25} -> {scene.resolution:<28} {key}{mark}"
