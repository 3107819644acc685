"""No document and no command is left out."""

import re
from collections.abc import Iterator

import click

from tests.docs.markdown import DOCUMENTS, ROOT
from trackpost.shell.cli.main import app

INDEX = ROOT / "docs" / "index.md"
COMMAND_LINE = ROOT / "docs" / "reference" / "command-line.md"


def test_the_index_lists_every_document() -> None:
    """Each once, so that the site's navigation, which is made from it, leads to all of them."""
    listed = re.findall(r"^- \[[^\]]+\]\(([^)#]+\.md)\)", INDEX.read_text(encoding="utf-8"), flags=re.MULTILINE)
    expected = {document.resolve() for document in DOCUMENTS if document != INDEX}
    assert sorted((INDEX.parent / path).resolve() for path in listed) == sorted(expected)


def test_the_reference_has_the_help_of_every_command() -> None:
    """Under a heading of its own, once; a group needs none. That each text is right is seen by running the commands."""
    shown = re.findall(
        r"^### (trackpost[\w -]*)\n\n```console\n\$ \1 --help$", COMMAND_LINE.read_text(encoding="utf-8"), re.MULTILINE
    )
    names = dict(_commands(click.Context(app, info_name="trackpost")))
    assert len(shown) == len(set(shown))
    assert (
        {name for name, command in names.items() if not isinstance(command, click.Group)} <= set(shown) <= names.keys()
    )


def _commands(context: click.Context) -> Iterator[tuple[str, click.Command]]:
    yield context.command_path, context.command
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            command = context.command.get_command(context, name)
            if command is not None and not command.hidden:
                yield from _commands(click.Context(command, info_name=name, parent=context))
