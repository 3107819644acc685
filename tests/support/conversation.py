"""A command on a pseudo-terminal, with somebody who reads what it prints and types answers."""

import fcntl
import os
import pty
import re
import select
import signal
import subprocess
import termios
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from attrs import define

from tests.support.patience import FOREVER
from tests.support.process import TRACKPOST, bare

_COLORS = re.compile(r"\x1b\[[0-9;]*m")
_CTRL_C = b"\x03"
_A_MOMENT = 0.5
"""Seconds until Ctrl-C is typed again: one that comes just before the interpreter waits for a line is not seen."""


@define
class Conversation:
    """A running command.

    Attributes:
        process: whose terminal it is.
        end: ours of the terminal.
        shown: everything that the terminal has shown so far.
    """

    process: "subprocess.Popen[bytes]"
    end: int
    shown: str = ""
    _read: int = 0

    def until(self, words: str) -> str:
        """Wait until the terminal shows *words*, and return what it has shown since the last time."""
        until = monotonic() + FOREVER
        while words not in self.shown[self._read :]:
            assert monotonic() < until, self.shown
            if not self._more():
                raise EOFError(self.shown)
        start, self._read = self._read, self.shown.index(words, self._read) + len(words)
        return self.shown[start : self._read]

    def answer(self, words: str, text: str) -> str:
        """Wait for *words*, and type *text* and a line break."""
        seen = self.until(words)
        os.write(self.end, f"{text}\n".encode())
        return seen

    def interrupt(self, words: str) -> int:
        """Wait for *words*, and type Ctrl-C until the command ends; return its exit status."""
        self.until(words)
        goes_on = True
        while goes_on:
            if select.select([self.end], [], [], _A_MOMENT)[0]:
                goes_on = self._more()
            else:
                os.write(self.end, _CTRL_C)
        return self.process.wait(FOREVER)

    def finish(self) -> int:
        """Read to the end, and return the exit status."""
        while self._more():
            pass
        return self.process.wait(FOREVER)

    def _more(self) -> bool:
        ready, _, _ = select.select([self.end], [], [], FOREVER)
        assert ready, self.shown
        try:
            piece = os.read(self.end, 65_536)
        except OSError:  # the other end was closed
            return False
        self.shown += _COLORS.sub("", piece.decode(errors="replace").replace("\r\n", "\n"))
        return bool(piece)


@contextmanager
def conversation(*arguments: str | Path, env: Mapping[str, str | Path], cwd: Path) -> Iterator[Conversation]:
    """Run the installed program on a terminal of its own, and end it if nobody has read it to its end."""
    ours, theirs = pty.openpty()

    def take_terminal() -> None:
        fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)

    process = subprocess.Popen(
        [TRACKPOST, *arguments],
        env=bare({"TERM": "xterm", **env}),
        cwd=cwd,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=take_terminal,  # noqa: PLW1509 - so that Ctrl-C reaches it; the tests start no thread before
    )
    os.close(theirs)
    try:
        yield Conversation(process, ours)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait(FOREVER)
        os.close(ours)
