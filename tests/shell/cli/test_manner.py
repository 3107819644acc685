"""The options that every command has: how much is said, in which form, and in which colors."""

import os
import pty
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
import pytest

from tests.support.files import CREDENTIALS, make_project
from tests.support.process import TRACKPOST, bare, called, trackpost
from tests.support.scripted_server import TAKEN, http, scripted
from trackpost.shell.cli.main import app
from trackpost.shell.cli.manner import Coloring, is_colored
from trackpost.shell.cli.shared import SHARED


def _commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from _commands(command, (*path, name))
        else:
            yield (*path, name), command


def test_every_command_has_them() -> None:
    """Each once, also the commands of groups in groups."""
    found = dict(_commands(app))
    assert len(found) > 20
    assert [path for path, one in found.items() if [two for two in one.params if two in SHARED] != list(SHARED)] == []


TERMINAL, PIPE = "a terminal", "a pipe"
COLORS, NONE = "colors", "none"
COLORED: Mapping[str, tuple[Coloring, dict[str, str], str, str]] = {
    "a terminal": ("auto", {}, TERMINAL, COLORS),
    "no terminal": ("auto", {}, PIPE, NONE),
    "never": ("never", {"FORCE_COLOR": "1"}, TERMINAL, NONE),
    "always": ("always", {"NO_COLOR": "1"}, PIPE, COLORS),
    "NO_COLOR": ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, TERMINAL, NONE),
    "NO_COLOR is empty": ("auto", {"NO_COLOR": ""}, TERMINAL, COLORS),
    "FORCE_COLOR": ("auto", {"FORCE_COLOR": "1"}, PIPE, COLORS),
    "CLICOLOR_FORCE": ("auto", {"CLICOLOR_FORCE": "1"}, PIPE, COLORS),
    "CLICOLOR_FORCE is 0": ("auto", {"CLICOLOR_FORCE": "0"}, PIPE, NONE),
    "CLICOLOR is 0": ("auto", {"CLICOLOR": "0"}, TERMINAL, NONE),
    "a terminal that knows no colors": ("auto", {"TERM": "dumb"}, TERMINAL, NONE),
}


@pytest.mark.parametrize(("coloring", "environ", "stream", "expected"), COLORED.values(), ids=COLORED.keys())
def test_colors(coloring: Coloring, environ: dict[str, str], stream: str, expected: str) -> None:
    """The option first, then the environment, then the stream."""
    seen = is_colored(coloring, environ, is_terminal=stream == TERMINAL)
    assert seen is (expected == COLORS)


def test_an_error_in_color(tmp_path: Path) -> None:
    """Only the word is colored, and nothing of it is in JSON."""
    shown = {
        options: trackpost("route", *options, cwd=tmp_path, env={"HOME": tmp_path}).stderr
        for options in ((), ("--color", "always"), ("--color", "always", "--log-format", "json"))
    }
    plain, colored, lines = shown.values()
    assert plain.startswith("trackpost: error: ")
    assert colored == plain.replace("error:", "\x1b[31m\x1b[1merror:\x1b[0m", 1)
    assert "\\u001b" not in lines


def test_quiet(tmp_path: Path) -> None:
    """The result is printed, and the error, but no warning."""
    files = make_project(tmp_path, credentials=CREDENTIALS.replace('project_key = "ACME"\n', ""))
    with scripted(TAKEN, TAKEN, http(400)) as server:
        arguments = ("publish", "--server-url", server.url)
        loud, quiet = (called(*arguments, *more, env=files.env, cwd=files.root) for more in ((), ("--quiet",)))
        refused = called(*arguments, "-q", env=files.env, cwd=files.root)
    assert (loud.stderr.startswith("trackpost: warning: "), quiet.stderr) == (True, "")
    assert quiet.text.startswith("Delivered: ")
    assert refused.stderr.startswith("trackpost: error: the server refused the snapshot")


