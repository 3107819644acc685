"""The table of issue trackers, and the canonical name of each."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

from msgspec import Struct

ProviderName: TypeAlias = Literal["jira", "linear", "azure_devops", "github", "gitlab", "beads", "fp"]
"""The canonical names. The type is closed, so mypy finds a match that misses one."""


class Provider(Struct, frozen=True, kw_only=True):
    """One issue tracker: a row of the table.

    Attributes:
        name: the canonical spelling, which is the one on the wire.
        aliases: other spellings that people use.
        route: ``external_resource_type`` on the wire, and the credential key of ``external_resource_id``;
            None if the contract has no routing rule for the tracker.
        needs: the required credentials, each with all spellings of its key, the preferred one first.
        takes: the optional credentials.
        secrets: the credential keys that grant access to the tracker itself and must never reach a Spec Kitty server.
        files_under: the credential keys whose values, joined by slashes, are the workspace that the tracker's
            connector gives to its issues; empty if that is the binding's workspace. If it equals *reads*, ids are
            unique only within it, and the cache uses that workspace too.
        reads: the credential keys whose values, joined by slashes, name the part of the tracker that a pull reads;
            empty if it reads everything.
        address: the credential key of the URL that a pull asks, and the URL if there is none, which is empty if there
            must be one; None if the tracker is not asked over HTTP.
        filters_by: what the tracker takes to list only a part of that; None if it has no filters.
        is_local: a command on this machine answers for the tracker.
    """

    name: str
    aliases: frozenset[str] = frozenset()
    route: tuple[str, str] | None = None
    needs: tuple[tuple[str, ...], ...] = ()
    takes: tuple[str, ...] = ()
    secrets: frozenset[str] = frozenset()
    files_under: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    address: tuple[str, str] | None = None
    filters_by: str | None = None
    is_local: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all its credentials: the required ones in every spelling, then the optional ones."""
        return (*(key for keys in self.needs for key in keys), *self.takes)


_ROWS = (
    Provider(
        name="jira",
        route=("jira_project", "project_key"),
        needs=(("base_url",), ("email",), ("api_token",), ("project_key",)),
        secrets=frozenset({"api_token"}),
        files_under=("base_url",),
        reads=("project_key",),
        address=("base_url", ""),
        filters_by="a JQL condition",
    ),
    Provider(
        name="linear",
        route=("linear_team", "team_id"),
        needs=(("api_key",), ("team_id",)),
        takes=("graphql_url",),
        secrets=frozenset({"api_key"}),
        reads=("team_id",),
        address=("graphql_url", "https://api.linear.app/graphql"),
        filters_by="the name or UUID of a project",
    ),
    Provider(
        name="azure_devops",
        aliases=frozenset({"azure-devops", "azure"}),
        needs=(("organization",), ("project",), ("personal_access_token", "pat")),
        takes=("base_url",),
        secrets=frozenset({"personal_access_token", "pat"}),
        files_under=("organization", "project"),
        reads=("organization", "project"),
        address=("base_url", "https://dev.azure.com"),
        filters_by="a WIQL condition",
    ),
    Provider(
        name="github",
        needs=(("owner",), ("repo",), ("token",)),
        takes=("base_url",),
        secrets=frozenset({"token"}),
        files_under=("owner", "repo"),
        reads=("owner", "repo"),
        address=("base_url", "https://api.github.com"),
        filters_by="comma-separated labels",
    ),
    Provider(
        name="gitlab",
        needs=(("project_id",), ("token",)),
        takes=("base_url",),
        secrets=frozenset({"token"}),
        files_under=("project_id",),
        reads=("project_id",),
        address=("base_url", "https://gitlab.com/api/v4"),
        filters_by="comma-separated labels",
    ),
    Provider(name="beads", takes=("command", "cwd"), is_local=True),
    Provider(name="fp", takes=("command", "cwd"), is_local=True),
)

PROVIDERS: Mapping[str, Provider] = MappingProxyType({row.name: row for row in _ROWS})
"""Every provider that Spec Kitty knows, by canonical name. Read-only."""

_ALIASES: Mapping[str, str] = {alias: row.name for row in _ROWS for alias in row.aliases}


def normalize_provider(spelling: str) -> str:
    """Return the canonical name for what a person typed: stripped, in lower case, aliases replaced.

    A provider that is not in the table keeps its name.

    >>> normalize_provider(" Azure-DevOps ")
    'azure_devops'
    >>> normalize_provider("Notion")
    'notion'
    """
    name = spelling.strip().lower()
    return _ALIASES.get(name, name)


def row_of(provider: str) -> Provider:
    """Return the row of a canonical name; for a provider that is not in the table, a row with only the name."""
    return PROVIDERS.get(provider, Provider(name=provider))


_NAMES: tuple[ProviderName, ...] = get_args(ProviderName)


def known_provider(name: str) -> ProviderName | None:
    """Return *name* as the type of canonical names, or None if it is not one.

    >>> known_provider("jira"), known_provider("notion")
    ('jira', None)
    """
    return next((known for known in _NAMES if known == name), None)
