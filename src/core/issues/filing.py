"""Which cache file, workspace and checkpoint rows belong to a binding."""

from collections.abc import Mapping
from hashlib import sha256

from attrs import frozen
from returns.result import Result, Success

from ..project.binding import Binding
from ..routing.credentials import MalformedCredential, first_credential, read_credential
from ..routing.providers import row_of

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


def own_workspaces(binding: Binding, credentials: Mapping[str, object]) -> frozenset[str]:
    """Return the names that the workspace of the binding's issues has: that of the cache, and the connector's.

    Jira's connector files issues under the site's ``base_url``, GitHub's under ``owner/repo``.
    """
    return frozenset({filing_workspace(binding, credentials), connector_workspace(binding, credentials)})


def connector_workspace(binding: Binding, credentials: Mapping[str, object]) -> str:
    """Return the workspace under which the tracker's connector files its issues."""
    keys = row_of(binding.provider).files_under
    parts = [read_credential(binding.provider, credentials, key).value_or("") for key in keys]
    return "/".join(parts) if parts and all(parts) else binding.workspace


def filing_workspace(binding: Binding, credentials: Mapping[str, object]) -> str:
    """Return the workspace under which issues are filed in the cache: the binding's, where ids are unique in it."""
    row = row_of(binding.provider)
    return connector_workspace(binding, credentials) if row.files_under == row.reads else binding.workspace


@frozen
class CheckpointKeys:
    """The keys of the two rows of a project.

    Attributes:
        own: of its resource.
        shared: of the one that is for everybody.
    """

    own: str
    shared: str


def full_pull_key(own: str) -> str:
    """Return the key of the row that says when the whole list of a resource was read last.

    >>> full_pull_key("jira:acme.atlassian.net#ACME")
    'jira:acme.atlassian.net#ACME#full'
    """
    return f"{own}#full"


def checkpoint_keys(binding: Binding, credentials: Mapping[str, object]) -> CheckpointKeys:
    """Return the keys of a project."""
    return CheckpointKeys(state_key(binding, credentials), checkpoint_key(binding))


def checkpoint_key(binding: Binding) -> str:
    """Return the key of the row that is for everybody.

    >>> checkpoint_key(Binding(provider="linear", provider_as_typed="Linear", workspace="acme"))
    'linear:acme'
    """
    return f"{binding.provider}:{binding.workspace}"


def state_key(binding: Binding, credentials: Mapping[str, object]) -> str:
    """Return the key of the row of the resource that the credentials name.

    >>> binding = Binding(provider="jira", provider_as_typed="jira", workspace="acme.atlassian.net")
    >>> state_key(binding, {"project_key": "ACME"})
    'jira:acme.atlassian.net#ACME'
    """
    keys = row_of(binding.provider).reads
    parts = [read_credential(binding.provider, credentials, key).value_or("") for key in keys]
    return f"{checkpoint_key(binding)}#{'/'.join(parts)}"
