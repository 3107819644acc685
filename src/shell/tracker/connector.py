"""Make the connector of a provider from its credentials."""

from collections.abc import Mapping
from typing import Any

import httpx
from msgspec import convert
from spec_kitty_tracker import (
    AzureDevOpsConnector,
    AzureDevOpsConnectorConfig,
    BeadsConnector,
    BeadsConnectorConfig,
    FPConnector,
    FPConnectorConfig,
    GitHubConnector,
    GitHubConnectorConfig,
    GitLabConnector,
    GitLabConnectorConfig,
    JiraConnector,
    JiraConnectorConfig,
    LinearConnector,
    LinearConnectorConfig,
    TaskTrackerConnector,
)
from typing_extensions import override

from ...core.routing.providers import ProviderName

_MOST_WORK_ITEMS = 200
"""The maximum that Azure DevOps returns in one answer."""


class _AzureDevOps(AzureDevOpsConnector):
    """Asks for no more work items at once than one answer can hold."""

    @override
    async def _get_work_items(self, ids: list[int]) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        for start in range(0, len(ids), _MOST_WORK_ITEMS):
            items += await super()._get_work_items(ids[start : start + _MOST_WORK_ITEMS])
        return items


ADDRESSES: Mapping[ProviderName, str] = {
    "linear": "https://api.linear.app/graphql",
    "azure_devops": "https://dev.azure.com",
    "github": "https://api.github.com",
    "gitlab": "https://gitlab.com/api/v4",
}
"""The addresses that the connectors use by default."""


def address_of(provider: ProviderName, access: Mapping[str, str]) -> str:
    """Return the URL of a tracker, or an empty text if it is not read over HTTP."""
    key = url_key(access)
    return ADDRESSES.get(provider, "") if key is None else access[key]


def url_key(access: Mapping[str, str]) -> str | None:
    """Return the name of the credential that contains the tracker's URL; None if there is none."""
    return next((key for key in ("base_url", "graphql_url") if access.get(key)), None)


def connector_for(
    provider: ProviderName, workspace: str, access: Mapping[str, str], client: httpx.AsyncClient
) -> TaskTrackerConnector:
    """Return the connector of a provider.

    Args:
        provider: canonical name.
        workspace: the binding's workspace; some connectors derive their own name instead.
        access: what `trackpost.core.issues.pull.read_access` returns; its keys are the fields of the configs.
        client: the HTTP client, for the trackers that are read over HTTP.
    """
    fields = {**access, "workspace": workspace}
    match provider:
        case "jira":
            return JiraConnector(convert(fields, JiraConnectorConfig), client=client)
        case "linear":
            return LinearConnector(convert(fields, LinearConnectorConfig), client=client)
        case "azure_devops":
            return _AzureDevOps(convert(fields, AzureDevOpsConnectorConfig), client=client)
        case "github":
            return GitHubConnector(convert(fields, GitHubConnectorConfig), client=client)
        case "gitlab":
            return GitLabConnector(convert(fields, GitLabConnectorConfig), client=client)
        case "beads":
            return BeadsConnector(convert(fields, BeadsConnectorConfig))
        case "fp":
            return FPConnector(convert(fields, FPConnectorConfig))
