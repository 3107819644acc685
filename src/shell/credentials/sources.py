"""Asks for the secrets that are in no file: the command first, then the keyring, each only if the settings name it."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen
from returns.result import Result, Success

from ...core.project.secret_faults import SecretFault
from ...core.routing.given import SERVER, GivenCredentials, Members, secrets_of
from ...core.routing.origins import KEYRING, Credentials, Origin, Source, all_from, command_origin, over
from ...core.routing.providers import row_of
from ...core.settings.settings import Settings
from ..clock import Clock

if TYPE_CHECKING:
    from .commands import CredentialCommands
    from .system_keyring import FindBackend

_ABOVE: tuple[Source, ...] = ("environment", "fleet", "pin")
"""Who has a secret from these is not asked for it."""


@frozen(kw_only=True)
class SecretSources:
    """Where the secrets of one home folder come from, apart from the environment and the credentials file.

    What a command prints is kept as long as this value, so that it is not asked for each secret.

    Attributes:
        settings: name the commands, and the keyring.
        folder: in which the commands run.
        environ: of this process; the commands get it without our own secrets.
        clock: tells whether what a command prints has expired.
        find_keyring: returns the keyring; None for that of the system.
        for_trackers: they have the secrets of trackers, and not only the token of the server.
    """

    settings: Settings
    folder: Path
    environ: Mapping[str, str]
    clock: Clock
    find_keyring: "FindBackend | None" = None
    for_trackers: bool = True

    def completed(self, provider: str, known: Credentials) -> Result[Credentials, SecretFault]:
        """Return the credentials of a tracker with its secret.

        Nobody is asked for a secret that comes from a place above these. Those of the credentials file are below.

        Args:
            provider: canonical name.
            known: those of the files and the environment.
        """
        if not self._are_asked(provider, known):
            return Success(known)
        row, above, below = row_of(provider), known.of(*_ABOVE), known.of("file")
        return self._secrets(provider).map(lambda found: over(row, above, over(row, found, below)))

    def renewed(self, provider: str, known: Credentials) -> bool:
        """Ask the command of a tracker again, and return whether it prints something else than before.

        Args:
            provider: canonical name.
            known: as for `completed`.
        """
        return self._are_asked(provider, known) and self._is_renewed(provider)

    def token_renewed(self) -> bool:
        """Ask the command of the server again, and return whether it prints something else than before."""
        return self._is_renewed(SERVER)

    def token(self) -> Result[Credentials, SecretFault]:
        """Return the token of the server, as ``auth_token``; nothing if there is none."""
        return self._secrets(SERVER)

    def origin_of_token(self) -> Origin | None:
        """Return where the token of the server would come from, without asking; None if it comes from a file."""
        return self._origin(SERVER)

    def may_have(self, provider: str) -> frozenset[str]:
        """Return the credentials of a tracker that are not missing, even if no file has them: nobody was asked yet."""
        return frozenset(secrets_of(provider)[:1]) if self._origin(provider) is not None else frozenset()

    def _are_asked(self, provider: str, known: Credentials) -> bool:
        return self.for_trackers and known.of(*_ABOVE).keys().isdisjoint(secrets_of(provider))

    def _is_renewed(self, holder: str) -> bool:
        given = GivenCredentials(provider=holder, command=self.settings.commands.get(holder, ()))
        return self._commands.renew(given, holder, self._commands.members(given, holder).value_or({}))

    @cached_property
    def _commands(self) -> "CredentialCommands":
        from .commands import CredentialCommands  # noqa: PLC0415 - imports subprocess, which few need

        return CredentialCommands(self.folder, self.environ, self.clock, secrets_of)

    def _origin(self, holder: str) -> Origin | None:
        if holder in self.settings.commands:
            return command_origin(holder)
        return KEYRING if self.settings.keyring and secrets_of(holder) else None

    def _secrets(self, holder: str) -> Result[Credentials, SecretFault]:
        command = self.settings.commands.get(holder)
        if command:
            return self._printed(holder, command).map(lambda found: all_from(command_origin(holder), found))
        if self.settings.keyring:
            return self._kept(holder).map(lambda found: all_from(KEYRING, found))
        return Success(Credentials())

    def _printed(self, holder: str, command: tuple[str, ...]) -> Result[Members, SecretFault]:
        return self._commands.members(GivenCredentials(provider=holder, command=command), holder)

    def _kept(self, holder: str) -> Result[Members, SecretFault]:
        from .system_keyring import look_up, system_backend  # noqa: PLC0415 - few need it

        find = self.find_keyring or system_backend
        asked = (look_up(find, holder, key) for key in secrets_of(holder))
        return next((found for found in asked if found != Success({})), Success({}))
