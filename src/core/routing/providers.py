"""The closed table of issue trackers, and the one spelling of each."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

from attrs import frozen

ProviderName: TypeAlias = Literal["jira", "linear", "azure_devops", "github", "gitlab", "beads", "fp"]
"""The canonical names. Whoever handles each of them, handles all of them: mypy says so."""


@frozen(kw_only=True)
class Provider:
    """One issue tracker: a row of the table.

    Attributes:
        name: the canonical spelling, which goes on the wire.
        aliases: other spellings that people use.
        route: the wire's ``external_resource_type`` and the credential key that holds the resource's id;
            None where the contract gives the tracker no routing rule.
        needs: the credentials without which the tracker cannot be read; more keys in one are spellings of it.
        takes: those that it can do without.
        secrets: the credential keys that open the tracker itself, and so must never reach a Spec Kitty server.
        files_under: the keys whose values, joined by a slash, are the workspace under which the tracker's connector
            files its issues; none where that is the binding's workspace. Where that is just what is read of the
            tracker, ids are unique only there, and so the name stays.
        reads: the keys whose values, joined by a slash, name what is read of the tracker; none where it is all.
    """

    name: str
    aliases: frozenset[str] = frozenset()
    route: tuple[str, str] | None = None
    needs: tuple[tuple[str, ...], ...] = ()
    takes: tuple[str, ...] = ()
    secrets: frozenset[str] = frozenset()
    files_under: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()


_ROWS = (
    Provider(
        name="jira",
        route=("jira_project", "project_key"),
        needs=(("base_url",), ("email",), ("api_token",), ("project_key",)),
        secrets=frozenset({"api_token"}),
        files_under=("base_url",),
        reads=("project_key",),
    ),
    Provider(
        name="linear",
        route=("linear_team", "team_id"),
        needs=(("api_key",), ("team_id",)),
        takes=("graphql_url",),
        secrets=frozenset({"api_key"}),
        reads=("team_id",),
    ),
    Provider(
        name="azure_devops",
        aliases=frozenset({"azure-devops", "azure"}),
        needs=(("organization",), ("project",), ("personal_access_token", "pat")),
        takes=("base_url",),
        secrets=frozenset({"personal_access_token", "pat"}),
        files_under=("organization", "project"),
        reads=("organization", "project"),
    ),
    Provider(
        name="github",
        needs=(("owner",), ("repo",), ("token",)),
        takes=("base_url",),
        secrets=frozenset({"token"}),
        files_under=("owner", "repo"),
        reads=("owner", "repo"),
    ),
    Provider(
        name="gitlab",
        needs=(("project_id",), ("token",)),
        takes=("base_url",),
        secrets=frozenset({"token"}),
        files_under=("project_id",),
        reads=("project_id",),
    ),
    Provider(name="beads", takes=("command", "cwd")),
    Provider(name="fp", takes=("command", "cwd")),
)

PROVIDERS: Mapping[str, Provider] = MappingProxyType({row.name: row for row in _ROWS})
"""Every provider that Spec Kitty knows, by its canonical name. Read-only."""

_ALIASES: Mapping[str, str] = {alias: row.name for row in _ROWS for alias in row.aliases}


def normalize_provider(spelling: str) -> str:
    """Return the canonical name for what a person typed: no outer blanks, lower case, aliases replaced.

    A provider that is not in the table keeps its own name.

    >>> normalize_provider(" Azure-DevOps ")
    'azure_devops'
    >>> normalize_provider("Notion")
    'notion'
    """
    name = spelling.strip().lower()
    return _ALIASES.get(name, name)


def row_of(provider: str) -> Provider:
    """Return the row of a canonical name; a provider that is not in the table needs nothing and takes nothing."""
    return PROVIDERS.get(provider, Provider(name=provider))


_NAMES: tuple[ProviderName, ...] = get_args(ProviderName)


def known_provider(name: str) -> ProviderName | None:
    """Return a canonical name as one of those in the table; None where it is not.

    >>> known_provider("jira"), known_provider("notion")
    ('jira', None)
    """
    return next((known for known in _NAMES if known == name), None)
