"""The settings by name, as ``trackpost config`` knows them."""

from collections.abc import Callable, Mapping
from typing import ClassVar, TypeAlias

from attrs import frozen
from msgspec import Struct
from returns.iterables import Fold
from returns.result import Failure, Result, Success

from ..delivery.endpoint import ServerUrlError, parse_endpoint
from ..errors import Category, sentence
from ..parsing.text import UnknownChoice, UnusableText, choose, usable_text
from ..parsing.toml_table import Place
from ..routing.given import COMMAND, SERVER, secret_of
from ..routing.providers import PROVIDERS
from .settings import Command, Settings

SettingValue: TypeAlias = str | bool | Command
ValueFault: TypeAlias = UnknownChoice | UnusableText | ServerUrlError
_ParseValue: TypeAlias = Callable[[str, tuple[str, ...]], Result[SettingValue, ValueFault]]
_BOTH = ("true", "false")


class SettingNotSet(Struct, frozen=True):
    """The setting has no value, and no default."""

    name: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"{self.name} is not set; set it with `trackpost config set {self.name} VALUE`"


@frozen
class Setting:
    """One setting.

    Attributes:
        place: where the file has it.
        parse: returns the value that words stand for, with the checks of the option of that name.
        value_in: returns its value; None if it has none.
    """

    place: Place
    parse: _ParseValue
    value_in: Callable[[Settings], SettingValue | None]


def _one(name: str, words: tuple[str, ...]) -> Result[str, UnusableText]:
    if len(words) != 1:
        return Failure(UnusableText(f"the value of {name}", "is more than one word"))
    return usable_text(f"the value of {name}", words[0])


def _url(name: str, words: tuple[str, ...]) -> Result[SettingValue, ValueFault]:
    return Result.do(url for url in _one(name, words) for _ in parse_endpoint(url, insecure_http=True))


def _flag(name: str, words: tuple[str, ...]) -> Result[SettingValue, ValueFault]:
    return Result.do(
        word == "true" for text in _one(name, words) for word in choose(f"value of {name}", text.lower(), _BOTH)
    )


def _command(name: str, words: tuple[str, ...]) -> Result[SettingValue, ValueFault]:
    return Fold.collect([usable_text(f"a word of {name}", word) for word in words], Success(()))


def _command_of(holder: str) -> Setting:
    return Setting(("credentials", holder, COMMAND), _command, lambda settings: settings.commands.get(holder))


_HOLDERS = tuple(holder for holder in (*PROVIDERS, SERVER) if secret_of(holder) is not None)
SETTINGS: Mapping[str, Setting] = {
    "server-url": Setting(("server_url",), _url, lambda settings: settings.server_url),
    "keyring": Setting(("keyring",), _flag, lambda settings: settings.keyring or None),
    **{f"credentials.{holder.replace('_', '-')}.{COMMAND}": _command_of(holder) for holder in _HOLDERS},
}
"""Every setting, by its name in kebab case."""


def choose_setting(name: str) -> Result[str, UnknownChoice]:
    """Return the name of a setting; case does not count, nor does the form of a hyphen.

    >>> choose_setting("SERVER_URL")
    <Success: server-url>
    """
    return choose("setting", name.strip().lower().replace("_", "-"), SETTINGS)


def in_words(value: SettingValue) -> str:
    """Return a value as it is typed after its name.

    >>> in_words(True), in_words(("op", "read", "my token"))
    ('true', "op read 'my token'")
    """
    match value:
        case bool():
            return str(value).lower()
        case str():
            return value
        case words:
            from shlex import join  # noqa: PLC0415 - only a command needs it

            return join(words)
