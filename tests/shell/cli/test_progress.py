"""Progress of a publish: on a terminal, a line that is written again and again; elsewhere nothing."""

import os
import pty
import subprocess
from pathlib import Path

from tests.support.cache import checkpoint_row, issue_row
from tests.support.files import Files, make_project
from tests.support.patience import FOREVER
from tests.support.process import TRACKPOST, bare, trackpost
from tests.support.scripted_server import scripted
from trackpost.core.delivery.publish import Progress
from trackpost.shell.cli.progress import shown_by

MANY = 60_000
"""Issues: building their body takes several tenths of a second, so that a line is due while it is built."""


def on_a_terminal(files: Files, url: str) -> tuple[int, bytes]:
    """Publish where standard error is a terminal; return the exit status and what was seen there."""
    ours, theirs = pty.openpty()
    command = [TRACKPOST, "publish", "--root", str(files.root), "--server-url", url]
    process = subprocess.Popen(command, env=bare(files.env), stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    seen = b""
    try:
        while piece := os.read(ours, 65_536):
            seen += piece
    except OSError:  # the other end was closed
        pass
    os.close(ours)
    return process.wait(FOREVER), seen


def test_a_large_publish(tmp_path: Path) -> None:
    """What is built and sent is shown on a terminal, and wiped at the end; in a pipe there is nothing of it."""
    files = make_project(tmp_path, rows=[*map(issue_row, range(MANY)), checkpoint_row()])
    with scripted() as server:
        status, seen = on_a_terminal(files, server.url)
        piped = trackpost("publish", "--root", files.root, "--server-url", server.url, env=files.env)
    lines = seen.split(b"\r\x1b[K")
    assert (status, lines[0], lines[-1], piped.stderr) == (0, b"", b"", "")
    assert any(b" MB built (" in line and line.endswith(b"%)") for line in lines)


def test_no_more_than_ten_times_a_second() -> None:
    """A clock that is given says when a line is due; each thing that is done has a beginning of its own."""
    shown: list[str] = []

    seconds = iter([0.0, 0.05, 0.1, 0.15, 0.2, 1.2, 1.25])
    show = shown_by(shown.append, clock=lambda: next(seconds))
    for share in (0.1, 0.2, 0.3, 0.4):
        show(Progress(doing="built", bytes=int(share * 1e7), share=share))
    show(Progress(doing="sent", bytes=5_000_000, share=0.5))
    show(Progress(doing="sent", bytes=10_000_000, share=1.0))
    assert shown == ["2.0 MB built (20%)", "4.0 MB built (40%)", "5.0 MB of 10.0 MB sent", "10.0 MB sent"]
