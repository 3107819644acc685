"""Shows and changes trackpost's own settings."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TypeAlias

from attrs import field, frozen
from returns.result import Failure, Result, Success

from ...core.parsing.text import UnknownChoice, UnusableText
from ...core.parsing.untyped import WrongShape
from ...core.project.bind import WriteError
from ...core.project.faults import NoFileLocks
from ...core.project.secret_faults import SettingsFault
from ...core.routing.origins import Origin
from ...core.settings.listing import ShownSetting
from ...core.settings.names import SETTINGS, SettingNotSet, SettingValue, ValueFault, choose_setting
from ...core.settings.settings import Settings, parse_settings
from ..files.atomic import NewFile, replace_all
from ..files.lock import holding
from ..files.reading import is_absent, printable, read_small_text, without_mark
from ..project.settings_edit import with_value
from ..project.settings_file import MOST_BYTES, read_settings, settings_path
from ..project.toml_lines import line_of, parse_toml
from .server import find_server

_OWNER_ONLY = 0o600
ReadFault: TypeAlias = UnknownChoice | SettingsFault | WrongShape
ChangeFault: TypeAlias = ReadFault | UnusableText | ValueFault | WriteError
Warnings: TypeAlias = tuple[NoFileLocks, ...]


@frozen
class Config:
    """The settings of one home folder.

    Attributes:
        home: the folder that holds ``trackpost/config.toml``.
        environ: has some of the settings, too.
        busy_seconds: how long to wait for another writer.
    """

    home: Path
    environ: Mapping[str, str] = field(repr=False)
    busy_seconds: float = 5.0

    def listed(self) -> Result[tuple[ShownSetting, ...], SettingsFault | WrongShape]:
        """Return the settings that have a value, in the order of `SETTINGS`."""
        return Result.do(
            tuple(shown for name in SETTINGS for shown in self._shown(name, settings or Settings(), server))
            for settings in read_settings(self.home)
            for server in find_server(self.home, None, self.environ).map(
                lambda found: () if found is None else (ShownSetting("server-url", found.text, found.origin),)
            )
        )

    def value(self, name: str) -> Result[ShownSetting, ReadFault | SettingNotSet]:
        """Return one setting, by its name in any case."""
        return Result.do(
            shown for known in choose_setting(name) for listed in self.listed() for shown in _named(known, listed)
        )

    def put(self, name: str, words: tuple[str, ...]) -> Result[tuple[str, Warnings], ChangeFault]:
        """Write a value, and return the name of the setting with what to know about it."""
        return Result.do(
            (known, warnings)
            for known in choose_setting(name)
            for value in SETTINGS[known].parse(known, words)
            for warnings in self._changed(known, value)
        )

    def remove(self, name: str) -> Result[tuple[str, Warnings], ChangeFault]:
        """Remove the value of a setting that the file may have."""
        return Result.do((known, warnings) for known in choose_setting(name) for warnings in self._changed(known, None))

    def _shown(self, name: str, settings: Settings, server: tuple[ShownSetting, ...]) -> tuple[ShownSetting, ...]:
        if name == "server-url":
            return server
        value = SETTINGS[name].value_in(settings)
        if value is None:
            return (ShownSetting(name, value=False, origin=None),) if name == "keyring" else ()
        place = ".".join(map(str, SETTINGS[name].place))
        return (ShownSetting(name, value, Origin("settings", f"{place} in {printable(settings_path(self.home))}")),)

    def _changed(self, name: str, value: SettingValue | None) -> Result[Warnings, ChangeFault]:
        path = settings_path(self.home)
        source = printable(path)

        def write(unlocked: Warnings) -> Result[Warnings, ChangeFault]:
            return Result.do(
                unlocked
                for text in (Success("") if is_absent(path) else read_small_text(path, MOST_BYTES))
                for old in Success(without_mark(text)[1])
                for _old in parse_toml(path, old)
                for new in with_value(path, old, SETTINGS[name].place, value)
                for raw in parse_toml(path, new)
                for _ in parse_settings(source, raw, partial(line_of, new))
                for _written in replace_all([NewFile(path, new.encode(), _OWNER_ONLY)])
            )

        return holding(path, self.busy_seconds, write)


def _named(name: str, listed: tuple[ShownSetting, ...]) -> Result[ShownSetting, SettingNotSet]:
    found = next((shown for shown in listed if shown.name == name), None)
    return Failure(SettingNotSet(name)) if found is None else Success(found)
