"""Tasks that are killed at any instant: each in a fork of a process that has imported everything already."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep

from attrs import frozen

from tests.support.process import bare


@frozen
class Forker:
    """The process that forks; see `forking`."""

    process: subprocess.Popen[str]

    def killed(self, task: str, seconds: float) -> bool:
        """Begin *task*, kill it after so many seconds, and say whether it was still at work."""
        pid = int(self._told(task))
        sleep(seconds)
        os.kill(pid, signal.SIGKILL)  # it is not waited for until the next line, and so is still there, if as a zombie
        return self._told("wait") == str(-signal.SIGKILL)

    def _told(self, line: str) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()


@contextmanager
def forking(module: str) -> Iterator[Forker]:
    """Run a module that calls `fork_for_each_line`."""
    with subprocess.Popen(
        [sys.executable, "-m", module], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=bare()
    ) as process:
        yield Forker(process)
        process.communicate()


def forks() -> Iterator[str]:
    """Return each task in a fork of this process, and tell the one at the other end of the pipe its number.

    A fork is to end by itself when its task is done: what follows the first task would be the parent's.
    """
    child = 0
    for line in sys.stdin:
        if line == "wait\n":
            _, status = os.waitpid(child, 0)
            print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - the answer
            continue
        child = os.fork()
        if child == 0:
            yield line.removesuffix("\n")
            os._exit(0)
        print(child, flush=True)  # noqa: T201 - the answer
