"""``trackpost serve`` as a real process."""

import re
import resource
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen

from tests.support.process import TRACKPOST, bare


@frozen
class Serving:
    """A server that runs."""

    url: str
    pid: int

    def peak_memory(self) -> int:
        """Return the most bytes that the process ever held."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        (kilobytes,) = re.findall(r"VmHWM:\s+([0-9]+) kB", status)
        return int(kilobytes) * 1024

    @contextmanager
    def largest_file(self, size: int) -> Iterator[None]:
        """Let the process write no file beyond *size* for a while, as where a disk is full."""
        before = resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        try:
            yield
        finally:
            resource.prlimit(self.pid, resource.RLIMIT_FSIZE, before)


@contextmanager
def serving(*arguments: str | Path, under: Sequence[str] = ()) -> Iterator[Serving]:
    """Run the server until the end of the block, then end it as Ctrl-C does: it goes without a fuss."""
    command = [*under, TRACKPOST, "serve", "--port", "0", *arguments]
    with subprocess.Popen(command, env=bare(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = re.search(r"http://127\.0\.0\.1:[0-9]+", process.stdout.readline())
        try:
            assert said is not None
            yield Serving(said[0], process.pid)
        finally:
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=10)
    assert (process.returncode, "Traceback" in errors) == (128 + signal.SIGINT, False)
