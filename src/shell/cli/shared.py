"""The options that every command has: how much it says, in which format, and whether in colors."""

import click

from .manner import MANNER


def _choose(_context: click.Context, option: click.Parameter, value: str | None) -> None:
    """Take what was chosen. What was not is left as it is, because the group above may have chosen it."""
    if value is not None:
        setattr(MANNER, str(option.name), value)


def _choose_loudness(context: click.Context, option: click.Parameter, value: str | None) -> None:
    _choose(context, option, value)
    if value is not None:
        from .log import choose_loudness  # few commands are told

        choose_loudness()


_LAST_WINS = "loudness"
"""The parameter of both options: who gives both gets the last one."""

SHARED = (
    click.Option(
        ["--verbose", "-v", _LAST_WINS],
        flag_value="verbose",
        is_eager=True,
        expose_value=False,
        callback=_choose_loudness,
        help="Print more: log each attempt and each wait, and list everything.",
    ),
    click.Option(
        ["--quiet", "-q", _LAST_WINS],
        flag_value="quiet",
        is_eager=True,
        expose_value=False,
        callback=_choose_loudness,
        help="Print only the result and errors: no progress, no warnings.",
    ),
    click.Option(
        ["--log-format"],
        type=click.Choice(["text", "json"]),
        metavar="F",
        is_eager=True,  # so that it holds for what is wrong with the other options
        expose_value=False,
        callback=_choose,
        help="The format of logs, warnings and errors: text (the default), or json, one object a line.",
    ),
    click.Option(
        ["--color", "coloring"],
        type=click.Choice(["auto", "always", "never"]),
        metavar="WHEN",
        is_eager=True,
        expose_value=False,
        callback=_choose,
        help="Color words: auto (the default: on a terminal, unless NO_COLOR is set), always or never.",
    ),
)


def with_shared_options(command: click.Command) -> click.Command:
    """Add the shared options to *command*, or to the commands below a group, unless they are there already."""
    if isinstance(command, click.Group):
        for one in command.commands.values():
            with_shared_options(one)
    if not isinstance(command, click.Group) or command.invoke_without_command:
        command.params.extend(option for option in SHARED if option not in command.params)
    return command
