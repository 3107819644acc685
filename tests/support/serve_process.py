"""``trackpost serve`` as a real process."""

import re
import resource
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen

from tests.support.patience import FOREVER
from tests.support.process import TRACKPOST, bare


@frozen
class Serving:
    """A running server."""

    url: str
    pid: int

    def peak_memory(self) -> int:
        """Return the peak memory of the process, in bytes."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        (kilobytes,) = re.findall(r"VmHWM:\s+([0-9]+) kB", status)
        return int(kilobytes) * 1024

    @contextmanager
    def largest_file(self, size: int) -> Iterator[None]:
        """Limit the files of the process to *size* bytes for a while, like a full disk."""
        before = resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        try:
            yield
        finally:
            resource.prlimit(self.pid, resource.RLIMIT_FSIZE, before)


@contextmanager
def serving(*arguments: str | Path, under: Sequence[str] = ()) -> Iterator[Serving]:
    """Run the server during the block, then end it as Ctrl-C does; it must end without a traceback."""
    command = [*under, TRACKPOST, "serve", "--port", "0", *arguments]
    with subprocess.Popen(command, env=bare(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        match = re.search(r"http://127\.0\.0\.1:[0-9]+", process.stdout.readline())
        try:
            assert match is not None
            yield Serving(match[0], process.pid)
        finally:
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=FOREVER)
    assert (process.returncode, "Traceback" in errors) == (128 + signal.SIGINT, False)
