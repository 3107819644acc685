"""What trackpost's own config file says. docs/reference/settings.md describes it."""

from collections.abc import Mapping

from attrs import field, frozen
from returns.iterables import Fold
from returns.result import Failure, Result, Success

from ..delivery.endpoint import parse_endpoint
from ..parsing.toml_table import LineOf, TomlTable
from ..project.secret_faults import UnusableSetting
from ..routing.given import COMMAND, LIST_OF_WORDS, SERVER, parse_command
from ..routing.providers import PROVIDERS, normalize_provider

_Table = TomlTable[UnusableSetting]
Command = tuple[str, ...]


@frozen(kw_only=True)
class Settings:
    """The settings; by default, those of a file that does not exist.

    Attributes:
        server_url: the server to publish to, as it is written; None if there is none.
        keyring: secrets are looked for in the keyring of the system.
        commands: print secrets, each by the canonical name of its tracker, or ``server``. Not printed.
    """

    server_url: str | None = None
    keyring: bool = False
    commands: Mapping[str, Command] = field(factory=dict, repr=False)


def parse_settings(source: str, raw: Mapping[str, object], line_of: LineOf) -> Result[Settings, UnusableSetting]:
    """Return the settings in a file, or the first thing that is wrong with it.

    Args:
        source: the file's name.
        raw: what a TOML reader made of it.
        line_of: returns the line of a place in the file.
    """
    top = _Table(source, (), raw, line_of, UnusableSetting)
    return Result.do(
        Settings(server_url=server_url, keyring=keyring, commands=dict(commands))
        for _ in top.only(("server_url", "keyring", "credentials"))
        for text in top.text("server_url")
        for server_url in _server_url(top, text)
        for keyring in top.flag("keyring")
        for holders in top.named("credentials")
        for commands in Fold.collect([_command(name, table) for name, table in holders], Success(()))
    )


def _server_url(top: _Table, text: str | None) -> Result[str | None, UnusableSetting]:
    """Check an address. Whether it may be plain http is for the command to say that publishes."""
    if text is None:
        return Success(None)
    checked = parse_endpoint(text, insecure_http=True)
    return checked.map(lambda _: text).alt(lambda error: top.fault("server_url", f"is wrong: {error.message}"))


def _command(name: str, table: _Table) -> Result[tuple[str, Command], UnusableSetting]:
    holder = normalize_provider(name)
    if holder != SERVER and holder not in PROVIDERS:
        return Failure(table.here(f"is no tracker; there are {', '.join((*PROVIDERS, SERVER))}"))
    return Result.do(
        (holder, words)
        for _ in table.only((COMMAND,))
        for command in parse_command(holder, table)
        for words in _some(command, table)
    )


def _some(command: Command, table: _Table) -> Result[Command, UnusableSetting]:
    """Refuse a table without a list: the text that beads and fp have in other files is none."""
    if command:
        return Success(command)
    return Failure(table.fault(COMMAND, LIST_OF_WORDS if COMMAND in table.members else "is missing; add it"))
