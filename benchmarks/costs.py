"""Measure the cost of a whole process."""

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
    """The cost of one process.

    Attributes:
        cpu_seconds: user and system time.
        peak_kib: the peak resident memory, in KiB.
        seconds: the elapsed time.
    """

    cpu_seconds: float
    peak_kib: int
    seconds: float


@frozen(kw_only=True)
class _Ended(Cost):
    exit_code: int


class CommandFailedError(Exception):
    """A measured command failed; the message has the command and what it printed."""


def cost_of(command: Sequence[str], project: Project) -> Cost:
    """Run *command* in the folder of *project*, and return its cost.

    Raises:
        CommandFailedError: the exit status is not 0.
    """
    launched = [sys.executable, "-I", "-S", _LAUNCHER, *command]
    finished = subprocess.run(launched, env=environ_of(project), cwd=project.root, capture_output=True, check=True)
    ended = msgspec.json.decode(finished.stdout, type=_Ended)
    if ended.exit_code:
        message = f"{' '.join(command)} exited {ended.exit_code}: {finished.stderr.decode()}"
        raise CommandFailedError(message)
    return Cost(cpu_seconds=ended.cpu_seconds, peak_kib=ended.peak_kib, seconds=ended.seconds)
