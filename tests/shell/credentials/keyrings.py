"""Keyrings for tests: what a test puts there, and nothing of this machine."""

from collections.abc import Mapping

from keyring.errors import KeyringLocked
from returns.result import Result, Success

from trackpost.shell.credentials.system_keyring import Backend, KeyringFault


class Kept:
    """A keyring that has some secrets, each under ``<holder>.<key>``."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._secrets = secrets
        self.asked: list[tuple[str, str]] = []

    def get_password(self, service: str, username: str) -> str | None:
        """Return the secret with that name."""
        self.asked.append((service, username))
        return self._secrets.get(username)

    def found(self) -> Result[Backend, KeyringFault]:
        """Return this keyring, as the one of the system."""
        return Success(self)


class Locked:
    """A keyring that nobody has unlocked."""

    def get_password(self, service: str, username: str) -> str | None:
        """Refuse.

        Raises:
            KeyringLocked: always.
        """
        msg = f"{service} {username}"
        raise KeyringLocked(msg)

    def found(self) -> Result[Backend, KeyringFault]:
        """Return this keyring, as the one of the system."""
        return Success(self)
