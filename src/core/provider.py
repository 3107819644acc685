"""The closed table of issue trackers, and the one spelling of each."""

from collections.abc import Mapping
from types import MappingProxyType

from attrs import frozen


@frozen(kw_only=True)
class Provider:
    """One issue tracker: a row of the table.

    Attributes:
        name: the canonical spelling, which goes on the wire.
        aliases: other spellings that people use.
        route: the wire's ``external_resource_type`` and the credential key that holds the resource's id;
            None where the contract gives the tracker no routing rule.
        secrets: the credential keys that open the tracker itself, and so must never reach a Spec Kitty server.
    """

    name: str
    aliases: frozenset[str] = frozenset()
    route: tuple[str, str] | None = None
    secrets: frozenset[str] = frozenset()


_ROWS = (
    Provider(name="jira", route=("jira_project", "project_key"), secrets=frozenset({"api_token"})),
    Provider(name="linear", route=("linear_team", "team_id"), secrets=frozenset({"api_key"})),
    Provider(
        name="azure_devops",
        aliases=frozenset({"azure-devops", "azure"}),
        secrets=frozenset({"personal_access_token", "pat"}),
    ),
    Provider(name="github", secrets=frozenset({"token"})),
    Provider(name="gitlab", secrets=frozenset({"token"})),
    Provider(name="beads"),
    Provider(name="fp"),
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
