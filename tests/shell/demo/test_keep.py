"""``trackpost demo --keep``: the server goes on, with its project, until somebody ends it."""

import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen

from tests.support.pages import ask
from tests.support.patience import FOREVER
from tests.support.process import TRACKPOST, bare, called, trackpost


@frozen
class Kept:
    """A demo that goes on: the address of its server, and the command that it shows."""

    url: str
    command: str


@contextmanager
def _kept(*arguments: str | Path) -> Iterator[Kept]:
    command = [TRACKPOST, "demo", "--keep", *arguments]
    with subprocess.Popen(command, env=bare(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        printed = [process.stdout.readline() for _ in range(10)]
        try:
            match = re.search(r"Open (http://\S+) in a browser", printed[7])
            assert match is not None, printed
            yield Kept(match[1], printed[9].strip())
        finally:
            process.send_signal(signal.SIGINT)
            rest, errors = process.communicate(timeout=FOREVER)
    assert (process.returncode, rest, errors) == (128 + signal.SIGINT, "Stopped.\n", "")


def test_the_server_goes_on_with_its_project(tmp_path: Path) -> None:
    """The page shows the story, and the command that is shown publishes the project once more."""
    with _kept(tmp_path / "kept") as demo:
        words = dict(word.split("=", 1) for word in demo.command.split() if word.startswith("SPEC_KITTY_HOME="))
        options = demo.command.partition(" trackpost ")[2].split()
        ended = trackpost(*options, env={**words, "HOME": tmp_path})
        rows = ask(f"{demo.url}/snapshots").json()["snapshots"]
    assert (ended.exit_code, ended.text.partition(":")[0]) == (0, "Already up to date"), ended
    assert [row["mapping"] for row in rows] == ["whole-workspace", "beta-board", "acme-board", "acme-board"]
    assert [row["replays"] for row in rows] == [1, 0, 0, 1]
    assert (tmp_path / "kept" / "project" / ".kittify" / "config.yaml").exists()


def test_a_folder_of_its_own_is_gone_in_the_end() -> None:
    """Without a name, the project is in a temporary folder."""
    with _kept() as demo:
        folder = Path(re.search(r"--root (\S+)", demo.command)[1])  # type: ignore[index]  # it is there
        assert folder.exists()
    assert not folder.exists()


def test_a_folder_that_is_in_use(tmp_path: Path) -> None:
    """Nothing is written into it."""
    (tmp_path / "mine").touch()
    ended = called("demo", "--keep", tmp_path)
    assert (ended.exit_code, "the folder is not empty; name a new one" in ended.stderr) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
