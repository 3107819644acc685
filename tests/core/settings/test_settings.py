"""What trackpost's own config file can say."""

import tomllib
from collections.abc import Mapping

import pytest
from returns.result import Failure, Result, Success

from trackpost.core.parsing.toml_table import Place
from trackpost.core.project.secret_faults import UnusableSetting
from trackpost.core.settings.settings import Settings, parse_settings


def parsed(text: str) -> Result[Settings, UnusableSetting]:
    """Return the settings in a text; each value is said to be in line 7."""

    def line_of(_place: Place) -> int:
        return 7

    return parse_settings("config.toml", tomllib.loads(text), line_of)


GOOD: Mapping[str, tuple[str, Settings]] = {
    "nothing": ("", Settings()),
    "a server": ('server_url = " https://kitty.example "', Settings(server_url="https://kitty.example")),
    "a server of the office": ('server_url = "http://kitty.internal"', Settings(server_url="http://kitty.internal")),
    "the keyring": ("keyring = true", Settings(keyring=True)),
    "commands": (
        '[credentials.Jira]\ncommand = ["op", "read"]\n[credentials.server]\ncommand = ["pass", "kitty"]',
        Settings(commands={"jira": ("op", "read"), "server": ("pass", "kitty")}),
    ),
}


@pytest.mark.parametrize(("text", "settings"), GOOD.values(), ids=GOOD.keys())
def test_settings(text: str, settings: Settings) -> None:
    """A file is exactly these settings."""
    assert parsed(text) == Success(settings)


BAD: Mapping[str, tuple[str, str, str]] = {
    "a misspelled key": ('server_uri = "x"', "server_uri", "is unknown; did you mean server_url?"),
    "no URL": ("server_url = 7", "server_url", "must be text that is not blank"),
    "an unusable URL": (
        'server_url = "ftp://kitty.example"',
        "server_url",
        "is wrong: cannot use server URL 'ftp://kitty.example': it must begin with https://",
    ),
    "no flag": ('keyring = "yes"', "keyring", "must be true or false"),
    "no tracker": (
        '[credentials.notion]\ncommand = ["op"]',
        "credentials.notion",
        "is no tracker; there are jira, linear, azure_devops, github, gitlab, beads, fp, server",
    ),
    "a secret": (
        '[credentials.jira]\napi_token = "c4nary"',
        "credentials.jira.api_token",
        "is unknown; there are command",
    ),
    "a command as text": (
        '[credentials.jira]\ncommand = "op read"',
        "credentials.jira.command",
        'must be a list of words, such as ["op", "read", "op://team/jira/token"]',
    ),
    "an empty command": (
        "[credentials.jira]\ncommand = []",
        "credentials.jira.command",
        "must be a program with its arguments, for a tracker that has a secret",
    ),
    "a tracker without a secret": (
        '[credentials.beads]\ncommand = ["op"]',
        "credentials.beads.command",
        "must be a program with its arguments, for a tracker that has a secret",
    ),
    "nothing in a table": ("[credentials.jira]", "credentials.jira.command", "is missing; add it"),
    "the list command of beads": (
        '[credentials.beads]\ncommand = "bd"',
        "credentials.beads.command",
        'must be a list of words, such as ["op", "read", "op://team/jira/token"]',
    ),
}


@pytest.mark.parametrize(("text", "key", "reason"), BAD.values(), ids=BAD.keys())
def test_settings_that_cannot_be_used(text: str, key: str, reason: str) -> None:
    """The fault names the line and the key, and has no secret."""
    assert parsed(text) == Failure(UnusableSetting("config.toml", 7, key, reason))


def test_commands_are_not_printed() -> None:
    """An argument may be a secret."""
    assert "c4nary" not in repr(parsed('[credentials.jira]\ncommand = ["echo", "c4nary"]'))
