"""Groups of commands: they suggest what was probably meant, and import only the command that is called."""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

import click
from typing_extensions import override

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class Group(click.Group):
    """A group that suggests a command where there is none of that name.

    Attributes:
        aliases: older names of commands, which help does not mention.
    """

    aliases: ClassVar[Mapping[str, str]] = MappingProxyType({})

    @override
    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if not (ctx.resilient_parsing or name.startswith("-")) and self.get_command(ctx, name) is None:
            known = self.list_commands(ctx)
            raise click.UsageError(_unknown(name, {**dict(zip(known, known, strict=True)), **self.aliases}), ctx)
        return super().resolve_command(ctx, args)


class LazyGroup(Group):
    """A group that imports a command when it is called, and gives it the options that every command has.

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
        row = self.table.get(self.aliases.get(cmd_name, cmd_name))
        if row is None:
            return None
        from .shared import with_shared_options

        module, name, _ = row
        command = getattr(import_module(f".{module}", self.package), name)
        return with_shared_options(command) if isinstance(command, click.Command) else None

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


def _unknown(name: str, known: Mapping[str, str]) -> str:
    """Return what is wrong with *name*, and what was probably meant of the *known* names, each with the current one."""
    from ...core.parsing.text import nearest

    meant = nearest(name, known)
    return f"No such command {name!r}." + ("" if meant is None else f" Did you mean {known[meant]!r}?")
