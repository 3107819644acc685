"""What can be wrong with the settings of trackpost, and with the places that its secrets come from."""

from typing import ClassVar, TypeAlias

from msgspec import Struct

from ..errors import Category, sentence
from ..parsing.text import shortened
from ..parsing.toml_fault import TomlFault
from ..routing.given import CredentialsCommandFailed
from .faults import FileFault, MissingExtra


class UnusableSetting(TomlFault, frozen=True):
    """A value of trackpost's own config file cannot be used."""


class UnusableKeyring(Struct, frozen=True):
    """The settings name the keyring of the system, but there is none that keeps secrets, or it does not answer.

    Attributes:
        reason: what is wrong with it.
    """

    reason: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return (
            f"cannot use the system keyring ({shortened(self.reason)}); start or unlock one, "
            "or turn it off with `trackpost config unset keyring`"
        )


SettingsFault: TypeAlias = FileFault | UnusableSetting
"""Why the settings cannot be read."""
SecretFault: TypeAlias = CredentialsCommandFailed | UnusableKeyring | MissingExtra
"""Why a secret cannot be had from the place that the settings name."""
