"""Reads trackpost's own config file. Facts of the file: docs/reference/settings.md."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from returns.result import Result, Success

from ..files.reading import is_absent, printable, read_small_text, without_mark

if TYPE_CHECKING:
    from ...core.project.secret_faults import SettingsFault
    from ...core.settings.settings import Settings

MOST_BYTES = 1024 * 1024


def settings_path(home: Path) -> Path:
    """Return where the settings of trackpost are, or would be."""
    return home / "trackpost" / "config.toml"


def read_settings(home: Path) -> "Result[Settings | None, SettingsFault]":
    """Return what the file says; None if there is no file, so that nobody pays for what reads it."""
    path = settings_path(home)
    if is_absent(path):
        return Success(None)
    from ...core.settings.settings import parse_settings  # noqa: PLC0415 - few have such a file
    from .toml_lines import line_of, parse_toml  # noqa: PLC0415 - likewise

    return Result.do(
        settings
        for text in read_small_text(path, MOST_BYTES).map(lambda marked: without_mark(marked)[1])
        for raw in parse_toml(path, text)
        for settings in parse_settings(printable(path), raw, partial(line_of, text))
    )