def test_the_last_one_counts(tmp_path: Path) -> None:
    """Who asks for both gets the last one."""
    files = make_project(tmp_path)
    with scripted() as server:
        logged = [
            trackpost("publish", *options, "--server-url", server.url, env=files.env, cwd=files.root).stderr
            for options in (("-q", "-v"), ("-v", "-q"))
        ]
    assert ["attempt 1 to" in one for one in logged] == [True, False]


def test_one_field(tmp_path: Path) -> None:
    """Only that is printed; an error is on standard error then, and a typing error is a warning."""
    files = make_project(tmp_path)
    kind, wrong, route = (
        called(*arguments, env=files.env, cwd=files.root)
        for arguments in (
            ("publish", "--server-url", "ftp://x", "--field", "error.kind"),
            ("route", "--field", "rout"),
            ("route", "--json", "--field", "route.*"),
        )
    )
    assert (kind.exit_code, kind.text) == (78, "unusable_server_url\n")
    assert kind.stderr.startswith("trackpost: error: cannot use server URL")
    assert (wrong.exit_code, wrong.text) == (0, "")
    assert wrong.stderr == "trackpost: warning: the JSON object has nothing at 'rout'; did you mean 'route'?\n"
    assert route.text == "ACME\njira_project\n"


USAGE: Mapping[str, tuple[tuple[str, ...], str]] = {
    "a command": (("publsh",), "no such command 'publsh'; did you mean 'publish'?"),
    "a command of a group": (("map", "lst"), "no such command 'lst'; did you mean 'list'?"),
    "a command of a group that loads it": (("fleet", "rn"), "no such command 'rn'; did you mean 'run'?"),
    "an older name": (("expain",), "no such command 'expain'; did you mean 'diff'?"),
    "a command unlike any": (("xyzzy",), "no such command 'xyzzy'; see `trackpost --help`"),
    "an option": (("status", "--jsn"), "no such option '--jsn'; did you mean '--json'?"),
    "several options": (("unbind", "--credentials"), "no such option '--credentials'; did you mean one of: "),
    "an option before the command": (
        ("--quiet", "status"),
        "no such option '--quiet'; options come after the command; see `trackpost --help`",
    ),
    "a value": (
        ("receipts", "--limit", "0"),
        "invalid value for '--limit': 0 is not in the range x>=1; see `",
    ),
    "no value": (("completion",), "missing argument 'SHELL'; choose from: bash, zsh, fish; see `"),
}


@pytest.mark.parametrize(("arguments", "message"), USAGE.values(), ids=USAGE.keys())
def test_wrong_usage(arguments: tuple[str, ...], message: str) -> None:
    """One line in the form of all errors: what is wrong, and what was probably meant or where to read on."""
    ended = trackpost(*arguments)
    assert (ended.exit_code, ended.stdout, ended.stderr.count("\n")) == (2, b"", 1)
    assert ended.stderr.startswith(f"trackpost: error: {message}")


def test_wrong_usage_for_what_collects_logs() -> None:
    """Also if the option that says so comes after what is wrong."""
    for asked in (("--log-format", "json"), ("--log-format=json",)):
        assert trackpost("route", "--nowhere", *asked).stderr.startswith('{"time": ')
    assert "\x1b[31m" in trackpost("route", "--nowhere", "--color", "always").stderr


def test_a_line_that_fits() -> None:
    """A narrow terminal is shown the beginning of a long line that is rewritten, so that it stays one line."""
    ours, theirs = pty.openpty()
    code = "from trackpost.shell.cli.status_line import show_progress as show; show('x' * 200); show('')"
    python = Path(TRACKPOST).with_name("python")
    subprocess.run([python, "-c", code], env=bare(), stderr=theirs, check=True)
    os.set_blocking(ours, False)
    shown = os.read(ours, 65_536)
    os.close(ours)
    os.close(theirs)
    assert shown == b"\r\x1b[K" + b"x" * 79 + b"\r\x1b[K"
