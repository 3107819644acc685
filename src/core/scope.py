"""Which cache file belongs to a binding."""

from collections.abc import Mapping
from hashlib import sha256

from returns.result import Result, Success

from .credential import MalformedCredential, first_credential

_SCOPE_DIGITS = 16


def cache_scope(provider: str, workspace: str, credentials: Mapping[str, object]) -> Result[str, MalformedCredential]:
    """Name the cache as the tools that fill it do: 16 hex digits.

    The rule is theirs, alias spellings and unescaped bars included: another rule would not find the file.

    Args:
        provider: as typed in the config; here aliases are left as they are.
        workspace: of the binding.
        credentials: the provider's table.

    Returns:
        The stem of the file's name, or the credential that makes it impossible to tell.

    >>> cache_scope("beads", "my-workspace", {})
    <Success: 9e99d61f30cd0646>
    """
    return Result.do(
        sha256("|".join(part.strip().lower() for part in parts).encode()).hexdigest()[:_SCOPE_DIGITS]
        for server in first_credential(provider, credentials, ("server_url", "base_url"))
        for user in first_credential(provider, credentials, ("username", "email"))
        for team in first_credential(provider, credentials, ("team_slug",))
        for parts in Success(
            (
                provider,
                workspace,
                _text(server, "local"),
                _text(user, "anonymous"),
                _text(team, "no-team"),
            )
        )
    )


def _text(found: tuple[str, str] | None, otherwise: str) -> str:
    return otherwise if found is None else found[1]
