"""``trackpost demo``."""

import shlex
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import TYPE_CHECKING

import click
from returns.result import Failure, Success

from ...core.result import sealed
from .output import fail, need_sandbox
from .terminal import say

if TYPE_CHECKING:
    from ..demo.keeping import Kept
    from ..demo.story import Play, Told

_KEY_HEAD = 8
_TEMPORARY = ""
"""The value of ``--keep`` without a folder."""
_NOT_EMPTY = "it exists, and is no empty folder; name a new one"


@click.command()
@click.option(
    "--keep",
    metavar="[DIR]",
    is_flag=False,
    flag_value=_TEMPORARY,
    help=(
        "Leave the server running until Ctrl-C, with its project and a home of its own in DIR, which must be new or "
        "empty. Without DIR, they are in a temporary folder that is removed in the end."
    ),
)
def demo(keep: str | None) -> None:
    """Publish a sample project and show how routing works.

    Publishes five times from a temporary folder to a reference server on loopback. Exits 0 if every step has the
    expected result, and 1 if not.
    """
    need_sandbox()
    from ..demo.keeping import Kept
    from ..demo.story import played

    with _folder(keep) as folder:
        match sealed(played(folder)):
            case Success(play):
                with closing(play.chapters):
                    as_described = _told(play)
                    if keep is not None:
                        _leave_running(Kept(folder, play.url), is_temporary=not keep)
                raise click.exceptions.Exit(0 if as_described else 1)
            case Failure(error):
                fail(error)


@contextmanager
def _folder(keep: str | None) -> Iterator[Path]:
    if keep:
        folder = Path(keep).absolute()
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise click.BadParameter(_NOT_EMPTY, param_hint="--keep")
        yield folder
        return
    with TemporaryDirectory(prefix="trackpost-demo-") as temporary:
        yield Path(temporary)


def _told(play: "Play") -> bool:
    """Tell the story, and return whether it went as described; the server listens as long as no more is asked for."""
    from ..demo.story import STORY

    say(f"A reference server listens on {play.url}.")
    as_described = True
    for number, told in zip(range(1, len(STORY) + 1), play.chapters, strict=False):
        say(_line(number, told))
        as_described = as_described and told.is_as_described
    say("Every step had the expected result." if as_described else "Not every step had the expected result.")
    return as_described


def _leave_running(kept: "Kept", *, is_temporary: bool) -> None:
    """Say how to go on with the demo, and wait until somebody ends the command."""
    from .serve import until_stopped

    kept.write()
    with until_stopped():
        say(f"Open {kept.url} in a browser to see what arrived. Ctrl-C ends the server.")
        say("The project is back at the beginning. To go on with it, in another terminal:")
        say(f"  . {shlex.quote(str(kept.environment))}")
        say(f"  cd {shlex.quote(str(kept.project))}")
        say("  trackpost publish")
        if not is_temporary:
            say("To start the server again later, with what it has received:")
            say(f"  {kept.serving_again}")
        Event().wait()


def _line(number: int, told: "Told") -> str:
    head = f"{number}. {told.chapter.title:<23}"
    match sealed(told.scene):
        case Failure(error):
            return f"{head} FAILED: {error.message}"
        case Success(scene):
            mark = "" if told.is_as_described else f"  UNEXPECTED: not {told.chapter.expected}"
            key = f"{scene.key_is} key {scene.key[:_KEY_HEAD]}"
            return f"{head} {scene.outcome:<10} {scene.route:<25} -> {scene.resolution:<28} {key}{mark}"
