"""Changing one value of the settings, and nothing else."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Success

from trackpost.core.parsing.toml_table import Place
from trackpost.core.project.faults import UnwritableFile
from trackpost.shell.project.settings_edit import with_value

_Value: TypeAlias = str | bool | tuple[str, ...]
PATH = Path("config.toml")
URL: Place = ("server_url",)
COMMAND: Place = ("credentials", "jira", "command")
TABLE = '[credentials.jira]\ncommand = ["op", "read"]\n'
EDITS: Mapping[str, tuple[str, Place, _Value | None, str]] = {
    "the first value": ("", URL, "https://kitty.example", 'server_url = "https://kitty.example"\n'),
    "a comment stays": ("# mine\nkeyring = true # yes\n", URL, None, "# mine\nkeyring = true # yes\n"),
    "another value": ('server_url = "a" # here\n', URL, "b", 'server_url = "b" # here\n'),
    "a first command": ("keyring = true\n", COMMAND, ("op", "read"), f"keyring = true\n\n{TABLE}"),
    "before the tables": (TABLE, ("keyring",), True, f"keyring = true\n\n{TABLE}"),
    "the last of a table": (f"keyring = true\n{TABLE}", COMMAND, None, "keyring = true\n"),
    "what is not there": ("keyring = true\n", COMMAND, None, "keyring = true\n"),
}


@pytest.mark.parametrize(("text", "place", "value", "expected"), EDITS.values(), ids=EDITS.keys())
def test_with_value(text: str, place: Place, value: _Value | None, expected: str) -> None:
    """The file is exactly this afterwards."""
    assert with_value(PATH, text, place, value) == Success(expected)


def test_what_stands_in_the_way() -> None:
    """A value in place of a table is no table; nothing is lost."""
    fault = UnwritableFile("config.toml", "credentials.jira.command cannot be rewritten")
    assert with_value(PATH, "credentials = 7\n", COMMAND, ("op",)) == Failure(fault)


WORDS = st.lists(st.text(st.characters(codec="utf-8"), min_size=1), min_size=1, max_size=3).map(tuple)


@given(WORDS, st.text(st.characters(codec="utf-8")))
def test_values_come_back(command: tuple[str, ...], url: str) -> None:
    """Whatever is written is what is read."""
    first = with_value(PATH, "# mine\n", COMMAND, command).unwrap()
    text = with_value(PATH, first, URL, url).unwrap()
    assert tomllib.loads(text) == {"server_url": url, "credentials": {"jira": {"command": list(command)}}}
    assert text.startswith("# mine\n")
