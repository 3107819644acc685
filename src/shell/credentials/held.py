"""Reads the credentials that one home folder has for a tracker: from its files, and from the environment."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen
from returns.result import Result

from ...core.parsing.untyped import WrongShape
from ...core.project.faults import FileFault
from ...core.project.secret_faults import UnusableSetting
from ...core.routing.origins import Credentials, all_from, file_origin, from_environment, over
from ...core.routing.providers import row_of
from ..clock import Clock
from ..project.credentials_file import read_credentials_file
from ..project.settings_file import read_settings, settings_path

if TYPE_CHECKING:
    from ...core.settings.settings import Settings
    from .sources import SecretSources


@frozen(kw_only=True)
class HeldCredentials:
    """The credentials of a tracker, as far as they are known before anybody is asked for a secret.

    Attributes:
        credentials: of the environment, and those of the credentials file below them.
        server: the server that the tokens of the credentials file are for; None if it names none.
        server_url: the server to publish to according to the settings; None if they have none.
        secrets: whom to ask for secrets; None if there are no settings.
    """

    credentials: Credentials
    server: str | None = None
    server_url: str | None = None
    secrets: "SecretSources | None" = None

    def replaced(self, credentials: Credentials, *, completely: bool) -> "HeldCredentials":
        """Return this with other credentials of the tracker.

        Args:
            credentials: the others.
            completely: nobody is asked for a secret that they lack.
        """
        sources = self.secrets
        if sources is not None and completely:
            sources = evolve(sources, for_trackers=False)
        return evolve(self, credentials=credentials, secrets=sources)


def read_credentials(
    home: Path, provider: str, environ: Mapping[str, str], clock: Clock
) -> Result[HeldCredentials, FileFault | WrongShape | UnusableSetting]:
    """Return the credentials for a tracker.

    Args:
        home: the folder that holds ``credentials`` and ``trackpost/config.toml``; either may be absent.
        provider: canonical name.
        environ: of this process.
        clock: tells whether what a command prints has expired.
    """
    row = row_of(provider)
    return Result.do(
        HeldCredentials(
            credentials=over(row, from_environment(row, environ), all_from(file_origin(file.name), file.table)),
            server=file.server,
            server_url=None if settings is None else settings.server_url,
            secrets=None if settings is None else _sources(home, settings, environ, clock),
        )
        for file in read_credentials_file(home, provider)
        for settings in read_settings(home)
    )


def _sources(home: Path, settings: "Settings", environ: Mapping[str, str], clock: Clock) -> "SecretSources":
    from .sources import SecretSources  # noqa: PLC0415 - few have settings

    return SecretSources(settings=settings, folder=settings_path(home).parent, environ=environ, clock=clock)
