"""A command on a terminal, and what is seen there."""

import os
import pty
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import ioctl
from struct import pack
from termios import TIOCSWINSZ

from attrs import frozen

from tests.support.files import Files
from tests.support.patience import FOREVER
from tests.support.process import TRACKPOST, bare


@frozen
class Terminal:
    """A running command, and the other end of its terminal."""

    process: "subprocess.Popen[bytes]"
    descriptor: int

    def types(self, text: str) -> None:
        """Type *text*."""
        os.write(self.descriptor, text.encode())

    def shows(self, until: str = "") -> str:
        """Return what is shown until this text is; by default until the end."""
        seen = b""
        try:
            while piece := os.read(self.descriptor, 65_536):
                seen += piece
                if until and until.encode() in seen:
                    break
        except OSError:  # the other end was closed
            pass
        return seen.decode()


@contextmanager
def on_a_terminal(files: Files, *arguments: str, columns: int = 80) -> Iterator[Terminal]:
    """Start a command in a project, with a terminal of that width on all three streams; wait for its end."""
    ours, theirs = pty.openpty()
    ioctl(theirs, TIOCSWINSZ, pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(
        [TRACKPOST, *arguments],
        env=bare({**files.env, "NO_COLOR": "1"}),
        cwd=files.root,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield Terminal(process, ours)
    finally:
        process.wait(FOREVER)
        os.close(ours)
