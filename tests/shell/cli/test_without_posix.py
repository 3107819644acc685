"""The program where there is no POSIX: a fresh interpreter lacks what Windows lacks, and it works all the same.

This shows that nothing is asked for that is not there. It does not show what Windows itself does.
"""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.files import make_project
from tests.support.ledger import held
from tests.support.patience import FOREVER
from tests.support.process import bare
from tests.support.scripted_server import scripted

_NAMES = """
import trackpost
print([name for name in trackpost.__all__ if getattr(trackpost, name) is None])
"""
_HELP = """
import click
from click.testing import CliRunner
from trackpost.shell.cli.main import app

def commands_of(group, names):
    yield names
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        if isinstance(command, click.Group):
            yield from commands_of(command, [*names, name])
        else:
            yield [*names, name]

ended = [CliRunner().invoke(app, [*names, "--help"], catch_exceptions=False) for names in commands_of(app, [])]
assert len(ended) > 25
print([one.output for one in ended if one.exit_code != 0])
"""
_COMMANDS = """
import sys
from click.testing import CliRunner
from trackpost.shell.cli.main import app

commands = {commands}
ended = [CliRunner().invoke(app, command, catch_exceptions=False) for command in commands]
print([(command[0], one.exit_code, one.stderr) for command, one in zip(commands, ended) if one.exit_code or one.stderr])
"""
_CHILD = """
import os, sys
from subprocess import TimeoutExpired
from pathlib import Path
from trackpost.shell.child import TooMuch, run

def ran(code, seconds=60.0, most=1000):
    try:
        ended = run([sys.executable, "-c", code], Path(), os.environ, seconds=seconds, most=most)
    except (TimeoutExpired, TooMuch) as error:
        return type(error).__name__
    return ended.status, ended.output, ended.complaint

print([
    ran("import sys; print(1); print(2, file=sys.stderr); sys.exit(3)"),
    ran("print('much' * 1000)"),
    ran("import time; time.sleep(600)", seconds=0.5),
])
"""
PROGRAMS: Mapping[str, tuple[str, str]] = {
    "every public name": (_NAMES, "[]"),
    "the help of every command": (_HELP, "[]"),
    "another program": (_CHILD, "[(3, b'1\\n', b'2\\n'), 'TooMuch', 'TimeoutExpired']"),
}


@pytest.mark.parametrize(("program", "expected"), PROGRAMS.values(), ids=PROGRAMS.keys())
def test_it_works_without_posix(program: str, expected: str, tmp_path: Path) -> None:
    """Nothing is imported, and nothing is called, that is not there."""
    assert run(program, tmp_path, {}) == expected


def test_a_project_is_published(tmp_path: Path) -> None:
    """From an empty folder to a receipt: the files are written and locked, and nothing warns of their modes."""
    files = make_project(tmp_path)
    held(files, "A")
    bind = ["bind", "--provider", "jira", "--workspace", "acme.example", "--credential", "api_token=given"]
    with scripted() as server:
        publish = ["publish", "--server-url", server.url]
        commands = [bind, ["map", "list"], ["status"], ["preview"], publish, ["receipts"], ["unbind"]]
        assert run(_COMMANDS.format(commands=commands), files.root, files.env) == "[]"
        assert server.only.method == "POST"


def run(program: str, folder: Path, environ: Mapping[str, str]) -> str:
    """Return what a program prints that runs without POSIX."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.support.without_posix"],
        input=program,
        cwd=folder,
        env=bare({"HOME": "/nowhere", "PYTHONPATH": str(Path(__file__).parents[3]), **environ}),
        capture_output=True,
        text=True,
        check=False,
        timeout=FOREVER,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()
