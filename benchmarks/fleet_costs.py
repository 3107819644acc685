"""What the commands of a fleet cost, and how that is printed."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
from attrs import frozen

TRACKPOST = str(Path(sys.executable).with_name("trackpost"))
KIB_IN_MIB = 1024
_LAUNCHER = str(Path(__file__).with_name("launcher.py"))


@frozen
class Cost:
    """What a process has cost, as the launcher measures it."""

    exit_code: int
    seconds: float
    cpu_seconds: float
    peak_kib: int


@frozen
class Measured:
    """The cost of some projects.

    Attributes:
        title: what was done.
        projects: how many there were.
        cost: of the process, with all that it started.
    """

    title: str
    projects: int
    cost: Cost

    @property
    def a_cpu_second(self) -> float:
        """Projects for each second of a core's time, with the start of the program."""
        return self.projects / self.cost.cpu_seconds

    @property
    def a_second(self) -> float:
        """Projects for each second that passed."""
        return self.projects / self.cost.seconds

    @property
    def line(self) -> str:
        """A line of the table."""
        cells = (
            f"{self.projects:>6}",
            f"{self.a_second:>9.1f}",
            f"{self.a_cpu_second:>13.1f}",
            f"{self.cost.peak_kib / KIB_IN_MIB:>9.0f}",
        )
        return f"{self.title:<28}{''.join(cells)}"


def cost_of(command: list[str], folder: Path) -> Cost:
    """Run a command to its end in a folder, and return what it cost."""
    return costs_of([command], folder)[0]


def costs_of(commands: Sequence[list[str]], folder: Path) -> list[Cost]:
    """Run commands side by side to their ends in a folder, and return what each cost."""
    started = [
        subprocess.Popen(
            [sys.executable, "-S", _LAUNCHER, *command],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for command in commands
    ]
    return [_ended(*process.communicate()) for process in started]


def _ended(output: str, complaints: str) -> Cost:
    cost = msgspec.json.decode(output, type=Cost)
    if cost.exit_code != 0:
        sys.exit(complaints)
    return cost
