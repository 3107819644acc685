"""Run the command line, as a real process, or by a call if a table of cases is too long for processes.

In both cases, its environment has only what the test puts there.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import chdir
from pathlib import Path
from typing import IO

from attrs import frozen
from click.testing import CliRunner

from tests.support.patience import FOREVER
from trackpost.shell.cli.main import app

TRACKPOST = str(Path(sys.executable).with_name("trackpost"))


@frozen
class Ended:
    """The result of a command."""

    exit_code: int
    stdout: bytes
    stderr: str

    @property
    def text(self) -> str:
        """Standard output as text."""
        return self.stdout.decode()

    @property
    def report(self) -> dict[str, object]:
        """Standard output as JSON; it must be exactly one object on one line."""
        (line,) = self.stdout.splitlines()
        report: object = json.loads(line)
        assert isinstance(report, dict)
        return report


def bare(environ: Mapping[str, str | Path] | None = None) -> dict[str, str]:
    """Return *environ* with what every process needs, but without the variables that make coverage run in it."""
    return {"PATH": os.environ["PATH"], **{name: str(text) for name, text in (environ or {}).items()}}


def trackpost(
    *arguments: str | Path,
    env: Mapping[str, str | Path] | None = None,
    cwd: Path | None = None,
    stdin: bytes = b"",
    stdout: IO[bytes] | int | None = None,
) -> Ended:
    """Run the installed program to its end, and capture its output, unless *stdout* is given."""
    ended = subprocess.run(
        [TRACKPOST, *arguments],
        env=bare(env),
        cwd=cwd,
        input=stdin,
        stdout=subprocess.PIPE if stdout is None else stdout,
        stderr=subprocess.PIPE,
        check=False,
        timeout=FOREVER,
    )
    return Ended(ended.returncode, ended.stdout or b"", ended.stderr.decode())


def called(
    *arguments: str | Path, env: Mapping[str, str | Path] | None = None, cwd: Path | None = None, stdin: bytes = b""
) -> Ended:
    """Call the same commands in this process. Exceptions other than the exit are raised here."""
    environ = {**dict.fromkeys(os.environ), **bare(env)}
    with chdir(cwd or Path.cwd()):
        ended = CliRunner().invoke(app, list(map(str, arguments)), input=stdin, env=environ, catch_exceptions=False)
    return Ended(ended.exit_code, ended.stdout_bytes, ended.stderr)
