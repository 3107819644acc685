"""The man pages say what the help texts say, in roff that a formatter reads without a warning."""

import shutil
import subprocess
from collections.abc import Iterator

import click
import pytest
from website.man_pages import pages

from trackpost.shell.cli.main import app

PAGES = dict(pages())
GROFF = shutil.which("groff")
_FORMAT = ("-man", "-Tascii", "-ww", "-rLL=500n", "-P-cbou")  # every warning; wide lines; no overstriking


def commands_of(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    """Yield each command with its whole name."""
    yield path, group
    context = click.Context(group)
    for name in group.list_commands(context):
        match group.get_command(context, name):
            case click.Group() as inner:
                yield from commands_of(inner, f"{path} {name}")
            case click.Command() as command if not command.hidden:
                yield f"{path} {name}", command
            case _:
                pass


COMMANDS = dict(commands_of(app, "trackpost"))


def test_every_command_has_a_page() -> None:
    """And nothing else has one."""
    assert PAGES.keys() == {f"{name.replace(' ', '-')}.1" for name in COMMANDS}


@pytest.mark.skipif(GROFF is None, reason="groff is not on this machine")
@pytest.mark.parametrize(("name", "command"), COMMANDS.items(), ids=COMMANDS.keys())
def test_a_page_says_what_the_help_says(name: str, command: click.Command) -> None:
    """Each option with its words, the description, and no warning of the formatter."""
    source = PAGES[f"{name.replace(' ', '-')}.1"]
    ended = subprocess.run([str(GROFF), *_FORMAT], input=source, capture_output=True, check=True, timeout=60)
    shown = " ".join(ended.stdout.decode().split())
    context = click.Context(command, info_name=name, help_option_names=["-h", "--help"])
    rows = [row for option in command.get_params(context) if (row := option.get_help_record(context)) is not None]
    expected = [*(command.help or "").split("\n\n"), *(text for row in rows for text in row)]
    assert ended.stderr == b""
    assert [text for text in expected if " ".join(text.replace("`", "").split()) not in shown] == []
