"""A publisher as a process: a fork of one that has imported everything, or the installed program."""

import multiprocessing
import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from time import time
from typing import TypeAlias

import msgspec
from attrs import define, field

from tests.support.process import TRACKPOST, bare

from .forked import Task, publish
from .history import Publish, Said, Target
from .plan import Publishing, Way

_FORKING = multiprocessing.get_context("forkserver")
_WARM = "soak.warm"
Poll: TypeAlias = Callable[[], int | None]


@define
class Process:
    """A process that was started, and that nobody else can be taken for.

    Attributes:
        handle: a descriptor of the process, which is no other's even if its number is used again; None if it has
            ended already.
        poll: returns its exit status once it has ended.
        outputs: the pipes to which it prints: standard output, standard error.
    """

    handle: int | None
    poll: Poll
    outputs: tuple[int, int]

    def send(self, number: signal.Signals) -> bool:
        """Send it a signal, and return whether it was still there."""
        if self.handle is None:
            return False
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, number)
            return True
        return False

    def printed(self) -> tuple[bytes, str]:
        """Return what it has printed, once it has ended, and let go of it."""
        stdout, stderr = map(_drained, self.outputs)
        if self.handle is not None:
            os.close(self.handle)
            self.handle = None
        return stdout, stderr.decode(errors="replace")


def prepare() -> None:
    """Choose what the process that forks imports; it starts with the first fork."""
    _FORKING.set_forkserver_preload([_WARM])


def fork(task: Task) -> Process:
    """Start a publisher as a fork."""
    pipes = [_FORKING.Pipe(duplex=False) for _ in range(2)]
    ends: list[Connection] = [end for _, end in pipes]
    process = _FORKING.Process(target=publish, args=(task, *ends))
    process.start()
    for end in ends:
        end.close()
    outputs = [os.dup(reading.fileno()) for reading, _ in pipes]
    return Process(_handle(process.pid), lambda: process.exitcode, (outputs[0], outputs[1]))


def command(task: Task, *before: str) -> Process:
    """Start the installed program, behind the words *before*."""
    process = subprocess.Popen(
        [*before, *_limits(task), TRACKPOST, *task.arguments],
        env=bare({"SPEC_KITTY_HOME": task.home, "PYTHONDONTWRITEBYTECODE": "1"}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    if process.stdout is None or process.stderr is None:
        raise AssertionError  # both are pipes
    outputs = os.dup(process.stdout.fileno()), os.dup(process.stderr.fileno())
    process.stdout.close()
    process.stderr.close()
    return Process(_handle(process.pid), process.poll, outputs)


def _handle(number: int | None) -> int | None:
    try:
        return None if number is None else os.pidfd_open(number)
    except ProcessLookupError:
        return None


def _limits(task: Task) -> tuple[str, ...]:
    """Return what takes the right from root to write where it may not, and all room from the disk."""
    humbly = ("setpriv", "--bounding-set", "-dac_override") if os.geteuid() == 0 else ()
    return (*humbly, *(("prlimit", "--fsize=0") if task.has_full_disk else ()))


def started(task: Task, way: Way, another_time: str) -> Process:
    """Start a publisher in this way; *another_time* is how far the clock is off."""
    match way:
        case "forks" | "forks with a jumping clock":
            return fork(task)
        case "commands":
            return command(task)
        case "commands with another time":
            faketime = shutil.which("faketime")
            return command(task, *(() if faketime is None else (faketime, "--exclude-monotonic", "-f", another_time)))


def _drained(pipe: int) -> bytes:
    with open(pipe, "rb") as readable:
        return readable.read()


@define(kw_only=True)
class Running:
    """A publisher at work.

    Attributes:
        number: in the round.
        plan: what it does.
        task: the same for the process.
        process: it.
        began: when it was started.
        killed: when it was killed.
        continued: when it was last continued.
        signals: what it was sent.
        is_final: see `Publish`.
    """

    number: int
    plan: Publishing
    task: Task
    process: Process
    began: float
    killed: float | None = None
    continued: float = 0.0
    signals: list[str] = field(factory=list)
    is_final: bool = False

    @property
    def target(self) -> Target:
        """What it publishes."""
        return self.plan.target

    def send(self, number: signal.Signals) -> None:
        """Send it a signal, if it is still there."""
        now = time()
        if self.process.send(number):
            self.signals.append(number.name)
            match number:
                case signal.SIGKILL:
                    self.killed = self.killed or now
                case signal.SIGCONT:
                    self.continued = now
                case _:
                    pass

    def ended(self) -> Publish | None:
        """Return how it ended, if it has."""
        status = self.process.poll()
        if status is None:
            return None
        seen = time()
        stdout, stderr = self.process.printed()
        return Publish(
            number=self.number,
            target=self.target,
            way=self.plan.way,
            deadline=self.plan.deadline,
            began=self.began,
            ended=self.killed if self.killed is not None and status == -signal.SIGKILL else seen,
            status=status,
            said=_said(stdout),
            output=stdout.decode(errors="replace") + stderr,
            secret=self.task.token,
            signals=tuple(self.signals),
            continued=self.continued,
            has_full_disk=self.plan.has_full_disk,
            is_final=self.is_final,
        )


def _said(stdout: bytes) -> Said | None:
    """Return the report, if there is a whole one."""
    try:
        return msgspec.json.decode(stdout, type=Said)
    except msgspec.DecodeError:
        return None
