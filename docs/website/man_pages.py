"""Makes man pages of the help texts: ``python -m website.man_pages FOLDER``, which `make man` calls."""

import re
import sys
from collections.abc import Iterable, Iterator
from inspect import cleandoc
from pathlib import Path

import click
from docutils import nodes
from docutils.core import publish_from_doctree
from docutils.utils import new_document

from trackpost import __version__
from trackpost.shell.cli.main import app

_QUOTED = re.compile(r"(``?)(?P<words>.+?)\1")  # `publish`, ``publish``


def pages() -> Iterator[tuple[str, bytes]]:
    """Yield the name of each page, such as ``trackpost-map-add.1``, and its source in roff."""
    for context in _contexts(click.Context(app, info_name="trackpost", **app.context_settings)):
        yield f"{_name(context)}.1", publish_from_doctree(_page(context), writer="manpage")


def _contexts(context: click.Context) -> Iterator[click.Context]:
    yield context
    for name, command in _commands(context):
        yield from _contexts(click.Context(command, info_name=name, parent=context))


def _commands(context: click.Context) -> list[tuple[str, click.Command]]:
    group = context.command
    if not isinstance(group, click.Group):
        return []
    found = ((name, group.get_command(context, name)) for name in group.list_commands(context))
    return [(name, command) for name, command in found if command is not None and not command.hidden]


def _name(context: click.Context) -> str:
    return context.command_path.replace(" ", "-")


def _page(context: click.Context) -> nodes.document:
    summary, *rest = _paragraphs(context.command)
    command = context.command
    page = new_document(_name(context))
    page += nodes.title(text=_name(context))
    page += nodes.subtitle(text=summary.replace("`", "").rstrip("."))
    page += nodes.docinfo("", nodes.version(text=f"trackpost {__version__}"), _field("manual_section", "1"))
    page += _section("Synopsis", _line(nodes.strong(text=context.command_path), *command.collect_usage_pieces(context)))
    page += _section("Description", *(nodes.paragraph("", "", *_words(text)) for text in [summary, *rest]))
    rows = [row for option in command.get_params(context) if (row := option.get_help_record(context)) is not None]
    page += _section("Options", _definitions(rows))
    commands = [(name, _paragraphs(one)[0]) for name, one in _commands(context)]
    if commands:
        page += _section("Commands", _definitions(commands))
    page += _section("See also", nodes.paragraph(text=", ".join(f"{name}(1)" for name in _related(context))))
    return page


def _paragraphs(command: click.Command) -> list[str]:
    return [" ".join(text.split()) for text in cleandoc(command.help or "").split("\n\n")]


def _related(context: click.Context) -> Iterator[str]:
    """Return the pages of the commands above and below; the program itself has no page above."""
    if context.parent is not None:
        yield _name(context.parent)
    for name, _ in _commands(context):
        yield f"{_name(context)}-{name}"


def _section(title: str, *content: nodes.Node) -> nodes.section:
    return nodes.section("", nodes.title(text=title), *content)


def _field(name: str, value: str) -> nodes.field:
    return nodes.field("", nodes.field_name(text=name), nodes.field_body("", nodes.paragraph(text=value)))


def _line(command: nodes.Node, *pieces: str) -> nodes.paragraph:
    return nodes.paragraph("", "", command, nodes.Text(f" {' '.join(pieces)}"))


def _definitions(rows: Iterable[tuple[str, str]]) -> nodes.definition_list:
    return nodes.definition_list(
        "",
        *(
            nodes.definition_list_item(
                "",
                nodes.term("", "", nodes.strong(text=term)),
                nodes.definition("", nodes.paragraph("", "", *_words(words))),
            )
            for term, words in rows
        ),
    )


def _words(text: str) -> Iterator[nodes.Node]:
    """Return the text with what is quoted in bold, as a man page shows what is typed."""
    end = 0
    for quoted in _QUOTED.finditer(text):
        yield nodes.Text(text[end : quoted.start()])
        yield nodes.strong(text=quoted["words"])
        end = quoted.end()
    yield nodes.Text(text[end:])


def write_pages(folder: Path) -> None:
    """Write all pages into *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, source in pages():
        (folder / name).write_bytes(source)


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
