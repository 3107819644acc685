"""A group of commands, of which only the one that is called is imported."""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

import click
from typing_extensions import override

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class LazyGroup(click.Group):
    """A group that imports a command when it is called.

    Attributes:
        package: of the modules of the commands.
        table: the module of each command, its name there, and its summary.
    """

    package: ClassVar[str]
    table: ClassVar[Mapping[str, tuple[str, str, str]]]

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.table)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.table:
            return None
        module, name, _ = self.table[cmd_name]
        command = getattr(import_module(f".{module}", self.package), name)
        return command if isinstance(command, click.Command) else None

    @override
    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem[str]]":
        """Offer the commands without importing them, and the options of the group."""
        from click.shell_completion import CompletionItem

        names = [CompletionItem(name, help=words) for name, (_, _, words) in self.table.items()]
        return [one for one in names if one.value.startswith(incomplete)] + click.Command.shell_complete(
            self, ctx, incomplete
        )

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, _, words) in self.table.items()])
