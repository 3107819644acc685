"""Credentials as a settings file gives them: members that are written there, and a command that prints others."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar, TypeAlias, TypeVar

from attrs import field, frozen
from msgspec import Struct
from returns.result import Failure, Result, Success

from ..errors import Category, sentence
from ..parsing.text import shortened
from .providers import row_of

if TYPE_CHECKING:
    from ..parsing.toml_table import TomlTable

SERVER = "server"
SERVER_SECRET = "auth_token"  # noqa: S105 - the name of a member
COMMAND = "command"
LIST_OF_WORDS = 'must be a list of words, such as ["op", "read", "op://team/jira/token"]'
_FOR_ALL = ("access_token", "token", "username", "server_url", "team_slug")
"""What a publish and the name of the cache read, whichever tracker it is."""

Members: TypeAlias = Mapping[str, str]
_Fault = TypeVar("_Fault")


@frozen(kw_only=True)
class GivenCredentials:
    """Credentials as a settings file has them.

    Attributes:
        provider: canonical name; ``server`` for those of the server, and empty where the file does not say.
        members: those that are written there; not printed.
        command: prints the secret, or members as JSON; empty if there is no command.
    """

    provider: str
    members: Members = field(factory=dict, repr=False)
    command: tuple[str, ...] = ()


class CredentialsCommandFailed(Struct, frozen=True):
    """A command did not print credentials.

    Attributes:
        holder: the tracker, or the server, that they are for.
        program: its name, without its arguments, which may be secret.
        reason: what is wrong; never what the command printed on standard output.
    """

    holder: str
    program: str
    reason: str
    category: ClassVar = Category.TEMPORARY

    @sentence
    def message(self) -> str:
        return f"the credentials command of {self.holder}, {self.program}, {shortened(self.reason)}"


def secret_of(provider: str) -> str | None:
    """Return the member that a command's plain output fills; None for trackers without a secret.

    >>> secret_of("jira"), secret_of("azure_devops"), secret_of("server"), secret_of("beads")
    ('api_token', 'personal_access_token', 'auth_token', None)
    """
    return next(iter(secrets_of(provider)), None)


def secrets_of(provider: str) -> tuple[str, ...]:
    """Return the members that grant access, the preferred spelling first.

    >>> secrets_of("azure_devops"), secrets_of("server")
    (('personal_access_token', 'pat'), ('auth_token',))
    """
    if provider == SERVER:
        return (SERVER_SECRET,)
    row = row_of(provider)
    return tuple(key for keys in row.needs for key in keys if key in row.secrets)


def keys_of(provider: str) -> tuple[str, ...]:
    """Return the members that the credentials of a tracker, or of the server, can have."""
    if provider == SERVER:
        return (SERVER_SECRET,)
    return tuple(dict.fromkeys((*row_of(provider).keys, *_FOR_ALL)))


def parse_command(provider: str, table: "TomlTable[_Fault]") -> Result[tuple[str, ...], _Fault]:
    """Return the command of a table, a list of words; an empty one if there is none.

    The ``command`` of beads and fp is text, and another one: it lists their issues.

    Args:
        provider: canonical name, or ``server``; empty where the file does not say whose credentials these are.
        table: of the credentials.
    """
    if not isinstance(table.members.get(COMMAND, []), list):
        if provider and not row_of(provider).is_local:
            return Failure(table.fault(COMMAND, LIST_OF_WORDS))
        return Success(())
    return table.texts(COMMAND).bind(lambda command: _usable(provider, command, table))


def _usable(provider: str, command: Iterable[str], table: "TomlTable[_Fault]") -> Result[tuple[str, ...], _Fault]:
    words = tuple(command)
    if COMMAND in table.members and (not words or (provider and secret_of(provider) is None)):
        return Failure(table.fault(COMMAND, "must be a program with its arguments, for a tracker that has a secret"))
    return Success(words)
