"""Which cache file, workspace and checkpoint rows belong to a binding."""

from collections.abc import Iterable, Mapping
from hashlib import sha256

from msgspec import Struct
from returns.result import Result, Success

from ..project.binding import Binding
from ..routing.credentials import MalformedCredential, first_credential, read_credential
from ..routing.providers import row_of

_SCOPE_DIGITS = 16
_FILTER = "#filter:"


def cache_scope(provider: str, workspace: str, credentials: Mapping[str, object]) -> Result[str, MalformedCredential]:
    """Return the stem of the cache's file name: 16 hex digits.

    The rule is that of the other tools that use the cache. It neither resolves aliases nor escapes bars.

    Args:
        provider: the provider as typed in the config; aliases are not resolved.
        workspace: the binding's workspace.
        credentials: the provider's table.

    Returns:
        The stem, or the malformed credential that prevents computing it.

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


def _text(credential: tuple[str, str] | None, default: str) -> str:
    return default if credential is None else credential[1]


def own_workspaces(binding: Binding, credentials: Mapping[str, object]) -> frozenset[str]:
    """Return both names that the workspace of the project's issues can have: the cache's and the connector's.

    For example, the connector files Jira issues under the site's ``base_url``, GitHub issues under ``owner/repo``.
    """
    return frozenset({filing_workspace(binding, credentials), connector_workspace(binding, credentials)})


def connector_workspace(binding: Binding, credentials: Mapping[str, object]) -> str:
    """Return the workspace that the tracker's connector gives to its issues."""
    keys = row_of(binding.provider).files_under
    parts = [read_credential(binding.provider, credentials, key).value_or("") for key in keys]
    return "/".join(parts) if parts and all(parts) else binding.workspace


def filing_workspace(binding: Binding, credentials: Mapping[str, object]) -> str:
    """Return the workspace that issues have in the cache: the binding's, unless ids are not unique within it."""
    row = row_of(binding.provider)
    return connector_workspace(binding, credentials) if row.files_under == row.reads else binding.workspace


class CheckpointKeys(Struct, frozen=True):
    """The keys of a project's two checkpoint rows (`trackpost.core.issues.pull_state`).

    Attributes:
        own: the row of its resource, or of the part of it that a filter leaves.
        shared: the row that all projects of the workspace share.
        is_filtered: the project has a filter. Then it neither reads nor writes the shared row, which is about
            everything; and its issues are those that pulls under *own* have seen.
    """

    own: str
    shared: str
    is_filtered: bool = False

    def covers(self, other: str, names: Iterable[str] = ()) -> bool:
        """Say whether a row is about what the project reads: all of it, or a part that a filter leaves.

        Args:
            other: the key of that row.
            names: what else the resource may be called, in any case, such as the key of a Linear team whose UUID is in
                *own*. Earlier versions left the name of beads and fp empty.
        """
        if self.is_filtered:
            return other == self.own
        whole, prefix = other.rpartition(_FILTER)[0] or other, f"{self.shared}#"
        called = {"", *(name.upper() for name in names)}
        return whole == self.own or (whole.startswith(prefix) and whole.removeprefix(prefix).upper() in called)


class Filing(Struct, frozen=True, kw_only=True):
    """Which rows of a cache are a project's.

    Attributes:
        provider: canonical name; the system of its issues.
        workspaces: the names that their workspace can have.
        keys: of the rows that may hold its checkpoint.
    """

    provider: str
    workspaces: frozenset[str]
    keys: CheckpointKeys


def filing_of(binding: Binding, credentials: Mapping[str, object], folder: str = "") -> Filing:
    """Return which rows of the cache are those of a binding.

    Args:
        binding: of the project.
        credentials: the provider's table.
        folder: in which the tracker's command runs, if one answers for the tracker.
    """
    return Filing(
        provider=binding.provider,
        workspaces=own_workspaces(binding, credentials),
        keys=checkpoint_keys(binding, credentials, folder),
    )


def full_pull_key(own: str) -> str:
    """Return the key of the row that says when the whole list of a resource was read last.

    >>> full_pull_key("jira:acme.atlassian.net#ACME")
    'jira:acme.atlassian.net#ACME#full'
    """
    return f"{own}#full"


def site_key(own: str) -> str:
    """Return the key of the row whose cursor says what is known about the tracker that has a resource.

    >>> site_key("jira:jira.acme.example#ACME")
    'jira:jira.acme.example#ACME#site'
    """
    return f"{own}#site"


def checkpoint_keys(binding: Binding, credentials: Mapping[str, object], folder: str = "") -> CheckpointKeys:
    """Return the keys of a project's two checkpoint rows; the arguments are those of `filing_of`."""
    return CheckpointKeys(
        own=state_key(binding, credentials, folder),
        shared=checkpoint_key(binding),
        is_filtered=binding.filter is not None,
    )


def checkpoint_key(binding: Binding) -> str:
    """Return the key of the row that all projects of the workspace share.

    >>> checkpoint_key(Binding(provider="linear", provider_as_typed="Linear", workspace="acme"))
    'linear:acme'
    """
    return f"{binding.provider}:{binding.workspace}"


def state_key(binding: Binding, credentials: Mapping[str, object], folder: str = "") -> str:
    """Return the key of the row that belongs to the resource named in the credentials, or by the *folder*.

    Another filter is another question, so it has another row: a cursor is of no use there.

    >>> binding = Binding(provider="jira", provider_as_typed="jira", workspace="acme.atlassian.net")
    >>> state_key(binding, {"project_key": "ACME"})
    'jira:acme.atlassian.net#ACME'
    >>> from attrs import evolve
    >>> state_key(evolve(binding, filter="labels = web"), {"project_key": "ACME"})
    'jira:acme.atlassian.net#ACME#filter:b6ce31b0612ff24c'
    """
    row = row_of(binding.provider)
    parts = [read_credential(binding.provider, credentials, key).value_or("") for key in row.reads]
    name = folder if row.is_local else "/".join(parts)
    return f"{checkpoint_key(binding)}#{name}{_filter_suffix(binding.filter)}"


def _filter_suffix(text: str | None) -> str:
    """Return what tells a filter apart; its text could end like another key."""
    return "" if text is None else f"{_FILTER}{sha256(text.encode()).hexdigest()[:_SCOPE_DIGITS]}"
