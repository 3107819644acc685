"""``trackpost demo --keep``: the server goes on, with its project, until somebody ends it."""

import os
import re
import shlex
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen

from tests.support.pages import ask
from tests.support.patience import FOREVER
from tests.support.process import TRACKPOST, bare, called

_WITHOUT_A_FOLDER = 12
"""Lines that are printed until the server waits."""
_WITH_A_FOLDER = 14


@frozen
class Kept:
    """A demo that goes on.

    Attributes:
        url: of its server.
        commands: those that it shows.
    """

    url: str
    commands: tuple[str, ...]


@contextmanager
def _kept(*arguments: str | Path, lines: int) -> Iterator[Kept]:
    command = [TRACKPOST, "demo", "--keep", *arguments]
    with subprocess.Popen(command, env=bare(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        printed = [process.stdout.readline() for _ in range(lines)]
        try:
            match = re.search(r"Open (http://\S+) in a browser", printed[7])
            assert match is not None, printed
            yield Kept(match[1], tuple(line.strip() for line in printed if line.startswith("  ")))
        finally:
            process.send_signal(signal.SIGINT)
            rest, errors = process.communicate(timeout=FOREVER)
    assert (process.returncode, rest, errors) == (128 + signal.SIGINT, "Stopped.\n", "")


def test_the_server_goes_on_with_its_project(tmp_path: Path) -> None:
    """The page shows the story, and the commands that are shown publish the project as it was at its beginning."""
    with _kept(tmp_path / "kept's", lines=_WITH_A_FOLDER) as demo:
        ended = _typed("\n".join(demo.commands[:3]), tmp_path)
        rows = ask(f"{demo.url}/snapshots").json()["snapshots"]
    assert ended.startswith("Delivered: "), ended
    boards = ["acme-board", "whole-workspace", "beta-board", "acme-board", "acme-board"]
    assert [row["mapping"] for row in rows] == boards
    assert [row["replays"] for row in rows] == [0, 0, 0, 0, 1]
    _starts_again(demo, boards, tmp_path)


def _starts_again(demo: Kept, boards: list[str], home: Path) -> None:
    """The last command that is shown starts the server at the same address, with what it had received."""
    command, environ = shlex.split(demo.commands[-1]), bare({"HOME": home})
    command[0] = TRACKPOST
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert f"Listening on {demo.url}," in process.stdout.readline()
        rows = ask(f"{demo.url}/snapshots").json()["snapshots"]
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=FOREVER)
    assert [row["mapping"] for row in rows] == boards


def _typed(commands: str, home: Path) -> str:
    """Return what a shell prints that is told these commands."""
    environ = {**bare({"HOME": home}), "PATH": f"{Path(TRACKPOST).parent}:{os.environ['PATH']}"}
    return subprocess.run(
        ["/bin/sh", "-e"], input=commands, env=environ, capture_output=True, text=True, check=True, timeout=FOREVER
    ).stdout


def test_a_folder_of_its_own_is_gone_in_the_end() -> None:
    """Without a name, the project is in a temporary folder."""
    with _kept(lines=_WITHOUT_A_FOLDER) as demo:
        folder = Path(demo.commands[0].removeprefix(". "))
        assert folder.exists()
    assert not folder.exists()


def test_a_folder_that_is_in_use(tmp_path: Path) -> None:
    """Nothing is written into it."""
    (tmp_path / "mine").touch()
    ended = called("demo", "--keep", tmp_path)
    assert (ended.exit_code, "it exists, and is no empty folder; name a new one" in ended.stderr) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
