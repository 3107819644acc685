"""A shell, an interpreter and a server that a document talks to, one after the other, as a reader would."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from attrs import frozen

from tests.support.patience import FOREVER

_NOWHERE = "http://127.0.0.1:9"
"""The way to every other machine."""
_MARK = "--- end of output ---"
_INTERPRETER = f"""
import json, sys
names = {{}}
for line in sys.stdin:
    exec(json.loads(line), names)
    print({_MARK!r}, flush=True)
"""


@frozen
class Session:
    """One running process that takes input and answers each with some lines and a mark."""

    process: "subprocess.Popen[str]"

    def ask(self, text: str) -> str:
        """Write *text*, and return what is printed until the mark.

        Raises:
            EOFError: the process has ended, for example because a snippet raised an exception.
        """
        stdin, stdout = _pipes(self.process)
        stdin.write(text)
        stdin.flush()
        lines: list[str] = []
        for line in stdout:
            if line == f"{_MARK}\n":
                return "".join(lines)
            lines.append(line)
        raise EOFError("".join(lines))


def type_in(shell: Session, command: str) -> str:
    """Run *command* in a shell, and return what it prints; ``$?`` stays its status."""
    return shell.ask(f"{command}\n(exit $?) && echo '{_MARK}' || {{ status=$?; echo '{_MARK}'; (exit $status); }}\n")


def execute(interpreter: Session, code: str) -> str:
    """Execute *code* in an interpreter, and return what it prints."""
    return interpreter.ask(json.dumps(code) + "\n")


@contextmanager
def shell(folder: Path, environment: Mapping[str, str]) -> Iterator[Session]:
    """Start a shell in *folder*."""
    with _session(["bash", "--noprofile", "--norc"], folder, environment) as session:
        yield session


@contextmanager
def interpreter(folder: Path, environment: Mapping[str, str]) -> Iterator[Session]:
    """Start a Python interpreter in *folder*."""
    with _session([sys.executable, "-c", _INTERPRETER], folder, environment) as session:
        yield session


@contextmanager
def server(command: str, folder: Path, environment: Mapping[str, str], lines: int) -> Iterator[str]:
    """Start a server, give the first *lines* that it prints, and interrupt it in the end."""
    process = _start(["bash", "-c", f"exec {command}"], folder, environment)
    try:
        stdout = _pipes(process)[1]
        yield "".join(stdout.readline() for _ in range(lines))
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=FOREVER)


@contextmanager
def _session(command: list[str], folder: Path, environment: Mapping[str, str]) -> Iterator[Session]:
    process = _start(command, folder, environment)
    try:
        yield Session(process)
    finally:
        process.communicate(timeout=FOREVER)


def _start(command: list[str], folder: Path, environment: Mapping[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _pipes(process: "subprocess.Popen[str]") -> tuple[IO[str], IO[str]]:
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout


def environment_of(home: Path) -> dict[str, str]:
    """Return the environment of a person with this home folder, and the commands of this installation."""
    commands = Path(sys.executable).parent
    return {
        "HTTPS_PROXY": _NOWHERE,
        "HOME": str(home),
        "PATH": f"{commands}{os.pathsep}{os.defpath}",
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "80",
    }
