"""The settings by name, and what can be their values."""

from collections.abc import Mapping

import pytest
from returns.result import Failure, Result, Success

from trackpost.core.delivery.endpoint import UnusableServerUrl
from trackpost.core.parsing.text import UnknownChoice, UnusableText
from trackpost.core.settings.names import SETTINGS, SettingValue, ValueFault, choose_setting, in_words
from trackpost.core.settings.settings import Settings

VALUES: Mapping[str, tuple[str, tuple[str, ...], Result[SettingValue, ValueFault]]] = {
    "a server": ("server-url", (" https://kitty.example ",), Success("https://kitty.example")),
    "a server of the office": ("server-url", ("http://kitty.internal",), Success("http://kitty.internal")),
    "no server": (
        "server-url",
        ("ftp://kitty.example",),
        Failure(UnusableServerUrl("ftp://kitty.example", "it must begin with https://")),
    ),
    "two servers": (
        "server-url",
        ("a", "b"),
        Failure(UnusableText("the value of server-url", "is more than one word")),
    ),
    "a blank": ("server-url", (" ",), Failure(UnusableText("the value of server-url", "is blank"))),
    "on": ("keyring", ("True",), Success(True)),  # noqa: FBT003 - the value itself
    "off": ("keyring", ("false",), Success(False)),  # noqa: FBT003 - the value itself
    "neither": ("keyring", ("yes",), Failure(UnknownChoice("value of keyring", "yes", ("true", "false"), None))),
    "a command": ("credentials.jira.command", ("op", "read", "--x"), Success(("op", "read", "--x"))),
    "an empty word": (
        "credentials.jira.command",
        ("op", ""),
        Failure(UnusableText("a word of credentials.jira.command", "is blank")),
    ),
}


@pytest.mark.parametrize(("name", "words", "expected"), VALUES.values(), ids=VALUES.keys())
def test_values(name: str, words: tuple[str, ...], expected: Result[SettingValue, ValueFault]) -> None:
    """Words are exactly this value, or exactly this error, as for the option of that name."""
    assert SETTINGS[name].parse(name, words) == expected


def test_the_names() -> None:
    """There is one for each tracker that has a secret, and for the server."""
    commands = [f"credentials.{holder}.command" for holder in ("jira", "linear", "azure-devops", "github", "gitlab")]
    assert list(SETTINGS) == ["server-url", "keyring", *commands, "credentials.server.command"]


def test_a_misspelled_name() -> None:
    """The nearest one is suggested."""
    assert choose_setting("server-uri") == Failure(
        UnknownChoice("setting", "server-uri", tuple(SETTINGS), "server-url")
    )
    assert choose_setting(" Credentials.Azure_DevOps.Command ") == Success("credentials.azure-devops.command")


def test_values_in_settings() -> None:
    """Each setting finds its own value."""
    settings = Settings(server_url="https://kitty.example", keyring=True, commands={"azure_devops": ("op",)})
    found = {name: setting.value_in(settings) for name, setting in SETTINGS.items()}
    assert {name: value for name, value in found.items() if value is not None} == {
        "server-url": "https://kitty.example",
        "keyring": True,
        "credentials.azure-devops.command": ("op",),
    }
    assert all(setting.value_in(Settings()) is None for setting in SETTINGS.values())
    assert in_words("https://kitty.example") == "https://kitty.example"
