"""Finds the server to publish to: what was given, the environment, the settings, and the credentials file."""

from collections.abc import Mapping
from pathlib import Path

from returns.result import Result

from ...core.parsing.untyped import WrongShape
from ...core.project.secret_faults import SettingsFault
from ...core.routing.origins import Origin, Sourced
from ...core.settings.server import choose_server
from ..files.reading import printable
from ..project.credentials_file import read_credentials_file
from ..project.settings_file import read_settings, settings_path


def find_server(
    home: Path, given: str | None, environ: Mapping[str, str]
) -> Result[Sourced | None, SettingsFault | WrongShape]:
    """Return the URL of the server, unchecked, with the place that it is from; None if no place has one."""
    place = Origin("settings", f"server_url in {printable(settings_path(home))}")
    return Result.do(
        choose_server(
            given,
            environ,
            None if settings is None or settings.server_url is None else Sourced(settings.server_url, place),
            file.server,
        )
        for settings in read_settings(home)
        for file in read_credentials_file(home, "")
    )
