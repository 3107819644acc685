"""Runs another program to its end, within limits of time and output."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from subprocess import DEVNULL, PIPE, Popen, TimeoutExpired
from time import monotonic

from attrs import Factory, define, field, frozen

from .files.reading import reason_of
from .files.system import CAN_WAIT_FOR_PIPES, kill_with_descendants
from .waiting import MOMENT, waiting

_CHUNK = 64 * 1024
_COMPLAINT = 64 * 1024
"""Bytes of standard error that are kept."""
_GLANCE = 0.1
"""Seconds between two looks at whether a silent program has ended."""


class NotStarted(Exception):  # noqa: N818 - it says what is so
    """The system cannot start the program."""


class TooMuch(Exception):  # noqa: N818 - as above
    """The program prints more than it may."""


@frozen
class Ended:
    """What a program leaves behind.

    Attributes:
        status: the exit status; below 0, a signal ended the program.
        output: all of standard output.
        complaint: the beginning of standard error.
    """

    status: int
    output: bytes = field(repr=False)
    complaint: bytes = field(repr=False)


def run(argv: Sequence[str], folder: Path, environ: Mapping[str, str], *, seconds: float, most: int) -> Ended:
    """Run a program without a shell, without input, and without the terminal, where it could ask for a password.

    If it does not end in time, prints too much, or we are interrupted, it is killed with all that it has started.

    Args:
        argv: its name or path, and its arguments.
        folder: in which it runs.
        environ: the only variables that it gets.
        seconds: how long it may take.
        most: how many bytes it may print on standard output.

    Raises:
        NotStarted: there is no such program, or it may not be run.
        TimeoutExpired: it has not ended in time.
        TooMuch: it has printed more than *most* bytes.
    """
    until = monotonic() + seconds
    with _started(argv, folder, environ) as process, waiting(f"{argv[0]} is running", seconds, after=MOMENT):
        try:
            printed = _read(process, until, most)
            return Ended(process.wait(_left(process, until)), bytes(printed.output), bytes(printed.complaint))
        finally:
            if process.poll() is None:
                kill_with_descendants(process)


def _started(argv: Sequence[str], folder: Path, environ: Mapping[str, str]) -> Popen[bytes]:
    try:
        return Popen(  # noqa: S603 - the owner of the credentials file chooses the program
            argv, cwd=folder, env=environ, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, start_new_session=True
        )
    except OSError as error:
        raise NotStarted(reason_of(error)) from error
    except ValueError as error:  # a NUL in a name
        raise NotStarted(str(error)) from error


@define
class _Printed:
    most: int
    output: bytearray = Factory(bytearray)
    complaint: bytearray = Factory(bytearray)

    def add(self, chunk: bytes, *, is_output: bool) -> None:
        if is_output:
            self.output += chunk
        else:
            self.complaint += chunk[: _COMPLAINT - len(self.complaint)]
        if len(self.output) > self.most:
            raise TooMuch


def _read(process: Popen[bytes], until: float, most: int) -> _Printed:
    """Read both streams at once, so that neither fills up and holds the program.

    A daemon that the program leaves behind can keep them open, so reading also ends when the program has ended.
    """
    printed = _Printed(most)
    if not CAN_WAIT_FOR_PIPES:
        _read_to_the_end(process, until, printed)
        return printed
    with DefaultSelector() as selector:
        for stream in filter(None, (process.stdout, process.stderr)):
            selector.register(stream, EVENT_READ)
        while selector.get_map():
            left = _left(process, until)
            has_ended = process.poll() is not None  # asked first: what it printed last is in the streams by now
            ready = [key for key, _ in selector.select(0 if has_ended else min(left, _GLANCE))]
            if has_ended and not ready:
                break
            for key in ready:
                chunk = os.read(key.fd, _CHUNK)
                printed.add(chunk, is_output=key.fileobj is process.stdout)
                if not chunk:
                    selector.unregister(key.fileobj)
    return printed


def _read_to_the_end(process: Popen[bytes], until: float, printed: _Printed) -> None:
    """Read both streams, and measure them afterwards; a daemon that keeps them open holds this up until the end."""
    output, complaint = process.communicate(timeout=_left(process, until))
    printed.add(complaint, is_output=False)
    printed.add(output, is_output=True)


def _left(process: Popen[bytes], until: float) -> float:
    seconds = until - monotonic()
    if seconds <= 0:
        raise TimeoutExpired(process.args, 0)
    return seconds
