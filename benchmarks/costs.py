"""What a whole process costs."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
from attrs import frozen

from .caches import Project
from .tools import environ_of

_LAUNCHER = str(Path(__file__).with_name("launcher.py"))


@frozen(kw_only=True)
class Cost:
    """What one process cost.

    Attributes:
        cpu_seconds: user and system time.
        peak_kib: the most memory that it had at once.
        seconds: from its start to its end.
    """

    cpu_seconds: float
    peak_kib: int
    seconds: float


@frozen(kw_only=True)
class _Ended(Cost):
    exit_code: int


class CommandFailedError(Exception):
    """A measured command did not end well: its words, and what it printed."""


def cost_of(command: Sequence[str], project: Project) -> Cost:
    """Run *command* in the folder of *project*, and return what it cost.

    Raises:
        CommandFailedError: it did not exit 0.
    """
    words = [sys.executable, "-I", "-S", _LAUNCHER, *command]
    ran = subprocess.run(words, env=environ_of(project), cwd=project.root, capture_output=True, check=True)
    ended = msgspec.json.decode(ran.stdout, type=_Ended)
    if ended.exit_code:
        message = f"{' '.join(command)} exited {ended.exit_code}: {ran.stderr.decode()}"
        raise CommandFailedError(message)
    return Cost(cpu_seconds=ended.cpu_seconds, peak_kib=ended.peak_kib, seconds=ended.seconds)
