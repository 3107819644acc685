"""Kill tasks at any instant. Each runs in a fork of a process that has already imported everything."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import sleep

from attrs import frozen

from tests.support.process import bare


@frozen
class Forker:
    """The process that forks (see `forking`)."""

    process: subprocess.Popen[str]

    def killed(self, task: str, seconds: float, ready: Callable[[], object] = lambda: None) -> bool:
        """Start *task*, kill it some *seconds* after *ready* returns, and say whether it was still running."""
        pid = int(self._ask(task))
        ready()
        sleep(seconds)
        os.kill(pid, signal.SIGKILL)  # it exists until the next line waits for it, at least as a zombie
        return self._ask("wait") == str(-signal.SIGKILL)

    def _ask(self, line: str) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()


@contextmanager
def forking(module: str) -> Iterator[Forker]:
    """Run a module that iterates over `forks`."""
    with subprocess.Popen(
        [sys.executable, "-m", module], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=bare()
    ) as process:
        yield Forker(process)
        process.communicate()


def forks() -> Iterator[str]:
    """Yield each task in a fork of this process, and print the id of the fork for the process at the other end.

    Each fork exits after its task, because the rest of the loop belongs to the parent.
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
